"""How pages and images reach those who read them."""

from typing import Any

import pytest

from feeds import pipeline, sweeping, tasks
from feeds.models import Entry, ImageDownload

Sent = list[tuple[str, list[int]]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Messages in the order they were sent."""
    messages: Sent = []
    for task in (tasks.extract, tasks.read_images):
        monkeypatch.setattr(task, "delay", lambda ids, name=task.name: messages.append((name, ids)))
    monkeypatch.setattr(sweeping, "extractors_keep_up", lambda: True)
    return messages


def visiting(monkeypatch: pytest.MonkeyPatch, *fetched: Any) -> None:
    monkeypatch.setattr(pipeline, "visit_each", lambda hosts, token: iter(fetched))
    tasks.visit([1], "00000000-0000-4000-8000-000000000000")


def test_pages_and_images_of_one_visit_share_messages(monkeypatch: pytest.MonkeyPatch, sent: Sent) -> None:
    visiting(monkeypatch, Entry(pk=1), ImageDownload(image_id=7), Entry(pk=2))
    assert sent == [("feeds.extract", [1, 2]), ("feeds.read_images", [7])]


def test_a_full_batch_does_not_wait_for_the_end_of_the_visit(monkeypatch: pytest.MonkeyPatch, sent: Sent) -> None:
    numbers = range(tasks.BATCH + 1)
    visiting(monkeypatch, *(Entry(pk=number) for number in numbers))
    assert sent == [("feeds.extract", [*numbers][: tasks.BATCH]), ("feeds.extract", [tasks.BATCH])]


def test_after_a_knock_workers_look_at_once_for_what_is_left_there(monkeypatch: pytest.MonkeyPatch, sent: Sent) -> None:
    looks: list[dict[str, float]] = []
    monkeypatch.setattr(pipeline, "knock_at_each", lambda hosts, token: iter((Entry(pk=1),)))
    monkeypatch.setattr(tasks.wake, "apply_async", lambda **options: looks.append(options))
    tasks.knock([1], "00000000-0000-4000-8000-000000000000")
    assert (sent, ["countdown" in look for look in looks]) == ([("feeds.extract", [1])], [False])


def test_a_page_that_waited_long_enough_goes_alone(monkeypatch: pytest.MonkeyPatch, sent: Sent) -> None:
    monkeypatch.setattr(tasks, "GATHERED", 0.0)
    visiting(monkeypatch, Entry(pk=1), Entry(pk=2))
    assert sent == [("feeds.extract", [1]), ("feeds.extract", [2])]
