"""What goes wrong on the street, and what it must not take along."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import h2.exceptions
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from articles import expiring
from articles.models import Article, Image, ImageStatus
from feeds import (
    attending,
    documents,
    fetching,
    filing,
    leasing,
    pages,
    pipeline,
    pruning,
    storing,
    sweeping,
    tasks,
    visiting,
)
from feeds.knowledge.outcomes import Failed, Failure
from feeds.models import MAX_ATTEMPTS, Entry, EntryState, Feed, Host, ImageDownload, PageDownload, Poll
from tests.feeds.street import claim_hosts, jpeg, make_outside_feed, page, rss, run_street, visit_all
from tests.outside import Answer, Outside, Request

pytestmark = pytest.mark.django_db(transaction=True)
NOON = datetime(2100, 1, 1, 12, tzinfo=UTC)


class BugError(Exception):
    """A mistake of ours that nobody foresaw."""


def claim() -> tuple[int, UUID]:
    [claimed] = claim_hosts()
    return claimed


def test_a_poll_that_hits_a_bug_counts_as_a_failure_and_lets_the_host_s_other_feeds_through(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (make_outside_feed(outside, path) for path in ("/bad.xml", "/good.xml"))
    outside.answers |= {path: rss(outside, "/a") for path in ("/bad.xml", "/good.xml")}
    parse = documents.parse

    def failing(body: bytes, *, url: str, **options: Any) -> documents.FeedDocument:
        if url.endswith("/bad.xml"):
            raise BugError
        return parse(body, url=url, **options)

    monkeypatch.setattr(documents, "parse", failing)
    with pytest.raises(BugError):
        list(pipeline.visit(*claim()))
    leasing.forget_all()
    list(pipeline.visit(*claim()))
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.failures, bad.next_poll_at > timezone.now() + timedelta(minutes=10)) == (1, True)
    assert good.last_outcome == "fetched"


def test_what_was_fetched_is_counted_by_poll_and_by_the_host_s_day(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    host = Host.objects.filter(pk=feed.host_id)
    host.update(day="2026-03-01", day_bytes=10**9)
    visit_all()
    answers = [outside.answers[path] for path in ("/feed.xml", "/a")]
    document, article = (len(each.body) for each in answers if isinstance(each, Answer))
    assert Poll.objects.get().bytes == document
    first_day, first = host.values_list("day", "day_bytes").get()
    assert (first_day != date(2026, 3, 1), first) == (True, document + article)
    Feed.objects.update(next_poll_at=timezone.now(), last_full_at=None)
    host.update(next_visit_at=timezone.now())
    visit_all()
    day, second = host.values_list("day", "day_bytes").get()
    assert second - document == (first if day == first_day else 0)  # this test may have lasted over midnight


def test_a_host_whose_bytes_of_the_day_are_used_up_gives_headlines_and_nothing_else(
    outside: Outside, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOST_DAY_MEGABYTES = 1
    feed = make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    monkeypatch.setattr(visiting.Visit, "now", lambda _: NOON)
    Host.objects.filter(pk=feed.host_id).update(day=NOON.date(), day_bytes=fetching.MEGABYTE)
    visit_all()
    entry = Entry.objects.get()
    assert (Article.objects.count(), outside.asked("/a")) == (1, [])
    assert (entry.state, entry.attempts) == (EntryState.PAGE_DUE, 0)
    assert entry.next_attempt_at == NOON + timedelta(hours=12)
    assert "HOST_DAY_MEGABYTES" in entry.detail
    Host.objects.update(day=NOON.date() - timedelta(days=1), next_visit_at=timezone.now())
    Entry.objects.update(next_attempt_at=timezone.now())
    visit_all()
    assert Entry.objects.get().state == EntryState.PAGE_FETCHED


def test_a_visit_ends_when_the_host_asks_for_rest(outside: Outside) -> None:
    for path in ("/1.xml", "/2.xml", "/3.xml"):
        make_outside_feed(outside, path)
        outside.answers[path] = Answer(status=429, headers={"Retry-After": "600"})
    list(pipeline.visit(*claim()))
    assert len(outside.requests) == 1


def test_a_retry_after_of_nothing_is_no_invitation_to_hammer(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = Answer(status=429, headers={"Retry-After": "0"})
    visit_all()
    assert len(outside.requests) == 1
    assert Host.objects.get(name=f"127.0.0.1:{outside.port}").next_visit_at > timezone.now()


def test_one_page_s_503_does_not_rest_the_whole_host(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {
        "/feed.xml": rss(outside, "/a", "/b"),
        "/a": page(outside),
        "/b": Answer(status=503, headers={"Retry-After": "86400"}),
    }
    run_street()
    assert Article.objects.exclude(body_text="").count() == 1
    assert Host.objects.get(name=f"127.0.0.1:{outside.port}").next_visit_at <= timezone.now()


def test_feeds_that_are_always_due_do_not_starve_the_host_s_pages(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    host_id, token = claim()
    list(pipeline.visit(host_id, token))
    Entry.objects.update(state=EntryState.PAGE_DUE, attempts=0, next_attempt_at=timezone.now())
    Feed.objects.update(next_poll_at=timezone.now())
    assert isinstance(attending.due_work(host_id).works[0], Feed)
    assert isinstance(attending.due_work(host_id, pages_first=True).works[0], Entry)


def test_an_address_that_was_changed_during_a_poll_knows_nothing_of_it(outside: Outside) -> None:
    feed = make_outside_feed(outside)

    def changed(request: Request) -> Answer:
        Feed.objects.filter(pk=feed.pk).update(url=outside.url("/new.xml"), next_poll_at=timezone.now())
        return rss(outside, "/a")

    outside.answers["/feed.xml"] = changed
    pipeline.poll(feed, claim()[1])
    feed.refresh_from_db()
    assert (feed.etag, feed.body_digest, feed.url) == ("", "", outside.url("/new.xml"))
    assert feed.next_poll_at <= timezone.now()


def test_a_poll_asked_for_during_a_poll_takes_place(outside: Outside) -> None:
    feed = make_outside_feed(outside)

    def asked_for(request: Request) -> Answer:
        Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
        return rss(outside, "/a")

    outside.answers["/feed.xml"] = asked_for
    pipeline.poll(feed, claim()[1])
    feed.refresh_from_db()
    assert (feed.next_poll_at <= timezone.now(), feed.etag) == (True, '"1"')


def test_a_304_that_nobody_asked_for_is_a_failure(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = Answer(status=304)
    visit_all()
    assert Poll.objects.get(feed=feed).outcome == "failed"


def test_a_poisonous_page_takes_no_other_page_along(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    make_outside_feed(outside)
    paths = ("/a", "/poison", "/b")
    outside.answers |= {"/feed.xml": rss(outside, *paths), **dict.fromkeys(paths, page(outside))}
    work = visit_all()
    study = pages.study

    def failing(body: bytes, *, url: str, **options: Any) -> pages.Study:
        if url.endswith("/poison"):
            raise MemoryError
        return study(body, url=url, **options)

    monkeypatch.setattr(pages, "study", failing)
    ids = [entry.pk for entry in work]
    for _ in range(MAX_ATTEMPTS + 2):
        try:
            pipeline.extract(ids)
        except MemoryError:
            leasing.forget_all()
            continue
    states = {entry.link.rpartition("/")[2]: entry.state for entry in Entry.objects.all()}
    assert states == {"a": EntryState.DONE, "b": EntryState.DONE, "poison": EntryState.GIVEN_UP}
    assert PageDownload.objects.count() == 0
    assert Article.objects.visible().count() == 3


def test_a_poisonous_image_is_given_up_with_its_bytes(
    outside: Outside, media: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_outside_feed(outside)
    pictured = page(outside, image="/p.jpg")
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": pictured, "/p.jpg": Answer(body=jpeg())}
    pipeline.extract([entry.pk for entry in visit_all()])
    [download] = visit_all()
    ImageDownload.objects.update(attempts=MAX_ATTEMPTS)
    pipeline.read_images([download.pk])
    download.refresh_from_db()
    assert (download.body, Image.objects.get().status) == (None, ImageStatus.UNUSABLE)


def test_what_killed_a_fetching_worker_each_time_is_given_up_at_last(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = rss(outside, "/a")
    list(pipeline.visit(*claim()))
    Entry.objects.update(state=EntryState.PAGE_DUE, attempts=MAX_ATTEMPTS, next_attempt_at=timezone.now())
    assert not Entry.objects.due().exists()
    storing.give_up_exhausted()
    assert Entry.objects.get().state == EntryState.GIVEN_UP


def test_a_half_written_picture_is_written_anew(outside: Outside, media: Any) -> None:
    make_outside_feed(outside)
    pictured = page(outside, image="/p.jpg")
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": pictured, "/p.jpg": Answer(body=jpeg())}
    run_street()
    image = Image.objects.get()
    whole = (media / image.file_name(640)).read_bytes()
    default_storage.delete(image.file_name(640))
    default_storage.save(image.file_name(640), ContentFile(whole[:100]))
    filing._keep(image.file_name(640), whole)
    assert (media / image.file_name(640)).read_bytes() == whole


def test_a_sweep_hands_out_no_more_than_messages_may_wait_for(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST_WAITING", 2)
    make_outside_feed(outside)
    paths = [f"/{number}" for number in range(5)]
    outside.answers |= {"/feed.xml": rss(outside, *paths), **dict.fromkeys(paths, page(outside))}
    visit_all()
    Entry.objects.update(next_attempt_at=timezone.now())
    assert [len(sweeping.sweep_pages()) for _ in range(3)] == [2, 0, 0]
    assert not sweeping.extractors_keep_up()


def test_pages_and_pictures_that_found_no_room_for_a_message_are_handed_out_as_soon_as_there_is_some(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_outside_feed(outside)
    pictured = page(outside, image="/p.jpg")
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": pictured, "/p.jpg": Answer(body=jpeg())}
    host, token = claim()
    list(pipeline.visit(host, token))
    pipeline.extract(list(Entry.objects.values_list("pk", flat=True)))
    Entry.objects.update(state=EntryState.PAGE_DUE, next_attempt_at=timezone.now())
    Host.objects.update(next_visit_at=timezone.now())
    with monkeypatch.context() as crowd:
        crowd.setattr(sweeping, "MOST_WAITING", 0)
        host, token = claim()
        tasks.visit([host], str(token))
    swept = sweeping.sweep_pages(), sweeping.sweep_images()
    assert swept == ([Entry.objects.get().pk], [ImageDownload.objects.get().pk])
    assert sweeping.sweep_pages() == sweeping.sweep_images() == []  # a message is on its way


@pytest.mark.parametrize("status", [401, 402, 403, 404, 418, 422])
def test_a_robots_txt_that_is_not_to_be_had_forbids_nothing(outside: Outside, status: int) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside), "/robots.txt": Answer(status=status)}
    run_street()
    assert len(outside.asked("/a")) == 1


def test_a_robots_txt_with_a_byte_order_mark_is_heeded(outside: Outside) -> None:
    make_outside_feed(outside)
    rules = "\ufeffUser-agent: *\nDisallow: /".encode()
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside), "/robots.txt": Answer(body=rules)}
    run_street()
    assert outside.asked("/a") == []


def test_old_polls_go_and_what_was_seen_stays(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers["/feed.xml"] = rss(outside, "/a")
    visit_all()
    Poll.objects.update(at=timezone.now() - pruning.POLLS_KEPT - timedelta(days=1))
    assert pruning.prune() == 1
    assert Entry.objects.count() == 1


def test_an_article_that_expired_does_not_come_again_by_the_next_poll(outside: Outside) -> None:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    run_street()
    long_ago = timezone.now() - timedelta(days=40)
    Article.objects.update(published_at=long_ago, first_seen_at=long_ago)
    assert expiring.expire(before=timezone.now() - timedelta(days=30)) == 1
    outside.answers["/feed.xml"] = rss(outside, "/a", "/b")
    Feed.objects.update(next_poll_at=timezone.now(), last_full_at=None)
    make_outside_feed(outside, "/other.xml")
    outside.answers["/other.xml"] = rss(outside, "/a")
    Host.objects.update(next_visit_at=timezone.now())
    run_street()
    assert [article.canonical_url for article in Article.objects.all()] == [outside.url("/b")]


def test_an_error_of_http_2_amid_a_body_is_a_value(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*_: Any) -> bytes:
        raise h2.exceptions.InvalidBodyLengthError(100, 50)

    monkeypatch.setattr(fetching, "_body", breaking)
    outside.answers["/x"] = Answer(body=b"x")
    outcome = fetching.get(outside.url("/x"), kind=fetching.Kind.PAGE)
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.PROTOCOL


def test_a_redirect_to_an_endless_address_is_refused(outside: Outside) -> None:
    outside.answers["/x"] = Answer(status=302, headers={"Location": "/" + "x" * 3_000})
    outcome = fetching.get(outside.url("/x"), kind=fetching.Kind.PAGE)
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


def test_a_feed_that_a_wrong_clock_put_years_ahead_is_recalled(outside: Outside) -> None:
    astray, patient = (make_outside_feed(outside, path) for path in ("/a.xml", "/b.xml"))
    Feed.objects.filter(pk=astray.pk).update(next_poll_at=timezone.now() + timedelta(days=3_650))
    Feed.objects.filter(pk=patient.pk).update(next_poll_at=timezone.now() + timedelta(hours=23))
    assert pruning.recall_strays() == 1
    assert list(Feed.objects.due()) == [astray]
