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
        ('<span style="border:0;clip:rect(0 0 0 0);height:1px;width:1px"></span>', "hidden"),
        ('<div class="post-ShareBar share_tools"></div>', "share"),
        ('<div id="authorBox"></div>', "author box"),
        ('<div class="ad inline-ad"></div>', "ad"),
        ('<ul class="story__related-links"></ul>', "related"),
        ('<div class="elementor-widget elementor-widget-share-buttons"></div>', "share"),
        ('<div class="elementor-widget sidebar-widget"></div>', "sidebar"),
        ('<h2 id="related-news"></h2>', "related"),
        ('<span class="rollover-people-block"></span>', "rollover"),
        ('<div role="region" class="newsletter" aria-labelledby="a1" hidden></div>', "newsletter"),
        ('<div role="region" style="display:none"></div>', "hidden"),
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
        '<p class="has-medium-font-size"></p>',
        '<div class="elementor-widget elementor-widget-text-editor"></div>',
        '<div class="elementor-element elementor-hidden-mobile"></div>',
        '<h2 id="How_the_Newsletter_Won_Its_Readers"></h2>',
        '<span id="5-reasons-to-share-the-road"></span>',
        '<div role="region" aria-labelledby="question-1" style="display:none"></div>',
        '<div id="the-minister-wore-a-similar-coat-at-the-latest-opening"></div>',
        '<div role="tabpanel" aria-labelledby="tab-1" hidden></div>',
    ],
)
def test_other_elements_are_not(element: str) -> None:
    assert clutter.named(html.fragment_fromstring(element)) == ""
