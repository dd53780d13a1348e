"""Real workers, a real Redis, a beat: the street as operators run it on several machines."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article
from feeds.models import Entry, EntryState, Host, ImageDownload
from feeds.storing import hosts_of
from tests.factories import make_feed
from tests.outside import Answer, Outside, Request
from tests.processes import celery, eventually, kill, redis, worker_environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.workers]

HOSTS, ARTICLES = 6, 8  # articles of each host
PARAGRAPH = "La coopérative a livré sa première récolte aux écoles de la vallée, et les enfants en redemandent déjà. "


def set_up_world(outside: Outside) -> set[str]:
    """HOSTS hosts with a feed of ARTICLES articles each, every answer a little slow; the addresses of all articles."""
    links = set()
    for number in range(HOSTS):
        address = f"127.0.1.{number + 1}"
        paths = [f"/{number}/{article}" for article in range(ARTICLES)]
        items = "".join(
            f"<item><title>Titre {path}</title><link>{outside.url(path, address=address)}</link></item>"
            for path in paths
        )
        feed_path = f"/{number}/feed.xml"
        outside.answers[feed_path] = Answer(body=f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
        outside.answers |= dict.fromkeys(paths, slow_page)
        url = outside.url(feed_path, address=address)
        make_feed(url=url, host=hosts_of([url])[f"{address}:{outside.port}"])
        links |= {outside.url(path, address=address) for path in paths}
    Host.objects.update(pause=0.0)
    return links


def slow_page(request: Request) -> Answer:
    time.sleep(0.15)
    body = f"<html lang=fr><body><article><h1>Titre {request.path}</h1><p>{PARAGRAPH * 6}</p></article></body></html>"
    return Answer(body=body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@pytest.fixture
def queues(tmp_path: Path, media: Path) -> Iterator[dict[str, str]]:
    """Redis, a beat and an extractor; the environment of further workers."""
    with ExitStack() as stack:
        env = worker_environment(stack.enter_context(redis(tmp_path)))
        schedule = str(tmp_path / "beat")
        stack.enter_context(celery("beat", "--schedule", schedule, log=tmp_path / "beat.log", env=env))
        extractor = ("worker", "-Q", "extract", "-P", "prefork", "-c", "1", "-n", "extractor@%h")
        stack.enter_context(celery(*extractor, log=tmp_path / "extractor.log", env=env))
        yield env


def fetcher(tmp_path: Path, env: dict[str, str]) -> Any:
    arguments = ("worker", "-Q", "fetch", "-P", "threads", "-c", "4", "-n", "fetcher@%h")
    return celery(*arguments, log=tmp_path / "fetcher.log", env=env)


def run_out_of_leases() -> None:
    """As if LEASE had passed since the worker died."""
    past = timezone.now()
    Host.objects.filter(leased_until__gt=past).update(leased_until=past)
    for model in (Entry, ImageDownload):
        model._default_manager.filter(leased_until__gt=past).update(leased_until=past)
    Entry.objects.filter(next_attempt_at__gt=past).update(next_attempt_at=past)


def texts() -> int:
    return Article.objects.exclude(body_text="").count()


def test_workers_turn_feeds_into_articles_with_their_texts(
    outside: Outside, queues: dict[str, str], tmp_path: Path
) -> None:
    links = set_up_world(outside)
    with fetcher(tmp_path, queues):
        eventually(lambda: texts() == len(links), within=60, what="every text")
    assert set(Article.objects.values_list("canonical_url", flat=True)) == links


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(
    outside: Outside, queues: dict[str, str], tmp_path: Path
) -> None:
    links = set_up_world(outside)
    with fetcher(tmp_path, queues) as worker:
        eventually(lambda: len(outside.requests) > len(links) // 2, within=60, what="half of the requests")
        kill(worker)
    fetched_before = Counter(request.path for request in outside.requests)
    assert len(fetched_before) < len(links) + 2 * HOSTS, "the worker was through before it was killed"
    run_out_of_leases()
    with fetcher(tmp_path, queues):
        eventually(lambda: texts() == len(links), within=60, what="every text after the restart")
    published = Counter(Article.objects.values_list("canonical_url", flat=True))
    assert published == Counter(links)
    assert Entry.objects.filter(state=EntryState.DONE).count() == len(links)


def test_an_extractor_killed_over_a_page_leaves_it_to_the_next(outside: Outside, media: Path, tmp_path: Path) -> None:
    links = set_up_world(outside)
    with ExitStack() as stack:
        env = worker_environment(stack.enter_context(redis(tmp_path)))
        schedule = str(tmp_path / "beat")
        stack.enter_context(celery("beat", "--schedule", schedule, log=tmp_path / "beat.log", env=env))
        stack.enter_context(fetcher(tmp_path, env))
        arguments = ("worker", "-Q", "extract", "-P", "prefork", "-c", "2", "-n", "extractor@%h")
        with celery(*arguments, log=tmp_path / "extractor.log", env=env) as extractor:
            eventually(lambda: texts() > 0, within=60, what="a first text")
            kill(extractor)
        run_out_of_leases()
        with celery(*arguments, log=tmp_path / "extractor.log", env=env):
            eventually(lambda: texts() == len(links), within=110, what="every text after the restart")
    assert Article.objects.count() == len(links)
