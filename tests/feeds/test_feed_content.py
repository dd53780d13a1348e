"""The whole text that a feed carries is an article's text where its page gives less, or something else."""

from typing import Any

import pytest

from feeds import feed_content
from feeds.pages import ArticlePage

LINES = [
    f"Le conseil communal a voté jeudi soir la partie numéro {number} du budget de la ville." for number in range(12)
]
TEXT = "\n".join(LINES)
ELSE = "\n".join(line.replace("conseil communal", "tribunal").replace("voté", "jugé") for line in LINES)


def page(text: str, *, quality: float = 0.95, **values: Any) -> ArticlePage:
    return ArticlePage(body_html=f"<p>{text}</p>", body_text=text, quality=quality, **values)


def is_better(found: ArticlePage, *, text: str = TEXT, is_feeds: bool = True) -> bool:
    return feed_content.is_better(text, found, is_feeds=is_feeds)


def test_a_long_text_is_whole() -> None:
    assert feed_content.is_whole(TEXT)
    assert not feed_content.is_whole(LINES[0])


@pytest.mark.parametrize(
    "ending",
    ["[…]", "et la suite ...", "Lire la suite", "Continue reading on example.org →", "اقرأ المزيد", "阅读全文"],
)
def test_a_text_that_goes_on_elsewhere_is_not(ending: str) -> None:
    assert not feed_content.is_whole(f"{TEXT} {ending}")


def test_a_text_that_speaks_of_reading_more_is_whole() -> None:
    assert feed_content.is_whole(f"{TEXT} He will keep reading more of them. That is what he told us.")


def test_the_page_s_text_counts_where_it_is_read_well() -> None:
    assert not is_better(page(TEXT))
    assert not is_better(page(ELSE))
    assert not is_better(page("\n".join(LINES[:9])))


def test_a_page_without_text_or_with_its_beginning_costs_nothing() -> None:
    assert is_better(page(""))
    assert is_better(page("\n".join(LINES[:4])))
    assert is_better(page("\n".join(LINES[:4])), is_feeds=False)


def test_a_page_that_sells_the_rest_does_not_replace_what_the_feed_gave() -> None:
    assert is_better(page("\n".join(LINES[:9]), is_partial=True))
    assert not is_better(page("\n".join(LINES[:9]), is_partial=True), is_feeds=False)


def test_a_page_that_is_read_poorly_yields_where_it_gives_less_or_something_else() -> None:
    assert is_better(page("\n".join(LINES[:9]), quality=0.6))
    assert is_better(page(f"{ELSE} Et encore.", quality=0.6))
    assert not is_better(page(f"{TEXT} Et encore.", quality=0.6))
    assert not is_better(page("\n".join(LINES[:9]), quality=0.6), is_feeds=False)


def test_a_beginning_is_never_better_than_a_page() -> None:
    assert not is_better(page(f"{ELSE} Et encore.", quality=0.6), text=f"{TEXT} […]")


def test_an_editor_s_rule_counts_before_the_feed() -> None:
    assert not is_better(page(LINES[0], is_ruled=True))
