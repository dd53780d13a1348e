"""The street under torture: killed workers, a forgetful Redis, a restarted Postgres, two beats, a full disk. After
each, every published entry is stored exactly once, with its text."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.utils import timezone
from PIL import Image as Picture
from redis import Redis

from articles.models import Article, Image, ImageStatus
from feeds import leasing, pipeline, pruning, visiting
from feeds.models import Entry, EntryState, Feed, Host, ImageDownload, ImageDownloadState, Poll
from feeds.storing import hosts_of
from newsportal import embedded
from tests.factories import make_feed
from tests.feeds.street import claim_hosts, make_outside_feed, poll_once, run_street
from tests.outside import Answer, Outside, Request
from tests.processes import PROJECT, celery, eventually, kill, process, redis, worker_environment

pytestmark = [pytest.mark.workers, pytest.mark.timeout(280)]  # a slow machine starts few workers a minute

HOSTS = 10  # at least
MOST = 20  # articles of a host, so that a busy machine reads a feed in less time than workers are left alive
PARAGRAPH = "La coopérative a livré sa première récolte aux écoles de la vallée, et les enfants en redemandent déjà. "
FETCHER = ("worker", "-Q", "fetch", "-P", "threads", "-c", "4", "-n", "fetcher@%h")
EXTRACTOR = ("worker", "-Q", "extract", "-P", "prefork", "-c", "1", "-n", "extractor@%h")


class World:
    """Hosts with a feed each, and the articles that they publish."""

    def __init__(self, outside: Outside, articles: int, *, image: str = "", page_seconds: float = 0.05) -> None:
        self.outside = outside
        self.page_seconds = page_seconds
        self.image = image
        self.feeds: list[str] = []
        self.links: set[str] = set()
        hosts = max(HOSTS, articles // MOST)
        for number in range(hosts):
            self._open(number, articles // hosts)

    def _open(self, number: int, articles: int) -> None:
        address = f"127.0.2.{number + 1}"
        paths = [f"/{number}/{article}" for article in range(articles)]
        links = {path: self.outside.url(path, address=address) for path in paths}
        items = "".join(f"<item><title>Titre {path}</title><link>{link}</link></item>" for path, link in links.items())
        body = f"<rss version='2.0'><channel><title>Journal {number}</title>{items}</channel></rss>".encode()
        self.outside.answers[f"/{number}/feed.xml"] = Answer(body=body)
        self.outside.answers |= dict.fromkeys(paths, self._page)
        self.feeds.append(self.outside.url(f"/{number}/feed.xml", address=address))
        self.links |= set(links.values())

    def _page(self, request: Request) -> Answer:
        time.sleep(self.page_seconds)
        picture = f'<meta property="og:image" content="{self.outside.url(self.image)}">' if self.image else ""
        title = f"Titre {request.path}"
        text = f"<article><h1>{title}</h1><p>{PARAGRAPH * 6}</p></article>"
        body = f"<html lang=fr><head><title>{title}</title>{picture}</head><body>{text}</body></html>"
        return Answer(body=body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    def subscribe(self) -> None:
        for url in self.feeds:
            [host] = hosts_of([url]).values()
            make_feed(url=url, host=host)
        Host.objects.update(pause=0.0)


@contextmanager
def workers(tmp_path: Path, env: dict[str, str], *, beats: int = 1) -> Iterator[None]:
    """A fetcher, an extractor and so many beats, each with a log of its own."""
    with ExitStack() as stack:
        for number in range(beats):
            schedule = str(tmp_path / f"beat-{number}")
            log = tmp_path / f"beat-{number}.log"
            stack.enter_context(celery("beat", "--schedule", schedule, log=log, env=env))
        stack.enter_context(hands(tmp_path, env))
        yield


@contextmanager
def hands(tmp_path: Path, env: dict[str, str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """A fetcher and an extractor."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(celery(*each, log=tmp_path / f"{each[2]}.log", env=env))
            for each in (FETCHER, EXTRACTOR)
        ]


def run_out_of_leases() -> None:
    """As if LEASE had passed since the workers died."""
    now = timezone.now()
    Host.objects.filter(leased_until__gt=now).update(leased_until=now)
    for model in (Entry, ImageDownload):
        model._default_manager.filter(leased_until__gt=now).update(leased_until=now)
        model._default_manager.filter(next_attempt_at__gt=now).update(next_attempt_at=now)
    Feed.objects.filter(last_polled_at=None).update(next_poll_at=now)


def texts() -> int:
    return Article.objects.exclude(body_text="").count()


def assert_each_is_stored_once(links: set[str]) -> None:
    assert Counter(Article.objects.values_list("canonical_url", flat=True)) == Counter(links)
    assert Article.objects.filter(body_text="").count() == 0
    assert Counter(Entry.objects.values_list("link", flat=True)) == Counter(links)
    assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.DONE}


@pytest.mark.django_db(transaction=True)
def test_workers_killed_every_three_seconds_lose_nothing_and_double_nothing(
    outside: Outside, media: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Four rounds of kills; with `--torture 2000`, as many as it takes to bring nine tenths of 2,000 articles in."""
    at_length = pytestconfig.getoption("--torture")
    world = World(outside, at_length or 200, page_seconds=0.5)  # none is through within the four rounds
    world.subscribe()
    rounds, within = 0, 600 if at_length else 120
    with redis(tmp_path) as broker, ExitStack() as stack:
        env = worker_environment(broker)
        stack.enter_context(celery("beat", "--schedule", str(tmp_path / "beat"), log=tmp_path / "beat.log", env=env))
        while rounds < 4 or (at_length and rounds < 200 and texts() < 0.9 * at_length):
            before = progress()
            with hands(tmp_path, env) as started:
                eventually(_has_grown(before), within=60, what="something is stored")
                time.sleep(3)
                for each in started:
                    kill(each)
            run_out_of_leases()
            rounds += 1
        assert texts() < len(world.links), "everything was there before the last workers were killed"
        with hands(tmp_path, env):
            eventually(lambda: texts() == len(world.links), within=within, what="every text after the last kill")
    assert_each_is_stored_once(world.links)


def progress() -> int:
    return Article.objects.count() + texts()


def _has_grown(before: int) -> Callable[[], bool]:
    return lambda: progress() > before


@pytest.mark.django_db(transaction=True)
def test_a_redis_that_forgets_everything_loses_nothing(
    outside: Outside, media: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    at_length = pytestconfig.getoption("--torture")
    world, within = World(outside, at_length or 200), 600 if at_length else 80
    world.subscribe()
    with redis(tmp_path) as broker, workers(tmp_path, worker_environment(broker)), Redis.from_url(broker) as client:
        for share in (0.1, 0.4, 0.7):
            eventually(_reached(share, world), within=within, what=f"{share:.0%} of the texts")
            client.flushall()
            run_out_of_leases()
        assert texts() < len(world.links), "everything was there before Redis forgot it"
        eventually(lambda: texts() == len(world.links), within=within, what="every text after all was forgotten")
    assert_each_is_stored_once(world.links)


def _reached(share: float, world: World) -> Callable[[], bool]:
    return lambda: texts() >= share * len(world.links)


@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_double_nothing(outside: Outside, media: Path, tmp_path: Path) -> None:
    world = World(outside, 150)
    world.subscribe()
    with redis(tmp_path) as broker, workers(tmp_path, worker_environment(broker), beats=2):
        eventually(lambda: texts() == len(world.links), within=60, what="every text")
    assert_each_is_stored_once(world.links)
    asked = Counter(request.path for request in outside.requests)
    assert {path: count for path, count in asked.items() if count > 1 and path in world.outside.answers} == {}


# -- clocks -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hours", [-87_600, -1, 1, 87_600], ids=lambda hours: f"{hours} h")
def test_a_policy_whose_clock_is_wrong_loses_nothing_and_doubles_nothing(
    outside: Outside, media: Path, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """The policy reckons with a clock that was set back, or ahead, and is right again; leases are the database's."""
    world = World(outside, 60)
    world.subscribe()
    right, right_begin = leasing.now, visiting.Visit.begin_poll
    wrong = timedelta(hours=hours)
    with monkeypatch.context() as patch:
        patch.setattr(leasing, "now", lambda: right() + wrong)
        patch.setattr(visiting.Visit, "begin_poll", lambda visit, feed: right_begin(visit, feed) + wrong)
        patch.setattr(visiting, "VISIT", 0.05)  # short: by a late clock everything is due for ever
        for _ in range(4):
            work = [work for claim in claim_hosts() for work in pipeline.visit(*claim)]
            pipeline.extract([entry.pk for entry in work if isinstance(entry, Entry)])
    assert Article.objects.count() == len(world.links) > texts()
    pruning.recall_strays()
    assert Feed.objects.filter(next_poll_at__gt=right() + timedelta(hours=26)).count() == 0
    Feed.objects.update(next_poll_at=right())
    run_out_of_leases()
    run_street()
    assert_each_is_stored_once(world.links)


# -- a feed without end -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_a_feed_of_fifty_thousand_entries_the_newest_are_stored_once_and_the_others_named(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    outside.answers["/feed.xml"] = Answer(body=long_feed(range(50_000)))
    poll_once(feed)
    stored = set(Article.objects.values_list("canonical_url", flat=True))
    assert stored == {f"https://news.test/{number}" for number in range(48_000, 50_000)}
    assert "of 50,000 items the newest 2,000 are read" in Poll.objects.latest("pk").detail
    outside.answers["/feed.xml"] = Answer(body=long_feed([number * 7_919 % 50_000 for number in range(50_000)]))
    poll_once(feed)
    assert Counter(Entry.objects.values_list("link", flat=True)) == Counter(stored)
    assert Article.objects.count() == len(stored)


def long_feed(numbers: Iterable[int]) -> bytes:
    first = datetime(2026, 1, 1, tzinfo=UTC)
    items = (
        f"<item><title>Titre {number}</title><link>https://news.test/{number}</link>"
        f"<pubDate>{first + timedelta(minutes=number):%Y-%m-%dT%H:%MZ}</pubDate></item>"
        for number in numbers
    )
    return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()


# -- Postgres restarted -----------------------------------------------------------------------------------------------


def test_a_postgres_restarted_in_the_middle_loses_nothing(
    outside: Outside, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    at_length = pytestconfig.getoption("--torture")
    world, within = World(outside, at_length or 200), 600 if at_length else 80
    var_dir = tmp_path / "own"
    embedded.start(var_dir)
    try:
        with redis(tmp_path) as broker:
            env = own_environment(var_dir, broker, world)
            with workers(tmp_path, env):
                eventually(lambda: own_texts(var_dir) >= len(world.links) / 5, within=within, what="a fifth")
                embedded.stop(var_dir)
                time.sleep(2)
                embedded.start(var_dir)
                assert own_texts(var_dir) < len(world.links), "everything was there before the restart"
                let_own_leases_run_out(var_dir)
                eventually(lambda: has_own_texts(var_dir, world), within=within, what="every text", every=1)
        stored = own(var_dir, "SELECT canonical_url FROM articles_article")
        assert Counter(link for (link,) in stored) == Counter(world.links)
        assert own(var_dir, "SELECT DISTINCT state, count(*) FROM feeds_entry GROUP BY 1") == [("done", len(stored))]
    finally:
        embedded.stop(var_dir)


def own_environment(var_dir: Path, broker: str, world: World) -> dict[str, str]:
    """The environment of a portal with a database of its own, which polls this world already."""
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsportal.settings",
        "VAR_DIR": str(var_dir),
        "DATABASE_URL": embedded.conninfo(var_dir),
        "BROKER_URL": broker,
        "HOST_PAUSE_SECONDS": "0",
        "FETCH_ALLOW_NETWORKS": "127.0.0.0/8",
        "DATABASE_CONNECTIONS": "8",
    }
    outlines = "".join(f'<outline type="rss" text="Journal" xmlUrl="{url}"/>' for url in world.feeds)
    listed = f'<opml version="2.0"><body>{outlines}</body></opml>'.encode()
    for command in (["migrate", "--verbosity", "0"], ["import_opml", "-"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, env=env, input=listed, check=True)
    return env


def own(var_dir: Path, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(embedded.conninfo(var_dir), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def own_texts(var_dir: Path) -> int:
    return int(own(var_dir, "SELECT count(*) FROM articles_article WHERE body_text <> ''")[0][0])


def let_own_leases_run_out(var_dir: Path) -> None:
    """As if LEASE had passed since the restart."""
    own(var_dir, "UPDATE feeds_host SET leased_until = now() WHERE leased_until > now()")
    own(var_dir, "UPDATE feeds_entry SET leased_until = now() WHERE leased_until > now()")
    own(var_dir, "UPDATE feeds_entry SET next_attempt_at = now() WHERE next_attempt_at > now()")


def has_own_texts(var_dir: Path, world: World) -> bool:
    """Whether every text is there, as if each rest after an attempt that broke off had passed too: a feed's is counted
    by the next visit to its host, and a page's may have begun after the restart, on a connection from before it."""
    own(var_dir, "UPDATE feeds_feed SET next_poll_at = now() WHERE last_polled_at IS NULL AND next_poll_at > now()")
    own(var_dir, "UPDATE feeds_entry SET next_attempt_at = now() WHERE state = 'page due' AND next_attempt_at > now()")
    return own_texts(var_dir) == len(world.links)


# -- the disk of the pictures is full ---------------------------------------------------------------------------------


def noisy_jpeg() -> bytes:
    """A picture that no format makes small."""
    target = BytesIO()
    Picture.effect_noise((640, 360), 90).convert("RGB").save(target, "JPEG")
    return target.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_of_pictures_costs_no_text_and_no_picture(outside: Outside, media: Path, tmp_path: Path) -> None:
    world = World(outside, 20, image="/noise.jpg")
    outside.answers["/noise.jpg"] = Answer(body=noisy_jpeg(), headers={"Content-Type": "image/jpeg"})
    world.subscribe()
    with redis(tmp_path) as broker:
        # A module compiled by a process that may write no large file would be cut off for all others.
        env = {**worker_environment(broker), "PYTHONDONTWRITEBYTECODE": "1"}
        with ExitStack() as stack:
            schedule = str(tmp_path / "beat")
            stack.enter_context(celery("beat", "--schedule", schedule, log=tmp_path / "beat.log", env=env))
            stack.enter_context(celery(*FETCHER, log=tmp_path / "fetch.log", env=env))
            extractor = " ".join(["exec", sys.executable, "-m", "celery", "-A", "newsportal", *EXTRACTOR])
            # No file of more than 16 kB: what a full disk is like. The log goes round by a pipe.
            full = f"(ulimit -f 32; {extractor}) 2>&1 | cat"
            with process("sh", "-c", full, log=tmp_path / "full.log", env=env):
                eventually(lambda: texts() == len(world.links), within=30, what="every text on a full disk")
                waiting = ImageDownload.objects.filter(state=ImageDownloadState.FETCHED, detail__contains="stored")
                eventually(waiting.exists, within=30, what="a picture that could not be stored waits")
            assert [Image.objects.get().status, waiting.get().attempts] == [ImageStatus.PENDING, 1]
            run_out_of_leases()
            stack.enter_context(celery(*EXTRACTOR, log=tmp_path / "extract.log", env=env))
            shown = Image.objects.filter(status=ImageStatus.SHOWN)
            eventually(shown.exists, within=30, what="the picture, once there is room")
    assert_each_is_stored_once(world.links)
