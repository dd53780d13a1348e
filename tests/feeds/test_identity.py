"""What makes an item the one that was seen before, on a fake world and a real database."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.knowledge.drafts import url_key
from articles.models import Article
from feeds.documents import FeedItem
from feeds.identity import repeats_guids, shares_title
from feeds.models import Entry, EntryState, Feed
from tests.factories import make_source
from tests.feeds.street import make_outside_feed, page, rss, run_street, visit_all
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)
LEAD = "Le conseil communal a voté jeudi soir le budget de la ville pour les 12 mois à venir."
DAY, OTHER_DAY = "Thu, 27 Mar 2025 10:00:00 +0000", "Fri, 28 Mar 2025 10:00:00 +0000"


def items(*rows: dict[str, str]) -> Answer:
    """A feed of items, each as its elements."""
    texts = ("".join(f"<{name}>{text}</{name}>" for name, text in row.items()) for row in rows)
    body = "<rss version='2.0'><channel>" + "".join(f"<item>{text}</item>" for text in texts) + "</channel></rss>"
    return Answer(body=body.encode())


def item(outside: Outside, path: str, **values: str) -> dict[str, str]:
    said = {"title": "Le budget est voté", "description": LEAD, "pubDate": DAY, **values}
    return {"link": outside.url(path), **{name: text for name, text in said.items() if text}}


def shown_again(outside: Outside, feed: Feed, answer: Answer) -> None:
    outside.answers["/feed.xml"] = answer
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    visit_all()


def test_the_same_words_on_the_same_day_are_one_article_under_two_addresses(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    shown_again(outside, feed, items(item(outside, "/a")))
    shown_again(outside, feed, items(item(outside, "/renamed")))
    assert Article.objects.get().canonical_url == outside.url("/a")
    assert Entry.objects.filter(article=Article.objects.get()).count() == 2


@pytest.mark.parametrize(
    "difference",
    [
        {"pubDate": OTHER_DAY},
        {"description": "Demain, des pluies sont attendues sur tout le nord du pays et sur le littoral."},
        {"description": LEAD.replace("12", "13")},
        {"description": ""},
        {"guid": "urn:2"},
        {"pubDate": ""},
    ],
    ids=["another day", "another lead", "another number", "no lead", "a guid of its own", "no date"],
)
def test_a_regular_column_does_not_vanish(outside: Outside, difference: dict[str, str]) -> None:
    feed = make_outside_feed(outside)
    shown_again(outside, feed, items(item(outside, "/a")))
    shown_again(outside, feed, items(item(outside, "/b", **difference)))
    assert Article.objects.count() == 2


def test_an_undated_item_whose_address_holds_a_session_is_published_once(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    shown_again(outside, feed, items(item(outside, "/a?sid=1", pubDate="")))
    Article.objects.update(published_at=timezone.now() - timedelta(days=2))
    shown_again(outside, feed, items(item(outside, "/a?sid=2", pubDate="")))
    assert Article.objects.count() == 1


def test_the_same_title_of_another_source_is_another_article(outside: Outside) -> None:
    for path in ("/feed.xml", "/other.xml"):
        make_outside_feed(outside, path)
    outside.answers |= {"/feed.xml": items(item(outside, "/a")), "/other.xml": items(item(outside, "/b"))}
    visit_all()
    assert Article.objects.count() == 2


def test_a_feed_whose_guids_repeat_loses_no_item(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    shown_again(outside, feed, items(*(item(outside, f"/{n}", title=f"Titre {n}", guid="1") for n in range(3))))
    feed.refresh_from_db()
    assert (feed.ignores_guids, Article.objects.count()) == (True, 3)


def test_a_feed_that_gives_up_its_guids_publishes_nothing_again_and_keeps_to_it(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    old = [item(outside, f"/{n}", title=f"Titre {n}", guid=f"urn:{n}") for n in range(3)]
    shown_again(outside, feed, items(*old))
    Entry.objects.update(state=EntryState.DONE)
    new = [item(outside, f"/new-{n}", title=f"Nouveau {n}", guid="urn:x", description="") for n in range(2)]
    shown_again(outside, feed, items(*new, *old))
    shown_again(outside, feed, items(*old))
    feed.refresh_from_db()
    assert (feed.ignores_guids, Article.objects.count()) == (True, 5)
    assert Entry.objects.filter(state=EntryState.PAGE_DUE, link__in=[row["link"] for row in old]).count() == 0


def test_a_feed_whose_one_item_always_has_the_same_guid_loses_none(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    titles = ("Le budget est voté", "Un séisme au large", "La finale est reportée")
    for number, title in enumerate(titles):
        shown_again(outside, feed, items(item(outside, f"/{number}", title=title, guid="urn:latest")))
    feed.refresh_from_db()
    assert (feed.ignores_guids, Article.objects.count()) == (True, 3)


def test_a_daily_column_under_one_guid_loses_no_day(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    for day, lead in ((DAY, "Du soleil sur tout le pays."), (OTHER_DAY, "De la pluie sur le nord.")):
        row = item(outside, f"/{day[5:7]}", title="Météo du jour", guid="urn:1", pubDate=day, description=lead)
        shown_again(outside, feed, items(row))
    assert Article.objects.count() == 2


@pytest.mark.parametrize("title", ["Le budget est voté", "Le budget est voté : ce qui change", "Budget voté"])
def test_an_only_item_that_was_renamed_and_moved_keeps_its_guid(outside: Outside, title: str) -> None:
    feed = make_outside_feed(outside)
    shown_again(outside, feed, items(item(outside, "/a", guid="urn:1")))
    shown_again(outside, feed, items(item(outside, "/renamed", guid="urn:1", title=title, pubDate=OTHER_DAY)))
    feed.refresh_from_db()
    assert (feed.ignores_guids, Article.objects.count()) == (False, 1)


def test_an_article_that_was_deleted_does_not_return_under_its_guid_with_other_words(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    shown_again(outside, feed, items(item(outside, "/a", guid="urn:1")))
    Article.objects.all().delete()
    shown_again(outside, feed, items(item(outside, "/b", guid="urn:1", title="Tout autre chose")))
    assert Article.objects.count() == 0


def test_one_article_listed_under_two_addresses_is_what_guids_are_for() -> None:
    twice = [FeedItem(title="Titre", link=f"https://a.test/{part}/x", guid="1") for part in ("sport", "foot")]
    assert not repeats_guids(twice, of=2)


def test_few_repeated_guids_among_many_are_a_slip() -> None:
    rows = [FeedItem(title=f"Titre {n}", link=f"https://a.test/{n}", guid=str(n)) for n in range(60)]
    slip = [FeedItem(title=f"Autre {n}", link=f"https://a.test/o{n}", guid="s") for n in range(2)]
    assert not repeats_guids(rows + slip, of=62)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_was_deleted_does_not_return_through_another_feed(outside: Outside, scheme: str) -> None:
    source = make_source()
    feed = make_outside_feed(outside, source=source)
    shown_again(outside, feed, rss(outside, "/a"))
    Entry.objects.update(link=outside.url("/a").replace("http", scheme, 1))
    Article.objects.all().delete()
    make_outside_feed(outside, "/other.xml", source=source)
    outside.answers["/other.xml"] = rss(outside, "/a", "/b")
    visit_all()
    assert [article.title for article in Article.objects.all()] == ["Titre de /b"]
    assert Entry.objects.filter(article=None, state=EntryState.DONE).count() == 1


def test_what_an_editor_removed_does_not_return_through_another_feed(outside: Outside) -> None:
    source = make_source()
    shown_again(outside, make_outside_feed(outside, source=source), rss(outside, "/a"))
    Article.objects.update(removed_at=timezone.now())
    make_outside_feed(outside, "/other.xml", source=source)
    outside.answers["/other.xml"] = rss(outside, "/a")
    visit_all()
    assert (Article.objects.visible().count(), Article.objects.count()) == (0, 1)


def test_what_an_editor_removed_does_not_return_under_another_address(outside: Outside) -> None:
    """Not even under a guid of its own, which would tell it apart from an article that is shown."""
    feed = make_outside_feed(outside)
    shown_again(outside, feed, items(item(outside, "/a", guid="urn:a")))
    Article.objects.update(removed_at=timezone.now())
    shown_again(outside, feed, items(item(outside, "/b", guid="urn:b")))
    assert (Article.objects.visible().count(), Article.objects.count()) == (0, 1)
    Article.objects.update(removed_at=None)
    shown_again(outside, feed, items(item(outside, "/c", guid="urn:c")))
    assert Article.objects.visible().count() == 2


def canonical_page(outside: Outside, path: str, *, title: str = "Titre de /a") -> Answer:
    answer = page(outside)
    link = f'<link rel="canonical" href="{outside.url(path)}"><title>{title}</title>'.encode()
    body = answer.body.replace(b"<title>Titre</title>", link).replace(b"<h1>Titre</h1>", f"<h1>{title}</h1>".encode())
    return Answer(body=body, headers=answer.headers)


def test_a_page_s_canonical_address_becomes_the_article_s(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": canonical_page(outside, "/2025/a")}
    run_street()
    article = Article.objects.get()
    assert (article.canonical_url, "budget" in article.body_text) == (outside.url("/2025/a"), True)
    assert article.url_key == url_key(outside.url("/2025/a"))
    other = make_outside_feed(outside, "/other.xml", source=feed.source)
    outside.answers["/other.xml"] = rss(outside, "/a")
    run_street()
    assert Article.objects.get().entries.filter(feed=other).exists()


def test_a_fresh_article_is_merged_into_the_one_that_has_its_canonical_address(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": canonical_page(outside, "/a")}
    run_street()
    kept = Article.objects.get()
    again = rss(outside, "/copie")
    outside.answers |= {
        "/feed.xml": Answer(body=again.body.replace(b"Titre de /copie", b"Titre de /a")),
        "/copie": canonical_page(outside, "/a"),
    }
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    run_street()
    assert Article.objects.get() == kept
    assert set(kept.entries.values_list("link", "state")) == {
        (outside.url("/a"), EntryState.DONE),
        (outside.url("/copie"), EntryState.DONE),
    }


@pytest.mark.parametrize(
    ("canonical", "title"),
    [("/consent", "Avant de continuer"), ("/news", "Titre de /news/a"), ("/", "Titre de /news/a")],
    ids=["a consent page", "a section", "the front page"],
)
def test_a_canonical_address_that_is_not_the_article_s_is_not_believed(
    outside: Outside, canonical: str, title: str
) -> None:
    make_outside_feed(outside)
    outside.answers |= {
        "/feed.xml": rss(outside, "/news/a"),
        "/news/a": canonical_page(outside, canonical, title=title),
    }
    run_street()
    assert Article.objects.get().canonical_url == outside.url("/news/a")


def test_articles_with_different_titles_are_never_merged(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": canonical_page(outside, "/a")}
    run_street()
    answer: Any = rss(outside, "/b")
    outside.answers |= {
        "/feed.xml": Answer(body=answer.body.replace(b"Titre de /b", "Une élection à Fès".encode())),
        "/b": canonical_page(outside, "/a", title="Une élection à Fès"),
    }
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    run_street()
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("Le budget est voté", "Le budget de Fès est voté", True),
        ("Le budget est voté", "Avant de continuer", False),
        ("", "Le budget", False),
        ("اعتماد ميزانية المدينة", "اعتماد ميزانية المدينة - هسبريس", True),
    ],
)
def test_titles_of_one_article_share_half_of_the_shorter_ones_words(one: str, other: str, verdict: bool) -> None:
    assert shares_title(one, other) is verdict


def test_an_article_on_two_hosts_of_its_source_is_one(outside: Outside) -> None:
    alias = outside.url("", address="127.0.0.2").removeprefix("http://")
    source = make_source(home_url=outside.url("/"), alias_hosts=[alias])
    for path in ("/feed.xml", "/mobile.xml"):
        make_outside_feed(outside, path, source=source)
    mobile = {**item(outside, "/a", guid="urn:m"), "link": outside.url("/a", address="127.0.0.2")}
    outside.answers |= {"/feed.xml": items(item(outside, "/a", guid="urn:1")), "/mobile.xml": items(mobile)}
    visit_all()
    article = Article.objects.get()
    assert article.canonical_url == outside.url("/a")
    assert set(Entry.objects.values_list("link", "article")) == {(outside.url("/a"), article.pk)}


def test_a_page_s_canonical_on_an_alias_host_is_believed_and_brought_home(outside: Outside) -> None:
    alias = outside.url("", address="127.0.0.2").removeprefix("http://")
    source = make_source(home_url=outside.url("/"), alias_hosts=[alias])
    make_outside_feed(outside, source=source)
    outside.answers["/feed.xml"] = items(item(outside, "/a", title="Titre", guid="urn:1"))
    body = page(outside).body.replace(
        b"</head>", f'<link rel="canonical" href="{outside.url("/b", address="127.0.0.2")}"></head>'.encode()
    )
    outside.answers["/a"] = Answer(body=body, headers={"Content-Type": "text/html; charset=utf-8"})
    run_street()
    assert Article.objects.get().canonical_url == outside.url("/b")
