"""Sources: what a person may write down about an outlet."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import urls
from articles.models import Source
from articles.models.source import RESERVED_SLUGS
from tests.articles.admin.acts import page
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
SOURCE = {
    "name": "Challenge",
    "slug": "challenge",
    "home_url": "https://challenge.test/",
    "language": "fr",
    "country": "MA",
    "time_zone": "Africa/Casablanca",
    "section": "economy",
    "display_policy": "full",
    "is_shown": "on",
}
NO_TEMPLATES = {"page_templates-TOTAL_FORMS": "0", "page_templates-INITIAL_FORMS": "0"}  # as the page sends them


def test_a_source_can_be_added(chief: Client) -> None:
    chief.post(reverse("admin:articles_source_add"), SOURCE)
    assert Source.objects.get().slug == "challenge"


def test_a_name_is_kept_without_what_nobody_sees_and_feeds_can_be_written(chief: Client, client: Client) -> None:
    chief.post(reverse("admin:articles_source_add"), {**SOURCE, "name": "Le\x0bMatin\u202e\ufffe"})
    source = Source.objects.get()
    assert source.name == "Le Matin"
    make_article(source=source)
    assert client.get("/fr/feed.atom").status_code == 200


def test_a_country_is_kept_in_capitals(chief: Client) -> None:
    chief.post(reverse("admin:articles_source_add"), {**SOURCE, "country": "ma"})
    assert Source.objects.get().country == "MA"


def test_language_and_country_may_be_left_open(chief: Client) -> None:
    chief.post(reverse("admin:articles_source_add"), {**SOURCE, "language": "", "country": ""})
    assert Source.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Casablanca", "“Casablanca” is no time zone of the IANA database."),
        ("time_zone", "../../etc/passwd", "is no time zone of the IANA database."),
        ("time_zone", "africa/casablanca", "is no time zone of the IANA database."),
        ("country", "XX", "“XX” is no country code of ISO 3166."),
        ("country", "EU", "“EU” is no country code of ISO 3166."),
        ("country", "1", "“1” is no country code of ISO 3166."),
        ("name", "\u200b", "This field is required."),
        ("slug", "search", "“search” is the address of a page of the portal."),
        ("slug", "deux mots", "Enter a valid “slug”"),
        ("home_url", "ftp://challenge.test/", "begins with http:// or https://"),
        ("home_url", "https://editor:secret@challenge.test/", "without a password"),
        ("home_url", "javascript:alert(1)", "Enter a valid URL"),
    ],
)
def test_a_source_with_a_wrong_value_is_refused_by_name(chief: Client, field: str, value: str, sentence: str) -> None:
    response = chief.post(
        reverse("admin:articles_source_add"), {**SOURCE, field: value}, headers={"Accept-Language": "en"}
    )
    assert sentence in response.context["adminform"].form.errors[field][0]
    assert not Source.objects.exists()


def test_the_reserved_words_are_the_first_ones_of_our_own_addresses() -> None:
    routes = {str(pattern.pattern) for pattern in urls.urlpatterns}
    of_editions = {route.removeprefix("<edition:edition>") for route in routes}
    firsts = {route.partition("/")[0] for route in (*routes, *of_editions)}
    assert {word for word in firsts if word and "<" not in word} | {"in", "from"} == RESERVED_SLUGS


def test_the_slug_is_made_from_the_name(chief: Client) -> None:
    assert "data-prepopulated-fields" in page(chief, "articles_source_add")


def test_the_slug_of_a_source_stays(chief: Client) -> None:
    source = make_source(slug="challenge")
    changed = {**SOURCE, **NO_TEMPLATES, "slug": "defi", "name": "Défi"}
    chief.post(reverse("admin:articles_source_change", args=[source.pk]), changed)
    source.refresh_from_db()
    assert (source.slug, source.name) == ("challenge", "Défi")


def test_a_source_with_articles_cannot_be_deleted(chief: Client) -> None:
    source = make_article().source
    assert chief.post(reverse("admin:articles_source_delete", args=[source.pk]), {"post": "yes"}).status_code == 403


def test_a_source_without_articles_can_be_deleted(chief: Client) -> None:
    chief.post(reverse("admin:articles_source_delete", args=[make_source().pk]), {"post": "yes"})
    assert not Source.objects.exists()


def test_other_hosts_are_kept_one_a_line(chief: Client) -> None:
    chief.post(
        reverse("admin:articles_source_add"), {**SOURCE, "alias_hosts": "M.challenge.test\r\nchallenge-news.test\r\n"}
    )
    source = Source.objects.get()
    assert source.alias_hosts == ["m.challenge.test", "challenge-news.test"]
    shown = chief.get(reverse("admin:articles_source_change", args=[source.pk])).content.decode()
    assert "m.challenge.test\nchallenge-news.test</textarea>" in shown


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("https://m.challenge.test/", "“https://m.challenge.test/” is no host name. Write the name alone"),
        ("challenge.test", "“challenge.test” is the host of the home page itself."),
        ("ar.hespress.test", "“ar.hespress.test” is the host of another source, Hespress."),
    ],
)
def test_a_host_that_cannot_be_another_name_is_refused(chief: Client, written: str, sentence: str) -> None:
    make_source(name="Hespress", home_url="https://ar.hespress.test/home")
    form = {**SOURCE, "alias_hosts": f"m.challenge.test\n{written}"}
    answer = chief.post(reverse("admin:articles_source_add"), form, headers={"accept-language": "en"})
    assert sentence in answer.content.decode()
    assert not Source.objects.filter(slug="challenge").exists()
