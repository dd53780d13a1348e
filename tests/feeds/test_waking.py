"""Workers are told at once of what became due, as far as anybody can be told."""

import json
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feeds import subscribing, waking
from feeds.adding import FeedDraft, SourceDraft, add_feeds
from feeds.models import Feed
from tests import processes
from tests.factories import make_feed, make_subscription
from tests.feeds.street import rss
from tests.outside import Outside

pytestmark = [pytest.mark.workers, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with processes.redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(autouse=True)
def bell(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Calling it, a while passes: this process may send word again."""

    def rest() -> None:
        monkeypatch.setattr(waking._Bell, "silent_until", 0.0)

    rest()
    return rest


@pytest.fixture
def broker(server: str, settings: Any) -> Iterator["redis.Redis"]:
    settings.BROKER_URL = server
    with closing(redis.Redis.from_url(server)) as client:
        client.flushall()
        yield client


def words(broker: "redis.Redis") -> list[str]:
    """The tasks that wait for a worker who fetches."""
    messages: Any = broker.lrange("fetch", 0, -1)
    return [json.loads(message)["headers"]["task"] for message in messages]


def test_workers_are_told_once_it_is_committed(broker: "redis.Redis") -> None:
    with transaction.atomic():
        waking.wake_on_commit()
        assert words(broker) == []
    assert words(broker) == ["feeds.wake"]


def test_nobody_is_told_of_what_was_rolled_back(broker: "redis.Redis") -> None:
    with transaction.atomic():
        waking.wake_on_commit()
        transaction.set_rollback(True)
    assert words(broker) == []


def test_many_at_one_time_are_one_word(broker: "redis.Redis", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "EVERY", 60.0)
    for _ in range(5):
        waking.wake_on_commit()
    assert words(broker) == ["feeds.wake"]


def test_a_queue_in_memory_is_told_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.BROKER_URL = "memory://"
    monkeypatch.setattr(waking, "_sender", lambda _: pytest.fail("no worker would hear of it"))
    waking.wake_on_commit()


def test_a_broker_that_is_gone_is_left_alone_for_a_while_and_fails_nothing(
    tmp_path: Path, settings: Any, bell: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    with processes.redis(tmp_path) as url:
        settings.BROKER_URL = url
        waking.wake_on_commit()
    for _ in range(2):
        bell()
        waking.wake_on_commit()
        waking.wake_on_commit()
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


def test_a_broker_that_hangs_fails_nothing_and_is_told_again_when_it_is_back(
    tmp_path: Path, settings: Any, bell: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    port = processes.free_port()
    settings.BROKER_URL = url = f"redis://127.0.0.1:{port}/0"
    command = ("redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path))
    with (
        processes.process(*command, log=tmp_path / "redis.log") as server,
        closing(redis.Redis.from_url(url)) as client,
    ):
        processes.eventually(lambda: processes._accepts(port), within=30, what="Redis accepts connections")
        server.send_signal(signal.SIGSTOP)
        waking.wake_on_commit()
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        server.send_signal(signal.SIGCONT)
        client.flushall()
        bell()
        waking.wake_on_commit()
        assert words(client)[-1:] == ["feeds.wake"]


def test_whoever_adds_a_feed_tells_the_workers(broker: "redis.Redis") -> None:
    add_feeds([FeedDraft(url="https://journal.example/feed", source=SourceDraft(name="Journal"))])
    assert words(broker) == ["feeds.wake"]


def test_a_push_tells_them_unless_its_feed_rests(broker: "redis.Redis", bell: Callable[[], None]) -> None:
    later = timezone.now() + timedelta(hours=1)
    failing = make_subscription(feed=make_feed(next_poll_at=later, failures=2))
    just_polled = make_subscription(feed=make_feed(next_poll_at=later, last_polled_at=timezone.now()))
    for subscription in (failing, just_polled):
        subscribing.wake(subscription)
    assert words(broker) == []
    subscribing.wake(make_subscription(feed=make_feed(next_poll_at=later)))
    assert words(broker) == ["feeds.wake"]


@pytest.mark.parametrize("action", ["poll_now", "resume"])
def test_an_editor_who_wants_a_feed_polled_tells_them(broker: "redis.Redis", admin_client: Client, action: str) -> None:
    feed = make_feed(is_paused=action == "resume")
    admin_client.post(reverse("admin:feeds_feed_changelist"), {"action": action, "_selected_action": [feed.pk]})
    assert words(broker) == ["feeds.wake"]


def test_a_worker_polls_what_was_added_although_no_beat_looks(
    broker: "redis.Redis", server: str, outside: Outside, tmp_path: Path
) -> None:
    url = outside.url("/feed.xml", address="127.0.6.1")
    outside.answers["/feed.xml"] = rss(outside)
    fetcher = ("worker", "-Q", "fetch", "-P", "threads", "-c", "2", "-n", "fetcher@%h")
    env = processes.worker_environment(server)
    with processes.celery(*fetcher, log=tmp_path / "fetcher.log", env=env):
        processes.eventually(lambda: waits(broker), within=120, what="the worker waits for messages")
        add_feeds([FeedDraft(url=url, source=SourceDraft(name="Journal"))], from_people=False)
        processes.eventually(
            lambda: Feed.objects.filter(url=url, last_outcome="fetched").exists(), within=60, what="the feed is polled"
        )


def waits(broker: "redis.Redis") -> bool:
    info: Any = broker.info("clients")
    return bool(info["blocked_clients"])
