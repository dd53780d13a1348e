"""Where a page marks no date up, the one it shows is read."""

from zoneinfo import ZoneInfo

import pytest
from lxml import html

from feeds.pages import shown_date

RABAT = ZoneInfo("Africa/Casablanca")


def day(body: str) -> str:
    found = shown_date.of(html.document_fromstring(f"<html><body>{body}</body></html>"), zone=RABAT)
    return found[0].date().isoformat() if found else ""


@pytest.mark.parametrize(
    "shown",
    ["27 mars 2025", "Publié le 27/03/2025 à 10h05", "٢٧ مارس ٢٠٢٥", "27. März 2025", "27 марта 2025", "2025年3月27日"],
)
def test_the_date_near_the_headline_is_read(shown: str) -> None:
    old = "<p>1 janvier 2001</p>" + "<p>x</p>" * 50
    assert day(f"{old}<h1>La pluie revient</h1><div>{shown}</div><p>Un texte.</p>") == "2025-03-27"


def test_a_date_elsewhere_is_better_than_none() -> None:
    assert day("<h1>La pluie</h1>" + "<p>x</p>" * 60 + "<p>27 mars 2025</p>") == "2025-03-27"


def test_a_copyright_is_no_date_of_the_article() -> None:
    assert day("<h1>La pluie</h1><p>© 1 janvier 2020 Le Quotidien</p>") == ""


def test_a_date_within_a_long_sentence_is_told_of() -> None:
    assert day(f"<h1>La pluie</h1><p>Le 27 mars 2025, {'il a plu sur la plaine, ' * 10} dit-il.</p>") == ""
