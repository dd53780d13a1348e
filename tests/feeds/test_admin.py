"""The feeds' pages of the admin: health to look at, an address tried before it is kept, editors who only look."""

import socket
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from feeds import polling
from feeds.admin import history
from feeds.admin.feed import FeedForm
from feeds.documents import FeedDocument
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited
from feeds.knowledge.reasons import Reason, Rule, as_rows
from feeds.models import Entry, Feed, Host, Poll, PollOutcome
from tests.accounts import log_in
from tests.factories import make_entry, make_feed, make_host, make_source
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(hours=6)
FEEDS = "/admin/feeds/feed/"
FEED = Answer(
    body=(
        b'<rss version="2.0"><channel><title>Challenge</title>'
        b"<item><title>Titre</title><link>https://www.challenge.ma/1</link></item></channel></rss>"
    )
)
PAGE = Answer(
    body=b'<!doctype html><html><head><link rel=alternate type="application/rss+xml" href="/feed/"></head></html>'
)


def act(client: Client, action: str, *feeds: Feed) -> str:
    answer = client.post(
        FEEDS,
        {"action": action, "_selected_action": [feed.pk for feed in feeds]},
        follow=True,
        headers={"accept-language": "en"},
    )
    return "\n".join(str(message) for message in answer.context["messages"])


def change(client: Client, feed: Feed, **values: Any) -> Any:
    form = {
        "url": feed.url,
        "kind": feed.kind,
        "link_selector": feed.link_selector,
        "source": feed.source_id,
        "title": feed.title,
        **values,
    }
    return client.post(f"{FEEDS}{feed.pk}/change/", form, headers={"accept-language": "en"})


def add(client: Client, url: str, **values: Any) -> Any:
    source = values.pop("source", None) or make_source()
    form = {"url": url, "kind": "feed", "source": source.pk, **values}
    return client.post(f"{FEEDS}add/", form, follow=True, headers={"accept-language": "en"})


def test_the_list_shows_how_each_feed_is(operator: Client) -> None:
    make_feed(
        source=make_source(name="Challenge"),
        last_polled_at=timezone.now() - timedelta(hours=2, minutes=5),
        last_outcome="failed",
        last_detail="status: the server answers 500",
        failures=4,
        next_poll_at=timezone.now() + timedelta(minutes=45, seconds=30),
    )
    page = operator.get(FEEDS, headers={"accept-language": "en"}).content.decode().replace("\xa0", " ")
    for words in ("Challenge", "2 hours ago", "failed · <bdi", ">status: the server answers 500<", "in 45 minutes"):
        assert words in page


def test_the_list_tells_how_often_a_feed_is_polled_and_not_the_numbers_behind_it(operator: Client) -> None:
    make_feed(rhythm=[0.125] * 24, interval=timedelta(minutes=25))
    shown = operator.get("/admin/feeds/feed/").content.decode()
    assert "25\xa0minutes" in shown
    assert "0.125" not in shown


def test_a_poll_s_outcomes_have_the_names_that_the_pipeline_gives_them() -> None:
    feed = make_feed()
    failed = Failed(kind=Failure.STATUS)
    answers: list[Outcome] = [Fetched(url=feed.url, body=b""), NotModified(), RateLimited(status=429), Gone(), failed]
    named = {polling._described(feed, answer, FeedDocument(), new_items=0).outcome for answer in answers}
    assert named == set(PollOutcome.values)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("failing=yes", ["Failing"]),
        ("failing=no", ["Fine"]),
        ("failing=never", ["New", "Paused"]),
        ("is_paused__exact=1", ["Paused"]),
        ("last_outcome=not+modified", ["Fine"]),
        ("language=ar", ["New"]),
        ("q=failing.test", ["Failing"]),
    ],
)
def test_the_list_is_narrowed_by_what_operators_look_for(operator: Client, query: str, names: list[str]) -> None:
    now = timezone.now()
    host = make_host("failing.test")
    make_feed(source=make_source(name="Failing"), host=host, failures=3, last_polled_at=now, last_outcome="failed")
    make_feed(source=make_source(name="Fine"), last_polled_at=now, last_outcome="not modified")
    make_feed(source=make_source(name="New", language="ar"))
    make_feed(source=make_source(name="Paused"), is_paused=True)
    page = operator.get(f"{FEEDS}?{query}")
    assert [feed.source.name for feed in page.context["cl"].queryset] == names


def test_a_hundred_feeds_take_no_more_queries_than_one(operator: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(100):
        make_feed()
    with django_assert_max_num_queries(15):
        operator.get(FEEDS)


def test_poll_now_makes_the_chosen_feeds_due(operator: Client) -> None:
    chosen, other = make_feed(next_poll_at=LATER), make_feed(next_poll_at=LATER)
    assert act(operator, "poll_now", chosen) == "1 feed is polled now."
    assert list(Feed.objects.due()) == [chosen]
    assert other.next_poll_at == LATER


def test_poll_now_tells_what_will_not_be_polled_now(operator: Client) -> None:
    paused = make_feed(next_poll_at=LATER, is_paused=True)
    resting = make_feed(next_poll_at=LATER, host=make_host(next_visit_at=LATER))
    assert act(operator, "poll_now", paused, resting).splitlines() == [
        "1 feed is polled now.",
        "1 host asked for a rest and is visited after it.",
        "1 feed is paused: resume it first.",
    ]


def test_a_feed_is_paused_and_resumed(operator: Client) -> None:
    feed = make_feed()
    assert act(operator, "pause", feed) == "1 feed is paused now."
    assert not Feed.objects.due().exists()
    assert act(operator, "resume", feed) == "1 feed is polled again."
    assert Feed.objects.due().exists()


def test_a_new_address_is_tried_and_gets_its_host(operator: Client, outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    page = add(operator, outside.url("/feed"))
    feed = Feed.objects.due().get()
    assert (feed.host.name, feed.title) == (f"127.0.0.1:{outside.port}", "Challenge")
    assert "The feed names 1 headline." in page.content.decode()


def test_an_address_that_answers_a_page_is_refused_with_the_remedy(operator: Client, outside: Outside) -> None:
    outside.answers["/"] = PAGE
    page = add(operator, outside.url("/"))
    errors = page.context["adminform"].form.errors["url"]
    assert "set the selector of the links" in errors[0]
    assert outside.url("/feed/") in errors[0]
    assert Feed.objects.count() == 0


def test_a_site_s_feeds_are_offered_with_their_headlines_before_anything_is_saved(
    operator: Client, outside: Outside
) -> None:
    outside.answers |= {"/": PAGE, "/feed/": FEED}
    html = add(operator, outside.url("/")).content.decode()
    assert "Choose one of what it offers" in html
    assert '<li><bdi dir="auto">Titre</bdi></li>' in html
    assert f"/add/?url={quote(outside.url('/feed/'), safe='')}&amp;kind=feed" in html
    assert Feed.objects.count() == 0


def test_a_headline_of_a_stranger_is_no_markup_in_the_offers(operator: Client, outside: Outside) -> None:
    hostile = FEED.body.replace(b"<title>Titre", b"<title>1 &amp;amp;lt;img src=x onerror=y&amp;amp;gt; Titre")
    outside.answers |= {"/": PAGE, "/feed/": Answer(body=hostile)}
    html = add(operator, outside.url("/")).content.decode()
    assert "onerror=y" in html
    assert "<img src=x" not in html


def test_a_wrong_selector_is_a_form_error(operator: Client, outside: Outside) -> None:
    page = add(operator, outside.url("/"), kind="listing", link_selector="h2 >")
    assert "no CSS selector" in page.context["adminform"].form.errors["link_selector"][0]
    assert outside.requests == []


def test_a_selector_without_a_listing_is_a_form_error(operator: Client, outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    page = add(operator, outside.url("/feed"), link_selector="h2 a")
    assert "set the kind" in page.context["adminform"].form.errors["link_selector"][0]


def test_a_selector_that_finds_nothing_on_its_page_is_a_form_error(operator: Client, outside: Outside) -> None:
    outside.answers["/"] = PAGE
    page = add(operator, outside.url("/"), kind="listing", link_selector="h2 a")
    assert "finds no link" in page.context["adminform"].form.errors["url"][0]


def test_a_changed_selector_reads_the_same_bytes_anew(operator: Client, outside: Outside) -> None:
    outside.answers["/"] = Answer(body=b"<!doctype html><html><body><h2><a href=/x>Titre</a></h2></body></html>")
    feed = make_feed(url=outside.url("/"), kind="listing", link_selector="h1 a", body_digest="x", etag='"1"')
    assert change(operator, feed, link_selector="h2 a").status_code == 302
    feed.refresh_from_db()
    assert (feed.link_selector, feed.body_digest, feed.etag) == ("h2 a", "", "")


def test_an_address_that_does_not_answer_now_is_kept_with_a_warning(operator: Client, outside: Outside) -> None:
    page = add(operator, outside.url("/feed"))
    assert Feed.objects.count() == 1
    assert "the server answers 404" in page.content.decode()


def test_a_name_that_does_not_resolve_is_kept_with_a_warning(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    page = add(operator, "https://no-such-newspaper.invalid/feed")
    assert Feed.objects.get().host.name == "no-such-newspaper.invalid"
    assert "cannot be read now" in page.content.decode()


def test_a_private_address_is_refused_by_the_name_of_the_setting(
    operator: Client, outside: Outside, settings: Any
) -> None:
    settings.FETCH_ALLOW_NETWORKS = []
    page = add(operator, outside.url("/feed"))
    assert "FETCH_ALLOW_NETWORKS" in page.context["adminform"].form.errors["url"][0]
    assert (Feed.objects.count(), outside.requests) == (0, [])


def test_the_same_address_over_https_is_refused(operator: Client, outside: Outside) -> None:
    outside.answers["/feed"] = FEED
    make_feed(url=outside.url("/feed").replace("http:", "https:"))
    page = add(operator, outside.url("/feed"))
    assert page.context["adminform"].form.errors["url"] == ["This address is polled already."]


def test_changing_the_title_asks_nobody_and_keeps_what_the_worker_writes_meanwhile(
    operator: Client, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = make_feed(url=outside.url("/feed"), etag='"1"', failures=2)
    clean_url = FeedForm.clean_url

    def while_a_worker_writes(form: FeedForm) -> str:
        Feed.objects.update(failures=3)
        return clean_url(form)

    monkeypatch.setattr(FeedForm, "clean_url", while_a_worker_writes)
    assert change(operator, feed, title="À la une").status_code == 302
    feed.refresh_from_db()
    assert (feed.title, feed.etag, feed.failures, outside.requests) == ("À la une", '"1"', 3, [])


def test_a_changed_address_is_tried_and_starts_afresh(operator: Client, outside: Outside) -> None:
    outside.answers["/new"] = FEED
    feed = make_feed(etag='"1"', failures=5, next_poll_at=LATER)
    assert change(operator, feed, url=outside.url("/new"), title=feed.title).status_code == 302
    kept = Feed.objects.due().get()
    assert (kept.url, kept.etag, kept.failures) == (outside.url("/new"), "", 0)
    assert kept.host.name == f"127.0.0.1:{outside.port}"


def test_the_last_thirty_polls_stand_beside_the_feed(operator: Client) -> None:
    feed = make_feed()
    Poll.objects.bulk_create(
        Poll(feed=feed, outcome="fetched", detail=f"poll {number}.", at=timezone.now() - timedelta(hours=number))
        for number in range(40)
    )
    page = operator.get(f"{FEEDS}{feed.pk}/change/").content.decode()
    assert [number for number in range(40) if f"poll {number}." in page] == list(range(30))


def test_a_failing_feed_is_explained_with_what_to_do(editor: Client) -> None:
    feed = make_feed(
        failures=3,
        last_outcome="failed",
        last_detail="bot wall: DataDome answers 403 in the site's place",
        last_polled_at=timezone.now(),
    )
    page = editor.get(f"{FEEDS}{feed.pk}/change/", headers={"accept-language": "en"}).content.decode()
    assert "<strong>failing</strong> · The site keeps programs out with a wall against robots." in page
    assert "Ask its publisher to let the portal in" in page


def planned(**values: Any) -> Feed:
    reasons = (
        Reason(rule=Rule.TTL, lasting=timedelta(minutes=40)),
        Reason(rule=Rule.JITTER, lasting=timedelta(minutes=3)),
    )
    return make_feed(**{"next_poll_at": LATER, "next_poll_reasons": as_rows(reasons), **values})


def test_a_feed_s_page_tells_why_it_is_polled_then(editor: Client) -> None:
    page = editor.get(f"{FEEDS}{planned().pk}/change/", headers={"accept-language": "en"}).content.decode()
    assert "<li>The feed asks to be left alone; such a wish counts for up to an hour: 40\xa0minutes.</li>" in page
    assert "<li>Chance adds 3\xa0minutes" in page


@pytest.mark.parametrize("values", [{"is_paused": True}, {"next_poll_at": timezone.now()}, {"next_poll_reasons": []}])
def test_a_time_that_no_schedule_set_has_no_reasons(editor: Client, values: dict[str, Any]) -> None:
    page = editor.get(f"{FEEDS}{planned(**values).pk}/change/", headers={"accept-language": "en"}).content.decode()
    assert "why then" in page.lower()
    assert "<li>The feed asks" not in page


def test_the_entries_of_each_day_are_drawn_and_told(editor: Client) -> None:
    feed = make_feed()
    for days in (0, 3, 3, 31):
        entry = make_entry(feed=feed)
        Entry.objects.filter(pk=entry.pk).update(first_seen_at=timezone.now() - timedelta(days=days))
    counts = history.entries_a_day(feed)
    assert (len(counts), counts[-1], counts[-4], sum(counts)) == (30, 1, 2, 3)
    page = editor.get(f"{FEEDS}{feed.pk}/change/", headers={"accept-language": "en"}).content.decode()
    assert "3 entries in the last 30 days" in page
    assert "<polyline points=" in page
    assert " style=" not in page.partition('<svg class="spark__line"')[2].partition("</svg>")[0]


def test_a_feed_without_entries_says_so(editor: Client) -> None:
    page = editor.get(f"{FEEDS}{make_feed().pk}/change/", headers={"accept-language": "en"}).content.decode()
    assert "No entries in the last 30 days." in page
    assert "No poll yet." in page
    assert "<svg class=" not in page


def test_each_poll_is_told_in_plain_words_with_what_the_world_said(editor: Client) -> None:
    feed = make_feed()
    Poll.objects.create(feed=feed, outcome="failed", detail="timeout: no complete answer within 30 s")
    Poll.objects.create(feed=feed, outcome="fetched", items=30, new_items=4)
    page = editor.get(f"{FEEDS}{feed.pk}/change/", headers={"accept-language": "fr"}).content.decode()
    told = page.partition('<div class="polls">')[2].partition("</table>")[0].replace("&#x27;", "'")
    assert "Le site n’a pas répondu à temps." in told
    assert '<small dir="ltr" lang="en">timeout: no complete answer within 30 s</small>' in told
    assert "<td>30</td><td>4</td>" in told


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("window", "newest_is"), [("fr", "right"), ("ar", "left")], indirect=["window"])
def test_the_newest_day_of_the_chart_is_where_the_writing_ends(
    window: Page, live_server: Any, complaints: list[str], newest_is: str
) -> None:
    feed = make_entry().feed
    log_in(window, live_server, User.objects.create_superuser("operator"))
    window.set_viewport_size({"width": 390, "height": 844})
    window.goto(f"{live_server.url}{FEEDS}{feed.pk}/change/")
    chart, newest = window.locator(".spark svg").bounding_box(), window.locator(".spark circle").bounding_box()
    assert chart
    assert newest
    assert (newest["x"] > chart["x"] + chart["width"] / 2) == (newest_is == "right")
    assert window.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints == []


def test_deleting_a_feed_counts_what_goes_with_it(operator: Client) -> None:
    entry = make_entry()
    page = operator.post(f"{FEEDS}{entry.feed_id}/delete/", {"post": "yes"})
    assert page.status_code == 302
    assert (Feed.objects.count(), Entry.objects.count(), entry.article is not None) == (0, 0, True)


def test_an_editor_sees_the_health_of_feeds(editor: Client) -> None:
    feed = make_feed(last_outcome="failed", last_detail="dns: no such name")
    Poll.objects.create(feed=feed, outcome="failed", detail="dns: no such name")
    assert "dns: no such name" in editor.get(FEEDS).content.decode()
    page = editor.get(f"{FEEDS}{feed.pk}/change/")
    assert page.content.decode().count("dns: no such name") == 2
    assert 'name="_save"' not in page.content.decode()


def test_an_editor_changes_and_polls_nothing(editor: Client, outside: Outside) -> None:
    feed = make_feed(next_poll_at=LATER)
    for action in ("poll_now", "pause"):
        act(editor, action, feed)
    assert change(editor, feed, url=outside.url("/new")).status_code == 403
    assert add(editor, outside.url("/new")).status_code == 403
    assert editor.post(f"{FEEDS}{feed.pk}/delete/", {"post": "yes"}).status_code == 403
    kept = Feed.objects.get()
    assert (kept.url, kept.is_paused, kept.next_poll_at) == (feed.url, False, LATER)
    assert outside.requests == []


def test_an_editor_sees_entries_and_no_hosts(editor: Client) -> None:
    answers = {page: editor.get(f"/admin/feeds/{page}/").status_code for page in ("host", "entry")}
    assert answers == {"host": 403, "entry": 200}


def test_an_operator_sets_the_pause_of_a_host_and_nothing_else(operator: Client) -> None:
    host = make_host("slow.test")
    page = f"/admin/feeds/host/{host.pk}/change/"
    assert operator.post(page, {"pause": "-1"}).status_code == 200
    assert operator.post(page, {"pause": "12.5", "name": "other.test"}).status_code == 302
    assert Host.objects.values_list("name", "pause").get() == ("slow.test", 12.5)
    assert operator.post(page, {"pause": ""}).status_code == 302
    assert Host.objects.get().pause is None
    assert operator.get("/admin/feeds/host/add/").status_code == 403
    assert operator.post(f"/admin/feeds/host/{host.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_operator_sees_what_was_fetched_and_how_much_may_be(operator: Client, settings: Any) -> None:
    settings.FEED_DAY_MEGABYTES, settings.HOST_DAY_MEGABYTES = 20, 300
    host = make_host("large.test")
    Host.objects.update(day=datetime.now(UTC).date(), day_bytes=3_210_000)
    feed = make_feed(host=host)
    for hours in (1, 2, 30):
        Poll.objects.create(feed=feed, outcome="fetched", at=timezone.now() - timedelta(hours=hours), bytes=1_024_000)
    page = operator.get(f"/admin/feeds/host/{host.pk}/change/").content.decode()
    assert "3.2 of 300 MB" in page
    page = operator.get(f"/admin/feeds/feed/{feed.pk}/change/").content.decode().replace("\xa0", " ")
    assert "2.0 of 20 MB" in page
    assert page.count("<td>1000.0 KB</td>") == 3


def test_an_operator_sets_how_many_requests_a_host_takes_at_once(operator: Client) -> None:
    host = make_host("busy.test")
    page = f"/admin/feeds/host/{host.pk}/change/"
    for given in ("0", "21"):
        assert operator.post(page, {"requests_at_once": given}).status_code == 200
    assert operator.post(page, {"requests_at_once": "5", "silences": "9"}).status_code == 302
    assert Host.objects.values_list("requests_at_once", "silences").get() == (5, None)


def test_entries_are_looked_up_and_stay_as_they_are(operator: Client, django_assert_max_num_queries: Any) -> None:
    entries = [make_entry(detail=f"reason {number}") for number in range(20)]
    with django_assert_max_num_queries(12):
        page = operator.get("/admin/feeds/entry/?state__exact=page+due")
    assert "reason 7" in page.content.decode()
    one = f"/admin/feeds/entry/{entries[0].pk}/"
    shown = operator.get(f"{one}change/").content.decode()
    assert f'<a href="{entries[0].link}" rel="noopener noreferrer">' in shown
    assert "reason 0" in shown
    assert operator.post(f"{one}change/", {"state": "done"}).status_code == 403
    assert operator.post(f"{one}delete/", {"post": "yes"}).status_code == 403


def test_a_source_without_articles_can_be_deleted_with_its_entries(operator: Client) -> None:
    feed = make_feed()
    Entry.objects.create(feed=feed, identity="1" * 32, link="https://a.test/1", host=feed.host)
    answer = operator.post(f"/admin/articles/source/{feed.source_id}/delete/", {"post": "yes"})
    assert (answer.status_code, Entry.objects.count()) == (302, 0)
