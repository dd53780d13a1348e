"""manage.py add_source: the address of a feed becomes a source, or the reason why not."""

import io
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.models import Source
from feeds.models import Feed
from tests.factories import make_feed, make_source
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db

ITEMS = "".join(
    f"<item><title>Titre {day}</title><link>https://www.challenge.ma/{day}</link>"
    f"<pubDate>{day:02} Mar 2025 10:00:00 +0000</pubDate></item>"
    for day in range(1, 9)
)
FEED = Answer(
    body=(
        '<rss version="2.0"><channel><title>Challenge</title><link>https://www.challenge.ma/</link>'
        f"<language>fr-MA</language>{ITEMS}</channel></rss>"
    ).encode(),
    headers={"Content-Type": "application/rss+xml"},
)
PAGE = Answer(
    body=(
        b'<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head>'
        b"<body><p>Bonjour</p></body></html>"
    ),
    headers={"Content-Type": "text/html"},
)


LISTING = Answer(
    body=(
        "<!doctype html><html lang=fr><head><title>Le Journal</title></head><body>"
        "<aside><a href=/vieux>Archives</a></aside>"
        + "".join(f"<h2><a href=/le-budget-de-la-ville-{n}.html>Le budget de la ville {n}</a></h2>" for n in range(4))
        + "</body></html>"
    ).encode(),
    headers={"Content-Type": "text/html; charset=utf-8"},
)


def add(url: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("add_source", url, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_a_feed_becomes_a_source_by_what_it_says_of_itself(outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    add(outside.url("/feed"))
    source = Source.objects.get()
    assert (source.name, source.home_url, source.language) == ("Challenge", "https://www.challenge.ma/", "fr")
    assert Feed.objects.due().get().url == outside.url("/feed")


def test_the_newest_five_headlines_are_shown(outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    headlines = [line for line in add(outside.url("/feed")).splitlines() if "Titre" in line]
    assert headlines == [f"  2025-03-{day:02}  Titre {day}" for day in (8, 7, 6, 5, 4)]


def test_options_say_what_the_feed_does_not(outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    add(
        outside.url("/feed"),
        name="Challenge Maroc",
        language="ar",
        country="ma",
        time_zone="Africa/Casablanca",
        section="economy",
        policy="excerpt",
    )
    assert Source.objects.values_list(
        "name", "language", "country", "time_zone", "section", "display_policy"
    ).get() == (
        "Challenge Maroc",
        "ar",
        "MA",
        "Africa/Casablanca",
        "economy",
        "excerpt",
    )


def test_a_page_that_offers_nothing_is_refused_with_the_remedy_and_the_feeds_that_it_names(outside: Outside) -> None:
    outside.answers["/"] = PAGE
    with pytest.raises(CommandError) as refusal:
        add(outside.url("/"))
    assert "offers no feed and no news sitemap" in str(refusal.value)
    assert "set the selector of the links" in str(refusal.value)
    assert str(refusal.value).endswith(outside.url("/feed/"))
    assert (Source.objects.count(), Feed.objects.count()) == (0, 0)


def test_a_site_s_only_feed_is_found_shown_and_added(outside: Outside) -> None:
    outside.answers |= {"/": PAGE, "/feed/": FEED}
    said = add(outside.url("/"))
    assert f"1. {outside.url('/feed/')} (feed, 'Challenge', 8 headlines)" in said
    assert said.count("Titre 8") == 1
    assert Feed.objects.get().url == outside.url("/feed/")


def test_of_several_good_feeds_none_is_added_without_a_word(outside: Outside) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="{}">'
    body = f"<!doctype html><html><head>{link.format('/a.xml')}{link.format('/b.xml')}</head></html>"
    other = FEED.body.replace(b"challenge.ma/", b"challenge.ma/autre-")
    outside.answers |= {"/": Answer(body=body.encode()), "/a.xml": FEED, "/b.xml": Answer(body=other)}
    with pytest.raises(CommandError, match="Name one of these addresses, or say --yes"):
        add(outside.url("/"))
    assert Feed.objects.count() == 0
    add(outside.url("/"), yes=True)
    assert Feed.objects.get().url == outside.url("/a.xml")


def test_a_page_without_a_feed_is_proposed_as_a_listing(outside: Outside) -> None:
    outside.answers["/"] = LISTING
    with pytest.raises(CommandError, match=r"It has no feed. To follow the links above, say --yes"):
        add(outside.url("/"))
    add(outside.url("/"), yes=True)
    assert Feed.objects.values_list("url", "kind").get() == (outside.url("/"), "listing")


def test_a_selector_makes_a_listing_of_what_it_chooses(outside: Outside) -> None:
    outside.answers["/"] = LISTING
    said = add(outside.url("/"), selector="aside a")
    assert "Archives" in said
    assert Feed.objects.values_list("kind", "link_selector").get() == ("listing", "aside a")


def test_a_wrong_selector_is_named(outside: Outside) -> None:
    with pytest.raises(CommandError, match=r"--selector: 'h2 >' is no CSS selector"):
        add(outside.url("/"), selector="h2 >")
    assert outside.requests == []


def test_a_page_is_refused_even_anyway(outside: Outside) -> None:
    outside.answers["/"] = PAGE
    with pytest.raises(CommandError, match="HTML page"):
        add(outside.url("/"), anyway=True)


def test_a_feed_that_cannot_be_read_now_is_added_only_when_asked(outside: Outside) -> None:
    outside.answers["/feed"] = Answer(status=500)
    with pytest.raises(CommandError, match=r"the server answers 500.*--anyway"):
        add(outside.url("/feed"))
    assert Feed.objects.count() == 0
    add(outside.url("/feed"), anyway=True, name="Challenge")
    assert Feed.objects.due().get().source.name == "Challenge"


def test_a_feed_that_is_gone_for_good_is_refused(outside: Outside) -> None:
    outside.answers["/feed"] = Answer(status=410)
    with pytest.raises(CommandError, match="410"):
        add(outside.url("/feed"), anyway=True)


def test_a_private_address_is_refused_by_the_name_of_the_setting(outside: Outside, settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = []
    with pytest.raises(CommandError, match="FETCH_ALLOW_NETWORKS"):
        add(outside.url("/feed"), anyway=True)
    assert outside.requests == []


def test_a_redirect_to_a_private_address_is_refused_by_the_name_of_the_setting(outside: Outside, settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = ["127.0.0.1/32"]
    outside.answers["/feed"] = Answer(status=302, headers={"Location": outside.url("/secret", address="127.0.0.2")})
    with pytest.raises(CommandError, match=r"127\.0\.0\.2.*FETCH_ALLOW_NETWORKS"):
        add(outside.url("/feed"))


def test_a_feed_that_is_polled_already_is_an_error(outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    make_feed(url=outside.url("/feed"))
    with pytest.raises(CommandError, match="polled already"):
        add(outside.url("/feed"))


def test_a_second_feed_of_a_known_home_page_goes_to_its_source(outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    source = make_source(name="Chez nous", home_url="https://www.challenge.ma")
    assert "Chez nous, a source that was there already" in add(outside.url("/feed"))
    assert source.feeds.count() == 1


@pytest.mark.parametrize(
    ("options", "field"), [({"time_zone": "Mars"}, "time_zone"), ({"country": "Maroc"}, "country")]
)
def test_an_option_that_makes_no_sense_is_named(outside: Outside, options: dict[str, str], field: str) -> None:
    outside.answers["/feed"] = FEED
    with pytest.raises(CommandError, match=field):
        add(outside.url("/feed"), **options)
    assert Source.objects.count() == 0


@pytest.mark.parametrize("kind", ["", "listing"])
@pytest.mark.parametrize(
    ("answers", "remedy"),
    [
        ({"/feed": Answer(status=410)}, "Look for a new feed on the site's own page."),
        (
            {"/feed": LISTING, "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /")},
            "Name a feed of the site if you know one, or ask its publisher for one.",
        ),
    ],
    ids=["gone", "robots.txt"],
)
def test_a_refusal_ends_with_its_remedy(outside: Outside, answers: dict[str, Answer], remedy: str, kind: str) -> None:
    outside.answers |= answers
    with pytest.raises(CommandError, match=re.escape(remedy) + "$"):
        add(outside.url("/feed"), kind=kind)
