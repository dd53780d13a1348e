"""What a page asks others not to show is not shown."""

from datetime import UTC, datetime, timedelta

import pytest

from feeds.pages import ArticlePage, withheld
from feeds.pages.wishes import NONE, Wishes

NOW = datetime(2025, 3, 27, 12, tzinfo=UTC)
PAGE = ArticlePage(
    title="Titre", lead="Un chapo. " * 40, body_html="<p>Texte</p>", body_text="Texte", image_url="https://a.test/b.jpg"
)


def without(wishes: Wishes, page: ArticlePage = PAGE) -> ArticlePage:
    return withheld.without(page, wishes, now=NOW)


def test_a_page_without_wishes_is_shown_whole() -> None:
    assert without(NONE) == PAGE


def test_of_a_page_that_wants_an_excerpt_only_one_is_kept() -> None:
    found = without(Wishes(longest_excerpt=300))
    assert (found.title, found.body_html, found.body_text) == ("Titre", "", "")
    assert 200 < len(found.lead) <= 300
    assert found.lead.endswith("…")
    assert found.image_url == PAGE.image_url


def test_the_beginning_of_the_text_stands_in_for_a_chapo() -> None:
    page = ArticlePage(title="Titre", body_html="<p>Une phrase.</p>", body_text="Une phrase.\nEt une autre.")
    assert without(Wishes(longest_excerpt=300), page).lead == "Une phrase."


@pytest.mark.parametrize(("limit", "most"), [(160, 160), (1_000, 300), (10, 0), (0, 0)])
def test_an_excerpt_is_no_longer_than_the_page_allows(limit: int, most: int) -> None:
    found = without(Wishes(longest_excerpt=limit))
    assert found.body_html == ""
    assert most - 20 < len(found.lead) <= most


def test_a_page_that_wants_no_picture_shown_gives_none() -> None:
    found = without(Wishes(may_show_image=False))
    assert (found.image_url, found.body_html) == ("", PAGE.body_html)


def test_a_text_that_must_end_one_day_is_never_kept() -> None:
    found = without(Wishes(ends_at=NOW + timedelta(days=1)))
    assert (found.body_html, bool(found.lead)) == ("", True)


def test_of_a_page_whose_time_is_over_the_headline_stays() -> None:
    found = without(Wishes(ends_at=NOW - timedelta(days=1)))
    assert (found.title, found.lead, found.body_html, found.image_url) == ("Titre", "", "", "")
