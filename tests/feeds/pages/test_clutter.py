"""Elements call themselves clutter by their kind, role, state, class or id."""

import pytest
from lxml import html

from feeds.pages import clutter


@pytest.mark.parametrize(
    ("element", "word"),
    [
        ("<nav></nav>", "nav"),
        ("<figcaption></figcaption>", "figcaption"),
        ('<div role="complementary"></div>', "complementary"),
        ("<div hidden></div>", "hidden"),
        ('<div style="color: red; display: none"></div>', "hidden"),
        ('<div class="post-ShareBar share_tools"></div>', "share"),
        ('<div id="authorBox"></div>', "author box"),
        ('<div class="ad inline-ad"></div>', "ad"),
        ('<ul class="story__related-links"></ul>', "related"),
    ],
)
def test_clutter_is_named_by_its_word(element: str, word: str) -> None:
    assert clutter.named(html.fragment_fromstring(element)) == word


@pytest.mark.parametrize(
    "element",
    [
        "<p></p>",
        '<div class="article-body"></div>',
        '<div class="print:hidden"></div>',
        '<p class="navigate"></p>',
        '<div class="breadth advice"></div>',
        '<div class="shareholder-text"></div>',
    ],
)
def test_other_elements_are_not(element: str) -> None:
    assert clutter.named(html.fragment_fromstring(element)) == ""
