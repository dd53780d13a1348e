"""The starter sources: the file that is bundled, and what sowing does and never does."""

import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles.knowledge.languages import LANGUAGES
from articles.models import Source
from feeds import starters
from feeds.models import Feed
from feeds.starters import InvalidStarters, Sown, StarterSource

CHALLENGE = StarterSource(
    slug="challenge",
    name="Challenge",
    home_url="https://www.challenge.ma/",
    feeds=("https://www.challenge.ma/feed/",),
    language="fr",
    country="MA",
    time_zone="Africa/Casablanca",
    section="economy",
    display_policy="full",
)
ENTRY: dict[str, Any] = {
    "slug": "challenge",
    "name": "Challenge",
    "home_url": "https://www.challenge.ma/",
    "feeds": ["https://www.challenge.ma/feed/"],
    "language": "fr",
    "country": "MA",
    "time_zone": "Africa/Casablanca",
    "section": "economy",
    "display_policy": "full",
}


def written(folder: Path, *entries: Any) -> Path:
    path = folder / "starters.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return path


def test_the_bundled_file_holds_the_press_of_the_maghreb_and_the_world() -> None:
    bundled = starters.bundled()
    names = {starter.slug for starter in bundled}
    assert len(bundled) >= 45
    assert names >= {"challenge", "hespress", "hespress-fr", "hespress-en", "le-matin", "leconomiste", "medias24"}
    assert names >= {"le360", "le360-ar", "yabiladi", "liberation", "telquel", "al-bayane", "map-express", "akhbarona"}
    assert names >= {"al3omk", "alyaoum24", "morocco-world-news", "jeune-afrique", "tsa", "el-khabar", "el-watan"}
    assert names >= {"mosaique-fm", "kapitalis", "business-news-tn", "ahram-online", "egypt-independent", "arab-news"}
    assert names >= {"france24", "france24-ar", "france24-en", "france24-es", "rfi", "bbc-world", "bbc-arabic"}
    assert names >= {"bbc-afrique", "bbc-mundo", "al-jazeera", "al-jazeera-en", "le-monde", "the-guardian", "el-pais"}


def test_every_bundled_source_is_described_in_full() -> None:
    for starter in starters.bundled():
        assert starter.language in LANGUAGES
        assert len(starter.country) == 2
        assert ZoneInfo(starter.time_zone)
        assert all(url.startswith("https://") for url in starter.feeds)


def test_other_publishers_texts_are_not_shown_in_full_by_default() -> None:
    assert [starter.slug for starter in starters.bundled() if starter.display_policy == "full"] == ["challenge"]


def test_all_four_languages_of_the_interface_have_sources() -> None:
    assert {starter.language for starter in starters.bundled()} == {"ar", "en", "es", "fr"}


@pytest.mark.django_db
def test_sowing_makes_every_source_with_its_feeds_and_twice_is_once() -> None:
    bundled = starters.bundled()
    feeds = sum(len(starter.feeds) for starter in bundled)
    assert starters.sow(bundled) == Sown(sources=len(bundled), feeds=feeds)
    assert starters.sow(bundled) == Sown(sources=0, feeds=0)
    assert (Source.objects.count(), Feed.objects.due().count()) == (len(bundled), feeds)


@pytest.mark.django_db
def test_a_sown_source_is_what_the_file_says() -> None:
    starters.sow([CHALLENGE])
    source = Source.objects.get()
    assert (source.slug, source.language, source.country, source.time_zone, source.section, source.display_policy) == (
        "challenge",
        "fr",
        "MA",
        "Africa/Casablanca",
        "economy",
        "full",
    )


@pytest.mark.django_db
def test_sowing_again_changes_nothing_that_an_operator_changed() -> None:
    starters.sow([CHALLENGE])
    Source.objects.update(name="Chez nous", home_url="https://elsewhere.example/", display_policy="headline")
    Feed.objects.update(is_paused=True, title="Le mien")
    starters.sow([CHALLENGE])
    assert Source.objects.values_list("name", "home_url", "display_policy").get() == (
        "Chez nous",
        "https://elsewhere.example/",
        "headline",
    )
    assert Feed.objects.values_list("is_paused", "title").get() == (True, "Le mien")


@pytest.mark.django_db
def test_sowing_again_when_asked_brings_only_what_is_missing() -> None:
    starters.sow([CHALLENGE])
    Feed.objects.all().delete()
    assert starters.sow([CHALLENGE]) == Sown(sources=0, feeds=1)


@pytest.mark.django_db
def test_newspapers_of_our_own_on_the_loopback_range_are_left_to_the_door() -> None:
    paper = StarterSource(
        slug="atlas", name="L’Atlas", home_url="http://127.31.0.1:8781/", feeds=("http://127.31.0.1:8781/feed.xml",)
    )
    assert starters.sow([paper]) == Sown(sources=1, feeds=1)


@pytest.mark.django_db
def test_one_starter_that_cannot_be_sown_leaves_nothing_behind() -> None:
    bad = StarterSource(slug="bad", name="Bad", home_url="https://bad.example/", feeds=("ftp://bad.example/feed",))
    with pytest.raises(InvalidStarters, match="ftp://bad"):
        starters.sow([CHALLENGE, bad])
    assert Source.objects.count() == 0


def test_the_hosts_to_ask_for_a_sign_of_life_are_named_once() -> None:
    other = StarterSource(
        slug="b",
        name="B",
        home_url="https://b.example/",
        feeds=("https://b.example:8443/x", "https://www.challenge.ma/y"),
    )
    assert starters.hosts_of([CHALLENGE, other]) == ("www.challenge.ma", "b.example:8443")


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"time_zone": "Africa/Casa"}, r"source 1 \(challenge\): time_zone"),
        ({"language": "darija"}, "language"),
        ({"feeds": []}, "feeds is no list"),
        ({"feeds": "https://www.challenge.ma/feed/"}, "feeds is no list"),
        ({"feeds": ["ftp://challenge.ma/"]}, "no absolute http"),
        ({"home_url": "challenge.ma"}, "home_url"),
        ({"colour": "red"}, "every source needs exactly"),
        ({"feeds": ["https://a.example/", "https://a.example/"]}, "is there twice"),
    ],
)
def test_a_mistake_in_the_file_is_named_by_its_place(tmp_path: Path, changes: dict[str, Any], word: str) -> None:
    with pytest.raises(InvalidStarters, match=word):
        starters.bundled(written(tmp_path, {**ENTRY, **changes}))


def test_a_slug_that_is_there_twice_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InvalidStarters, match="slug challenge is there twice"):
        starters.bundled(written(tmp_path, ENTRY, {**ENTRY, "feeds": ["https://other.example/"]}))


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "starters.json").write_text("[{")
    with pytest.raises(InvalidStarters, match=r"starters\.json cannot be read"):
        starters.bundled(tmp_path / "starters.json")
