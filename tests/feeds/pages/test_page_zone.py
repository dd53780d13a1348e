"""Where nobody told a source's time zone, its country's clock counts."""

import pytest

from feeds.pages import extract, page_zone
from tests.feeds.pages.newspaper import TITLE, page, text


@pytest.mark.parametrize(
    ("url", "zone"),
    [
        ("https://lequotidien.ma/a", "Africa/Casablanca"),
        ("https://www.zeitung.de/a", "Europe/Berlin"),
        ("https://news.example.co.jp/a", "Asia/Tokyo"),
        ("https://lequotidien.test/a", "UTC"),
        ("https://news.example.us/a", "UTC"),  # six clocks
        ("", "UTC"),
    ],
)
def test_the_country_of_the_address_tells_the_clock(url: str, zone: str) -> None:
    assert page_zone.of(url, told="UTC") == zone


def test_a_zone_that_was_told_counts() -> None:
    assert page_zone.of("https://lequotidien.ma/a", told="Asia/Tokyo") == "Asia/Tokyo"


def test_a_time_without_a_zone_is_read_by_the_country_s_clock() -> None:
    head = '<meta property="article:published_time" content="2025-01-15T10:00:00">'
    found = extract(page(f"<h1>{TITLE}</h1>{text()}", head=head), url="https://zeitung.de/a").published_at
    assert found is not None
    assert found.isoformat() == "2025-01-15T10:00:00+01:00"
