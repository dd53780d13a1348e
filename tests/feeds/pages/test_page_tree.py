"""Any page becomes a tree that everything of ours can work on, or none."""

import pytest

from feeds.pages import page_tree


@pytest.mark.parametrize(
    "sign",
    ["\0", "\x01", "\x0b", "\x1f", "\ufffe", "\uffff", "&#1;", "&#011;", "&#x1F;", "&#xFFFE;", "&#12;", "&#65535;"],
)
def test_characters_that_xml_does_not_know_are_left_out(sign: str) -> None:
    tree = page_tree.of(f'<p class="le{sign}ad">Un{sign} mot</p>')
    assert tree is not None
    assert [(each.get("class"), each.text) for each in tree.iter("p")] == [("lead", "Un mot")]


def test_other_references_stay() -> None:
    tree = page_tree.of("<p>L&#39;eau&#x2019;s &#10;&#233;t&#xE9; &#1234; Gro&#xDF;es &#xDC;bel</p>")
    assert tree is not None
    assert tree.text_content() == "L'eau’s \nété Ӓ Großes Übel"


@pytest.mark.parametrize("source", ["", " \n", "\x01\x02"])
def test_what_is_no_page_is_no_tree(source: str) -> None:
    assert page_tree.of(source) is None
