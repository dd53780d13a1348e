"""Documents that were encoded twice are turned back, and no others are touched."""

import pytest

from feeds.documents import parse
from feeds.documents.unscrambling import unscrambled

TEXTS = {
    "French": "L’été à Fès : « déjà » l’œuvre d’un Âge, dit Élise à 5 €",
    "Spanish": "¿Qué pasó en España? Ánimo, señor Ávila",
    "Arabic": "الحكومة تصادق على قانون المالية الجديد",
    "Russian": "Первая новость дня",
    "English": "Patients’ “futures” — in question",
}


def scrambled(text: str, taken_for: str = "cp1252") -> str:
    """As a server that takes UTF-8 for Windows' Latin (or true Latin-1) hands it on."""
    return "".join(
        octet.decode(taken_for)
        if taken_for == "latin-1" or octet not in b"\x81\x8d\x8f\x90\x9d"
        else octet.decode("latin-1")
        for octet in (bytes([number]) for number in text.encode())
    )


@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
@pytest.mark.parametrize("language", TEXTS)
def test_text_that_was_encoded_twice_is_turned_back(language: str, taken_for: str) -> None:
    assert scrambled(TEXTS[language], taken_for) != TEXTS[language]
    assert unscrambled(scrambled(TEXTS[language], taken_for)) == TEXTS[language]


@pytest.mark.parametrize("text", [*TEXTS.values(), "LE CAFÉ» ET LE CAFÉ» DU CAFÉ», à Fès", "IRMÃ… e MANHÃ”"])
def test_text_as_it_should_be_stays(text: str) -> None:
    assert unscrambled(text) == text


def test_a_scrambled_quotation_in_a_clean_text_is_left_to_its_author() -> None:
    text = f"Pourquoi lit-on « {scrambled('déjà à l’été')} » là où était écrit « déjà » ?"
    assert unscrambled(text) == text


def test_a_feed_that_was_encoded_twice_is_read_as_it_was_written() -> None:
    item = f"<item><title>{TEXTS['French']}</title><link>https://site.test/1</link></item>"
    body = scrambled(f"<rss version='2.0'><channel><title>Été</title>{item}</channel></rss>").encode()
    assert parse(body, url="https://site.test/feed").items[0].title == TEXTS["French"]
