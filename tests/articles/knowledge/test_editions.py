"""Editions as addresses: one spelling for each choice, and none for what there is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.knowledge import editions
from articles.knowledge.editions import EVERYTHING, Edition, NotAnEdition
from articles.knowledge.languages import LANGUAGES


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("in/ar,fr/from/ma/", "in/ar,fr/from/ma/"),
        ("in/fr,ar/", "in/ar,fr/"),
        ("in/FR,fr,Ar/from/MA,dz/", "in/ar,fr/from/dz,ma/"),
        ("from/ma/", "from/ma/"),
        ("in/,fr,,/", "in/fr/"),
        ("", ""),
    ],
)
def test_an_edition_has_one_spelling(written: str, own: str) -> None:
    assert str(editions.read(written)) == own


@pytest.mark.parametrize(
    "written",
    ["in/xx/", "in/und/", "from/zz/", "from/eu/", "in/fr", "from/ma/in/fr/", "in/fr/in/ar/", "from/MAR/", "in/ſo/"],
)
def test_what_there_is_not_is_no_edition(written: str) -> None:
    with pytest.raises(NotAnEdition):
        editions.read(written)


def test_more_than_a_reader_chooses_is_no_edition() -> None:
    codes = list(LANGUAGES)[: editions.MOST + 1]
    with pytest.raises(NotAnEdition):
        editions.read(f"in/{','.join(codes)}/")
    assert len(editions.choose(codes, []).languages) == editions.MOST


def test_a_form_s_choice_leaves_out_what_there_is_not() -> None:
    assert editions.choose(["fr", "xx", "", "AR"], ["ma", "ZZ", "\0"]) == Edition(
        languages=("ar", "fr"), countries=("MA",)
    )


@given(st.lists(st.sampled_from(list(LANGUAGES))), st.lists(st.sampled_from(["MA", "DZ", "TN", "FR", "ES"])))
def test_every_choice_is_read_from_its_own_address(languages: list[str], countries: list[str]) -> None:
    edition = editions.choose(languages, countries)
    assert editions.read(str(edition)) == edition


def test_only_one_choice_at_most_is_for_search_engines() -> None:
    assert EVERYTHING.is_plain
    assert editions.read("in/ar/").is_plain
    assert editions.read("from/ma/").is_plain
    assert not editions.read("in/ar/from/ma/").is_plain
    assert not editions.read("in/ar,fr/").is_plain
