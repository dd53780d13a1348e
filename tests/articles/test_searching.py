"""Words of any language find their articles, newest first, and no input breaks the box."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from articles.indexing import index
from articles.models import Article
from articles.searching import PAGE, search
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Indexed = Callable[..., Article]


@pytest.fixture
def indexed() -> Indexed:
    def make(title: str, language: str = "fr", **values: object) -> Article:
        article = make_article(title=title, language=language, **values)
        index([article])
        return article

    return make


def titles(text: str, **narrowed: str) -> list[str]:
    return [article.title for article in search(text, **narrowed).articles]


@pytest.mark.parametrize("words", ["Événement", "evenement", "événements", "ÉVÈNEMENT"])
def test_accents_case_and_number_do_not_matter(indexed: Indexed, words: str) -> None:
    indexed("Un événement majeur à Rabat")
    assert titles(words) == ["Un événement majeur à Rabat"]


@pytest.mark.parametrize("words", ["الأمم", "الامم", "أمم", "والأمم"])
def test_arabic_spellings_meet(indexed: Indexed, words: str) -> None:
    indexed("مجلس الأمم يجتمع في الرباط", "ar")
    assert titles(words) == ["مجلس الأمم يجتمع في الرباط"]


def test_a_word_finds_articles_of_every_language(indexed: Indexed) -> None:
    indexed("Rabat accueille la finale", "fr", published_at=NOON)
    indexed("Rabat hosts the final", "en", published_at=NOON - timedelta(hours=1))
    assert titles("Rabat") == ["Rabat accueille la finale", "Rabat hosts the final"]


def test_the_newest_come_first_over_all_windows(indexed: Indexed) -> None:
    for days in (400, 0, 3, 30):
        indexed(f"Le barrage après {days} jours", published_at=NOON - timedelta(days=days))
    assert titles("barrage") == [f"Le barrage après {days} jours" for days in (0, 3, 30, 400)]


def test_a_phrase_is_found_as_a_phrase(indexed: Indexed) -> None:
    indexed("La grande mosquée de Casablanca")
    indexed("Casablanca : une grande avenue et sa mosquée")
    assert titles('"grande mosquée"') == ["La grande mosquée de Casablanca"]


def test_a_minus_leaves_a_word_out_in_every_language(indexed: Indexed) -> None:
    indexed("Élections : la campagne commence")
    indexed("Élections régionales au printemps")
    indexed("Campaign opens", "en")
    assert titles("élections -campagne") == ["Élections régionales au printemps"]


def test_a_search_can_be_narrowed_to_a_language(indexed: Indexed) -> None:
    indexed("Rabat accueille la finale", "fr")
    indexed("Rabat hosts the final", "en")
    assert titles("Rabat", language="en") == ["Rabat hosts the final"]


def test_a_search_can_be_narrowed_to_a_source(indexed: Indexed) -> None:
    indexed("Rabat, vue par Challenge", source=make_source(slug="challenge"))
    indexed("Rabat, vue d'ailleurs")
    assert titles("Rabat", source="challenge") == ["Rabat, vue par Challenge"]


def test_a_removed_article_is_not_found(indexed: Indexed) -> None:
    indexed("Un article retiré", removed_at=NOON)
    assert titles("retiré") == []


def test_pages_follow_each_other_without_gap_or_repeat(indexed: Indexed) -> None:
    for minute in range(PAGE + 5):
        indexed(f"Sardine numéro {minute}", published_at=NOON - timedelta(minutes=minute))
    first = search("sardine")
    second = search("sardine", page_key=first.next_key)
    found = [article.title for article in (*first.articles, *second.articles)]
    assert found == [f"Sardine numéro {minute}" for minute in range(PAGE + 5)]
    assert second.next_key == ""


@pytest.mark.parametrize(
    "key",
    [
        *("", "x", "___", "2026-03-01_1_1", "2026-03-01T00:00:00+00:00_99999999999999999999_1"),
        *("0001-01-01T00:00:00+00:00_1_1", "0001-01-01T00:00:00+23:59_1_1", "9999-12-31T23:59:59-23:59_5_2"),
        *("2026-03-01T00:00:00+00:00_1_10", "2026-03-01T00:00:00+00:00_1_٣", "2026-03-01T00:00:00+00:00_1_0"),
    ],
)
def test_a_broken_page_key_gives_the_first_page(indexed: Indexed, key: str) -> None:
    indexed("Un barrage")
    assert len(search("barrage", page_key=key).articles) == 1


@pytest.mark.parametrize(
    "words",
    ["", " ", "'", '"', '"""', "\0", "a" * 10_000, "-", "OR OR", "& | ! ( )", "<->", ":*", "\\", "%%%%", "le la les",
     "'in:news_fr'", "ال", "🙂", "a & !b | (c", "-\"x y\"", "x' ) | 'y"],
)  # fmt: skip
def test_any_input_gets_an_answer(indexed: Indexed, words: str) -> None:
    indexed("Un barrage")
    assert search(words).too_heavy is False
