"""Bytes become text, whatever server and document claim about them."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.knowledge.decoding import decode

ARABIC = "قال وزير الداخلية إن الحكومة ستعلن عن برنامج جديد لدعم الفلاحين في المناطق المتضررة من الجفاف. " * 3
FRENCH = "L’été s’achève à Fès : les vendanges ont déjà commencé, « plus tôt que prévu »."


def html(text: str, encoding: str, *, declared: str = "") -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}</head><body>{text}</body></html>".encode(encoding)


def test_utf8_needs_no_declaration() -> None:
    assert decode(ARABIC.encode()) == ARABIC


def test_a_byte_order_mark_is_obeyed_and_not_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF8 + b"a") == "a"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_known_by_its_mark_and_without_it(encoding: str) -> None:
    document = f"<rss>{ARABIC}</rss>"
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else codecs.BOM_UTF16_BE
    assert decode(mark + document.encode(encoding)) == document
    assert decode(document.encode(encoding)) == document


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1256", ARABIC),
        ("windows-1252", FRENCH),
        ("iso-8859-15", "Cœur à 5 €"),
        ("koi8-r", "Правительство объявило о новых мерах"),
        ("shift_jis", "首相が会見で発表した"),
        ("iso-2022-jp", "首相が会見で発表した"),
        ("gb18030", "总理在记者会上宣布"),
        ("euc-kr", "대통령이 발표했다"),
    ],
)
def test_an_older_encoding_is_read_as_header_or_document_declare_it(encoding: str, text: str) -> None:
    assert text in decode(html(text, encoding, declared=encoding))
    assert text in decode(html(text, encoding), content_type=f"text/html; charset={encoding}")


def test_the_xml_declaration_counts() -> None:
    document = f'<?xml version="1.0" encoding="windows-1256"?><rss>{ARABIC}</rss>'
    assert ARABIC in decode(document.encode("windows-1256"))


def test_a_header_wins_over_the_document() -> None:
    body = html("Привет, мир, сегодня хороший день", "windows-1251", declared="iso-8859-1")
    assert "Привет" in decode(body, content_type='text/html; charset="windows-1251"')


@pytest.mark.parametrize("claim", ["iso-8859-1", "windows-1256", "utf-7", "nonsense"])
def test_utf8_bytes_are_utf8_whatever_is_claimed(claim: str) -> None:
    assert ARABIC in decode(html(ARABIC, "utf-8", declared=claim), content_type=f"text/html; charset={claim}")


def test_a_document_that_claims_utf8_and_is_windows_french_is_read_as_that() -> None:
    assert FRENCH in decode(html(FRENCH, "windows-1252", declared="utf-8"), content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("claim", ["", "us-ascii", "utf-8"])
@pytest.mark.parametrize("encoding", ["windows-1256", "iso-8859-6"])
def test_undeclared_arabic_is_recognised_by_its_words(encoding: str, claim: str) -> None:
    assert ARABIC in decode(html(ARABIC, encoding, declared=claim))


def test_latin1_is_read_as_browsers_read_it() -> None:
    assert decode(b"L\x92\xe9t\xe9 \x80", content_type="text/html; charset=iso-8859-1") == "L’été €"


def test_one_broken_character_does_not_garble_a_whole_page() -> None:
    body = ARABIC.encode()
    assert decode(b"\xff" + body, content_type="text/html; charset=utf-8") == "\ufffd" + ARABIC


def test_a_page_cut_in_the_middle_of_a_character_keeps_its_text() -> None:
    assert decode(ARABIC.encode()[:301]).startswith(ARABIC[:100])


def test_a_broken_character_in_an_english_page_with_some_quotes_is_no_reason_to_garble_it() -> None:
    assert "“two”" in decode("One “two” three “four”. ".encode() + b"\xe2\x80")


def test_utf7_is_never_read_since_it_hides_markup() -> None:
    hidden = b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"
    assert decode(hidden, content_type="text/html; charset=utf-7") == hidden.decode("ascii")
    assert "<script>" not in decode(hidden + b"\xe9", content_type="text/html; charset=utf-7")


def test_a_document_cannot_claim_utf16_in_readable_ascii() -> None:
    assert "été" in decode(html("été, bientôt", "windows-1252", declared="utf-16"))


@settings(deadline=None)
@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_bytes_and_no_header_make_decoding_fail(body: bytes, header: str) -> None:
    assert isinstance(decode(body, content_type=f"text/html; charset={header}"), str)


def test_what_was_encoded_twice_amid_other_text_is_turned_back() -> None:
    twice = "l’eau – enfin".encode().decode("latin-1")
    assert decode(f"Il a dit « {twice} » à Fès.".encode()) == "Il a dit « l’eau – enfin » à Fès."


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_what_was_written_in_utf8_is_read_as_it_was_written(text: str) -> None:
    body = text.encode("utf-8", "replace")
    assert decode(b"x" + body, content_type="text/html; charset=utf-8") == "x" + body.decode()
