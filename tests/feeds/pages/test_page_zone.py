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


@pytest.mark.parametrize(
    ("language", "zone"), [("de", "Europe/Berlin"), ("ja", "Asia/Tokyo"), ("es", "UTC"), ("fr", "UTC"), ("", "UTC")]
)
def test_where_the_address_names_no_country_a_language_of_one_clock_tells_it(language: str, zone: str) -> None:
    assert page_zone.of("https://zeitung.test/a", told="UTC", language=language) == zone


def test_the_country_of_the_address_counts_before_the_language() -> None:
    assert page_zone.of("https://zeitung.ma/a", told="UTC", language="de") == "Africa/Casablanca"


@pytest.mark.parametrize(
    ("title", "zone"),
    [
        *(("マインドマップを描画できる", "Asia/Tokyo"), ("姚明婉拒雨伞冒雨护送大熊猫", "Asia/Shanghai")),
        *(("민주당 선호투표제 도입", "Asia/Seoul"), ("Νέο νομοσχέδιο", "Europe/Athens"), ("Réforme de l'α", "UTC")),
    ],
)
def test_where_a_page_names_no_language_the_letters_of_its_title_may(title: str, zone: str) -> None:
    assert page_zone.of("https://zeitung.test/a", told="UTC", title=title) == zone
    assert page_zone.of("https://zeitung.test/a", told="UTC", language="en", title=title) == "UTC"


def test_every_language_s_home_has_a_clock() -> None:
    assert {page_zone.of("", told="UTC", language=language) for language in page_zone.HOME} & {"UTC"} == set()


def test_a_zone_that_was_told_counts() -> None:
    assert page_zone.of("https://lequotidien.ma/a", told="Asia/Tokyo") == "Asia/Tokyo"


def test_a_time_without_a_zone_is_read_by_the_country_s_clock() -> None:
    head = '<meta property="article:published_time" content="2025-01-15T10:00:00">'
    found = extract(page(f"<h1>{TITLE}</h1>{text()}", head=head), url="https://zeitung.de/a").published_at
    assert found is not None
    assert found.isoformat() == "2025-01-15T10:00:00+01:00"
