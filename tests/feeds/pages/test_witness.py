"""Another reading of a page confirms passages, however it cut them."""

from lxml import html

from feeds.pages import passages, witness
from feeds.pages.passages import Passage

FIRST = "Les premières gouttes sont tombées dans la nuit. Les barrages de la région se remplissent déjà."


def cut(*texts: str) -> list[Passage]:
    return passages.of(html.document_fromstring("".join(f"<p>{text}</p>" for text in texts))).all


def test_a_passage_is_confirmed_by_a_line_that_holds_it() -> None:
    assert witness.votes(cut(FIRST, "Tout autre chose."), [f"Rabat. {FIRST} Et plus."]) == [True, False]


def test_a_passage_is_confirmed_by_lines_that_hold_its_sentences() -> None:
    lines = ["Les premières gouttes sont tombées dans la nuit.", "Les barrages de la région se remplissent déjà."]
    assert witness.votes(cut(FIRST), lines) == [True]


def test_a_short_passage_must_be_a_line_of_its_own() -> None:
    assert witness.votes(cut("barrages"), [FIRST]) == [False]
    assert witness.votes(cut("barrages"), ["Barrages :"]) == [True]


def test_a_long_passage_that_was_said_before_repeats_it() -> None:
    read = cut(FIRST, "Tout autre chose.", FIRST, "Tout autre chose.")
    assert list(witness.repeated(read, [True, True, True, True])) == [2]


def test_what_was_dropped_was_not_said() -> None:
    assert list(witness.repeated(cut(FIRST, FIRST, FIRST), [False, True, True])) == [2]


def test_a_line_that_breaks_off_repeats_what_it_is_cut_from() -> None:
    read = cut(FIRST, "Les premières gouttes sont tombées...", "Les premières gouttes sont tombées")
    assert list(witness.repeated(read, [True, True, True])) == [1]
