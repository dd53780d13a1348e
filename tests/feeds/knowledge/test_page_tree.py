"""Any page becomes a tree that everything of ours can work on, or none."""

import pytest

from feeds.knowledge import page_tree


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


@pytest.mark.parametrize("attribute", ['a{}="1" ', 'a{}="1"', "a{}=1 ", "a{} ", "a{}/", "a{}='1'\n"])
def test_an_element_of_more_attributes_than_any_has_makes_no_page(attribute: str) -> None:
    """The parser would compare each with all before it."""
    many = "".join(attribute.format(number) for number in range(3_000))
    assert page_tree.of(f"<p>Un mot</p><div {many}><p>Un mot</p></div>") is None


@pytest.mark.parametrize(
    "tag", ['div x=">"', "div x='<'", 'div x"', "div<", "div<a", "script>1<b></script><div", "div x="]
)
def test_an_element_of_so_many_is_found_whatever_else_its_tag_says(tag: str) -> None:
    many = " ".join(f"a{number}" for number in range(3_000))
    assert page_tree.of(f"<p>Un mot</p><{tag} {many}><p>Un mot</p></div>") is None


def test_some_lines_of_a_script_are_no_element_of_many_attributes() -> None:
    script = "for (var i = 0; i <n.length; i++) { a[i] = b[i] + 'c' / 2; }\n" * 60
    tree = page_tree.of(f"<script>{script}</script><p>Un mot</p>")
    assert tree is not None
    assert tree.findtext(".//p") == "Un mot"


@pytest.mark.parametrize("sign", ["{'a': 1} / ", "a=1 "])
def test_a_value_may_be_long(sign: str) -> None:
    tree = page_tree.of(f'<div data-props="{sign * 3_000}"><p>Un mot</p></div>')
    assert tree is not None
    assert tree.text_content() == "Un mot"


def test_the_text_of_an_element_is_all_that_stands_within_it() -> None:
    tree = page_tree.of(
        "<p>a</p><div> L&#39;eau <b>coule</b>&nbsp;!<!-- no --><script>x<1</script><?p q?> é </div>après"
    )
    assert tree is not None
    texts = [page_tree.text_of(each) for each in tree.iter() if isinstance(each.tag, str)]
    assert texts == [each.text_content() for each in tree.iter() if isinstance(each.tag, str)]
    assert page_tree.text_of(tree.find(".//div")) == " L'eau coule\N{NO-BREAK SPACE}!x<1 é "
