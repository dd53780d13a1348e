"""The date of publication, where a page names several, or none in its metadata."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feeds.pages import ArticlePage, extract
from feeds.pages.origin import Origin
from tests.feeds.pages.newspaper import TITLE, page, text

URL = "https://lequotidien.test/a/pluie"


def read(head: str = "", above: str = "", *, url: str = URL, zone: str = "UTC") -> ArticlePage:
    return extract(page(f"<h1>{TITLE}</h1>{above}{text()}", head=head), url=url, time_zone=zone)


def news(**values: Any) -> str:
    written = json.dumps({"@type": "NewsArticle", "headline": TITLE, **values})
    return f'<script type="application/ld+json">{written}</script>'


def day(found: ArticlePage) -> tuple[str, Origin | None]:
    published = found.published_at.date().isoformat() if found.published_at else ""
    return published, found.origins.get("published_at")


def test_structured_data_are_trusted_before_what_is_shown() -> None:
    found = read(news(datePublished="2025-03-27T10:05:00+01:00"), '<time datetime="2025-03-20">20 mars</time>')
    assert day(found) == ("2025-03-27", Origin.LINKED)


def test_where_readers_see_only_the_day_of_a_new_dating_it_counts() -> None:
    changed = news(datePublished="2025-03-27T10:05:00+01:00", dateModified="2025-03-29T08:00:00+01:00")
    assert day(read(changed, '<p class="date">29 mars 2025</p>')) == ("2025-03-29", Origin.SHOWN)


@pytest.mark.parametrize(
    "shown", ["<p>Publié le 27 mars 2025</p><p>29 mars 2025</p>", "<p>Mis à jour le 29 mars 2025</p>", ""]
)
def test_where_readers_see_the_first_day_too_or_a_change_the_first_counts(shown: str) -> None:
    changed = news(datePublished="2025-03-27T10:05:00+01:00", dateModified="2025-03-29T08:00:00+01:00")
    assert day(read(changed, shown)) == ("2025-03-27", Origin.LINKED)


@pytest.mark.parametrize("shown", ["11:46", "il y a 5 minutes"])
def test_an_hour_alone_shows_readers_no_other_day(shown: str) -> None:
    changed = news(datePublished="2025-03-27T10:05:00+01:00", dateModified="2025-03-29T08:00:00+01:00")
    marked = f'<time datetime="2025-03-29T08:00:00+01:00">{shown}</time>'
    assert day(read(changed, marked)) == ("2025-03-27", Origin.LINKED)


def test_a_day_alone_takes_its_hour_from_what_readers_see() -> None:
    found = read(news(datePublished="2025-03-27"), "<p>27 mars 2025 à 18h30</p>", zone="Africa/Tunis")
    assert (found.date_has_time, day(found)) == (True, ("2025-03-27", Origin.SHOWN))
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2025-03-27T18:30:00+01:00"


def test_a_meta_element_that_nobody_keeps_yields_to_a_marked_date_beside_the_headline() -> None:
    head = '<meta name="date" content="2025-03-20">'
    assert day(read(head, '<time datetime="2025-03-27">27 mars</time>')) == ("2025-03-27", Origin.TIME)
    assert day(read(head, "<p>Depuis le 27 mars 2025</p>")) == ("2025-03-20", Origin.META)


def test_a_moment_told_in_utc_takes_the_zone_in_which_the_page_shows_it() -> None:
    head = '<meta property="article:published_time" content="2025-03-27T23:30:00Z">'
    found = read(head, '<time datetime="2025-03-28T00:30:00+01:00">28 mars</time>').published_at
    assert found == datetime(2025, 3, 27, 23, 30, tzinfo=UTC)
    assert found is not None
    assert found.utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize("shown", ["<p class='date'>28 mars 2025 à 00h30</p>", "<p class='date'>28 mars 2025</p>"])
def test_a_moment_told_in_utc_keeps_its_instant_and_falls_on_the_day_that_readers_see(shown: str) -> None:
    found = read('<meta property="article:published_time" content="2025-03-27T23:30:00Z">', shown)
    assert found.published_at == datetime(2025, 3, 27, 23, 30, tzinfo=UTC)
    assert day(found)[0] == "2025-03-28"


def test_a_moment_told_in_utc_and_once_more_to_the_second_by_another_clock_is_that_clock_s() -> None:
    head = '<meta name="parsely-pub-date" content="2025-03-27T19:48:21">'
    found = read(news(datePublished="2025-03-28T00:48:21Z") + head).published_at
    assert found == datetime(2025, 3, 28, 0, 48, 21, tzinfo=UTC)
    assert found.isoformat() == "2025-03-27T19:48:21-05:00"


def test_two_full_hours_are_two_moments_and_no_two_clocks() -> None:
    head = '<meta name="parsely-pub-date" content="2025-03-27T19:00:00">'
    found = read(news(datePublished="2025-03-28T00:00:00Z") + head).published_at
    assert found is not None
    assert found.isoformat() == "2025-03-28T00:00:00+00:00"


def test_the_day_in_the_address_settles_the_zone_too() -> None:
    head = '<meta property="article:published_time" content="2025-03-27T23:30:00Z">'
    assert day(read(head, url="https://lequotidien.test/2025/03/28/pluie"))[0] == "2025-03-28"


@pytest.mark.parametrize(
    "address", ["2025/03/27/pluie", "2025-03-27/pluie", "20250327/pluie", "2025/3/27/pluie", "actu/27-03-2025"]
)
def test_the_day_in_the_address_counts_where_no_date_is_shown(address: str) -> None:
    assert day(read(url=f"https://lequotidien.test/{address}")) == ("2025-03-27", Origin.ADDRESS)


def test_a_sentence_that_mentions_a_day_does_not_count_before_the_address() -> None:
    sentence = "<p>La réforme des barrages, attendue depuis des mois, entre en vigueur le 1 juillet 2026.</p>"
    assert day(read("", sentence, url="https://lequotidien.test/2025/03/27/pluie"))[0] == "2025-03-27"


def test_a_shown_day_takes_the_order_of_the_address() -> None:
    found = read("", "<p>3/10/2025 @ 12:31PM</p>", url="https://lequotidien.test/2025/03/10/pluie")
    assert found.published_at == datetime(2025, 3, 10, 12, 31, tzinfo=UTC)


def test_a_shown_day_takes_the_order_of_the_metadata() -> None:
    found = read('<meta name="date" content="2025-03-10T08:10:00Z">', '<p class="date">3/9/25 09:19 PM ET</p>')
    assert day(found) == ("2025-03-09", Origin.SHOWN)


def test_another_day_than_the_one_in_the_address_does_not_count() -> None:
    clock = '<time datetime="2025-06-04">4 juin 2025</time>'
    assert day(read("", clock, url="https://lequotidien.test/2025/03/27/pluie")) == ("2025-03-27", Origin.ADDRESS)


def test_the_address_that_an_archive_has_kept_tells_the_day() -> None:
    found = read(url="https://archive.test/web/20160218174457/journal.test/2014/11/30/pluie")
    assert day(found) == ("2014-11-30", Origin.ADDRESS)


def test_what_readers_see_keeps_its_clock() -> None:
    shown = '<p>27.03.2025 22:22</p><time datetime="2025-03-27T23:22:00Z"></time>'
    found = read("", shown, url="https://lequotidien.test/2025/03/28/pluie")
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2025-03-27T22:22:00+00:00"


def test_a_shown_day_takes_its_hour_from_the_mark_beside_it() -> None:
    found = read("", '<p>27 mars 2025</p><time datetime="2025-03-27T18:30:00+01:00">jeudi</time>')
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2025-03-27T18:30:00+01:00"


def test_a_day_right_below_the_headline_comes_before_one_that_the_text_calls_published() -> None:
    told = f"<p>27.03.2025</p>{'<p>Il pleut.</p>' * 8}<p>Published online: 19 December 2024</p>"
    assert day(read("", told)) == ("2025-03-27", Origin.SHOWN)


def test_a_day_in_the_line_for_sharing_is_better_than_none() -> None:
    head = f'<meta property="og:title" content="{TITLE} - 27.03.2025 - Le Quotidien">'
    assert day(read(head)) == ("2025-03-27", Origin.SHARING)


def test_a_sentence_far_from_the_headline_tells_no_date() -> None:
    sentence = "<p>La réforme des barrages, attendue depuis des mois, est entrée en vigueur le 1 juillet 2023.</p>"
    assert read("", "<p>Il pleut.</p>" * 50 + sentence).published_at is None


def test_a_page_that_says_published_is_believed_before_its_other_dates() -> None:
    assert day(read("", "<p>20 mars 2025</p><p>Publié le 27 mars 2025</p>")) == ("2025-03-27", Origin.SHOWN)


def test_of_two_days_in_one_element_the_one_of_publication_counts() -> None:
    both = '<time datetime="2025-03-29T10:05:00Z">Publié le 27 mars 2025 | Mis à jour le 29 mars</time>'
    assert day(read("", both)) == ("2025-03-27", Origin.TIME)


def test_the_day_of_a_change_is_better_than_none() -> None:
    found = read('<meta property="article:modified_time" content="2025-03-27T10:05:00Z">')
    assert day(found) == ("2025-03-27", Origin.CHANGED)


def test_a_marked_date_that_says_published_is_better_than_the_day_of_a_change_wherever_it_stands() -> None:
    head = '<meta property="article:modified_time" content="2025-03-29T08:00:00Z">'
    margin = '<ul class="related"><li>Publié le <time datetime="2025-03-27">27 mars</time></li></ul>'
    assert day(read(head, "<p>Il a plu.</p>" * 8 + margin)) == ("2025-03-27", Origin.TIME)


def test_the_pages_own_object_tells_the_date_where_no_article_is_described() -> None:
    described = '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2025-03-27"}</script>'
    assert day(read(described)) == ("2025-03-27", Origin.LINKED)


def test_of_the_dates_near_the_headline_one_that_stands_for_itself_comes_first() -> None:
    several = "<p>Le bulletin n° 34 du 20 mars 2025 est paru</p><p><em>27.03.2025</em></p>"
    assert day(read("", several)) == ("2025-03-27", Origin.SHOWN)


def test_a_date_in_a_scripts_data_is_better_than_none() -> None:
    found = read('<script>window.page = {"publishedAt": "2025-03-27T10:05:00+01:00"}</script>')
    assert day(found) == ("2025-03-27", Origin.SCRIPT)


@pytest.mark.parametrize(
    "mark",
    [
        '<span itemprop="datePublished" content="2025-03-27T10:05:00+01:00"></span>',
        '<span property="schema:datePublished" content="2025-03-27">hier</span>',
        '<time itemprop="datePublished" datetime="2025-03-27">hier</time>',
    ],
)
def test_microdata_and_rdfa_are_read(mark: str) -> None:
    assert day(read("", mark)) == ("2025-03-27", Origin.MICRODATA)


@pytest.mark.parametrize(
    "name", ["DC.date.created", "dcterms.issued", "parsely-pub-date", "sailthru.date", "pubdate", "publish_date"]
)
def test_the_meta_elements_of_many_systems_are_read(name: str) -> None:
    assert day(read(f'<meta name="{name}" content="2025-03-27">')) == ("2025-03-27", Origin.META)


def test_day_and_month_of_a_meta_element_are_swapped_where_the_page_shows_them_so() -> None:
    head = '<meta name="date" content="11/01/2023 12:43:42">'
    assert day(read(head, "<p>Erstellt am: 01.11.2023</p>"))[0] == "2023-11-01"
    assert day(read(head, "<p>Erstellt am: 11.01.2023</p>"))[0] == "2023-01-11"
    written = '<meta property="article:published_time" content="2023-11-01T12:43:42Z">'
    assert day(read(written, "<p>Published: 01/11/2023</p>"))[0] == "2023-11-01"


def test_a_moment_amid_the_number_in_the_address_tells_the_day() -> None:
    found = read(url="https://lequotidien.test/article/A2026012914320005196")
    assert day(found) == ("2026-01-29", Origin.ADDRESS)
    assert read(url="https://lequotidien.test/article/A20260129993200").published_at is None
    assert read(url="https://archive.test/web/20160218174457/http://a.test/b").published_at is None


def test_the_date_of_the_page_itself_counts_where_no_article_is_described() -> None:
    written = json.dumps([{"@type": "WebPage"}, {"@type": "HowTo", "datePublished": "2025-03-27"}])
    assert day(read(f'<script type="application/ld+json">{written}</script>'))[0] == "2025-03-27"


@pytest.mark.parametrize(
    "name", ["published-date", "publish_time", "dc:date.created", "published", "article:published", "date.created"]
)
def test_further_names_of_the_day_of_publication_are_known(name: str) -> None:
    assert day(read(f'<meta name="{name}" content="2025-03-27">')) == ("2025-03-27", Origin.META)


def test_a_marked_date_in_a_margin_beside_the_headline_comes_before_a_mention_below() -> None:
    above = '<div class="teaser"><span class="date">27.03.2025</span></div>' + "<p><a>Bulletin du 20 mars 2025</a></p>"
    assert day(read("", above)) == ("2025-03-27", Origin.SHOWN)


def test_a_date_of_the_articles_own_comes_before_one_in_a_margin() -> None:
    above = '<aside><span class="date">20.03.2025</span></aside><p class="date">27.03.2025</p>'
    assert day(read("", above)) == ("2025-03-27", Origin.SHOWN)


def test_a_time_in_a_margin_tells_nothing_of_the_zone() -> None:
    margin = '<aside><time datetime="2025-03-27T12:05">12:05</time></aside>'
    found = read(news(datePublished="2025-03-27T10:05:00Z"), margin)
    assert found.published_at is not None
    assert found.published_at.utcoffset() == timedelta(0)


def test_of_the_dates_near_the_headline_those_of_its_neighbours_above_come_last() -> None:
    neighbours = "".join(f'<p class="date">{day}.03.2025</p><p>Un autre titre</p>' for day in (24, 25))
    body = f"{neighbours}{'<p>x</p>' * 6}<h1>{TITLE}</h1><p class='date'>27.03.2025</p>{text()}"
    assert day(extract(page(body), url=URL)) == ("2025-03-27", Origin.SHOWN)


def test_the_moment_in_a_hint_above_a_date_is_read() -> None:
    found = read("", '<abbr class="published" title="2025-03-27T23:05:00+01:00">hier soir</abbr>')
    assert day(found) == ("2025-03-27", Origin.TIME)
    assert found.date_has_time


def test_of_dates_alike_the_one_right_below_the_headline_comes_first() -> None:
    listed = "".join(f"<p>Le conseil adopte son budget</p><b>2{number}/02/2025</b>" for number in range(3))
    found = page(f"<div>{listed}</div><h1>{TITLE}</h1><div>27/03/2025</div>{text()}", clutter=False)
    assert day(extract(found, url=URL)) == ("2025-03-27", Origin.SHOWN)


@pytest.mark.parametrize(
    "written", ["الخميس 27 مارس 2025 - 10:15", "jeudi 27 mars 2025 à 10h15", "Donnerstag, 27. März 2025, 10:15"]
)
def test_the_clock_of_a_site_tells_no_articles_day(written: str) -> None:
    clock = '<div class="today-date">الأحد 30 مارس 2025</div><p>x</p>'
    found = page(f"{clock}<h1>{TITLE}</h1><div>{written}</div>{text()}", clutter=False)
    assert day(extract(found, url=URL)) == ("2025-03-27", Origin.SHOWN)
