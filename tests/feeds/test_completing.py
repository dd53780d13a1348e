"""Pages are claimed, read and stored together, and none takes another along."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from articles import preparing
from articles.models import Article, Source
from feeds import completing, learning, pages, pipeline, ruling
from feeds.models import MAX_ATTEMPTS, Entry, EntryState, PageDownload, PageRules, PageTemplate
from feeds.pages.rules import Rules
from tests.feeds.street import make_outside_feed, page, rss, visit_all
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = ("/a", "/b", "/c")


@pytest.fixture
def kept(outside: Outside) -> list[int]:
    """The entries of three pages that wait for an extractor."""
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, *PATHS), **dict.fromkeys(PATHS, page(outside))}
    visit_all()
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))


def texts() -> int:
    return Article.objects.exclude(body_text="").count()


def run_out_of_leases() -> None:
    Entry.objects.update(leased_until=timezone.now())


def fails_at(path: str, problem: type[BaseException]) -> Callable[..., pages.Study]:
    study = pages.study

    def studying(body: bytes, *, url: str, **options: Any) -> pages.Study:
        if url.endswith(path):
            raise problem
        return study(body, url=url, **options)

    return studying


def test_fresh_pages_are_claimed_together_and_tried_ones_alone(kept: list[int]) -> None:
    Entry.objects.filter(pk=kept[1]).update(attempts=2)
    assert [[page.entry.pk for page in group] for group in completing.claim(kept)] == [[kept[0], kept[2]], [kept[1]]]


def test_who_is_claimed_is_counted_and_nobody_else_s(kept: list[int]) -> None:
    [group] = completing.claim(kept)
    assert list(completing.claim(kept)) == []
    assert {page.entry.attempts for page in group} == {2}  # one for the fetch
    assert set(Entry.objects.values_list("attempts", flat=True)) == {2}


def test_a_claimed_page_comes_with_all_that_its_reader_needs(kept: list[int]) -> None:
    rules = Rules(title="h1", drop=(".promo",))
    ruling.give_rules(source=Source.objects.get(), rules=rules)
    [group] = completing.claim(kept)
    with connection.execute_wrapper(no_statement):
        entries = [page.entry for page in group]
        read = [(bytes(each.page.body)[:5], each.article and each.article.source.time_zone) for each in entries]
    assert read == [(b"<html", "Africa/Casablanca")] * 3
    assert [page.rules for page in group] == [rules] * 3


def no_statement(*_: object) -> None:
    raise AssertionError("the database was asked once more")


def test_a_lost_lease_loses_no_other_text(kept: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    study = pages.study

    def meanwhile(body: bytes, **options: Any) -> pages.Study:
        Entry.objects.filter(pk=kept[0]).update(lease_token=uuid4())
        return study(body, **options)

    monkeypatch.setattr(pages, "study", meanwhile)
    pipeline.extract(kept)
    assert texts() == 2
    assert list(PageDownload.objects.values_list("entry_id", flat=True)) == [kept[0]]
    assert Entry.objects.get(pk=kept[0]).state == EntryState.PAGE_FETCHED


def test_a_lost_lease_counts_nothing(kept: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    study = pages.study
    source = Source.objects.get()
    ruling.give_rules(source=source, rules=Rules(title=".absent"))
    fits = PageTemplate.objects.create(source=source, host="elsewhere.test")
    known = learning.Known(source_id=source.pk, host=fits.host, row=fits.pk)

    def meanwhile(body: bytes, **options: Any) -> pages.Study:
        Entry.objects.filter(pk=kept[0]).update(lease_token=uuid4())
        return replace(study(body, **options), verdict=pages.Verdict.USED)

    monkeypatch.setattr(pages, "study", meanwhile)
    monkeypatch.setattr(learning, "known", lambda *_: known)
    pipeline.extract(kept)
    assert PageRules.objects.get().misses == {"title": 2}
    assert PageTemplate.objects.get().uses == 2


@pytest.mark.parametrize("problem", [RuntimeError, MemoryError])
def test_a_page_that_cannot_be_read_brings_the_others_down_once(
    kept: list[int], monkeypatch: pytest.MonkeyPatch, problem: type[BaseException]
) -> None:
    monkeypatch.setattr(pages, "study", fails_at("/a", problem))
    with pytest.raises(problem):
        pipeline.extract(kept)
    assert texts() == 0
    run_out_of_leases()
    with pytest.raises(problem):
        pipeline.extract(sorted(kept, reverse=True))  # the bad one is the last
    assert texts() == 2


def test_a_page_that_ends_every_extractor_is_given_up(kept: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "study", fails_at("/a", MemoryError))
    for _ in range(MAX_ATTEMPTS - 1):  # with the fetch, all there are
        with pytest.raises(MemoryError):
            pipeline.extract(kept[::-1])
        run_out_of_leases()
    pipeline.extract(kept)
    assert (texts(), Entry.objects.get(pk=kept[0]).state) == (2, EntryState.GIVEN_UP)
    assert PageDownload.objects.count() == 0


def test_pages_that_name_one_address_become_one_article(outside: Outside) -> None:
    make_outside_feed(outside)
    canonical = f'<link rel="canonical" href="{outside.url("/home")}">'
    body = page(outside).body.replace(b"<title>Titre</title>", f"<title>Titre de /a</title>{canonical}".encode())
    moved = Answer(body=body.replace(b"<h1>Titre</h1>", b"<h1>Titre de /a</h1>"), headers={"Content-Type": "text/html"})
    outside.answers |= {"/feed.xml": rss(outside, "/a", "/a/", "/c"), "/a": moved, "/a/": moved, "/c": page(outside)}
    visit_all()
    pipeline.extract(list(Entry.objects.values_list("pk", flat=True)))
    urls = sorted(Article.objects.values_list("canonical_url", flat=True))
    assert urls == sorted([outside.url("/home"), outside.url("/c")])
    assert (texts(), set(Entry.objects.values_list("state", flat=True))) == (2, {EntryState.DONE})


def test_pages_that_a_crash_of_the_database_took_are_fetched_again(kept: list[int]) -> None:
    PageDownload.objects.filter(pk=kept[0]).delete()  # Postgres empties the table when it has broken down
    pipeline.extract(kept)
    assert Entry.objects.get(pk=kept[0]).state == EntryState.PAGE_DUE
    assert texts() == 2
    pipeline.extract([entry.pk for entry in visit_all()])
    assert texts() == 3


def test_pages_wait_outside_of_the_log_and_as_they_came(db: None) -> None:
    asked = """
        SELECT relpersistence::text, attstorage::text FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relname = 'feeds_pagedownload' AND attname = 'body'"""
    assert preparing.run(asked, ()).fetchall() == [("u", "e")]  # unlogged, external
