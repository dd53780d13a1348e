"""The tasks: three-line shells around the pipeline. Arguments are ids; any of them may run twice or never."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import batched
from uuid import UUID

from celery import shared_task

from feeds import leasing, ordering, pipeline, pruning, storing, subscribing, sweeping
from feeds.models import LEASE, Entry, ImageDownload

EXPIRES = LEASE.total_seconds()  # what waited longer is handed out again
BATCH = 16  # pages or images in one task: a task, and each statement of its, costs as much as an article
GATHERED = 3.0  # seconds that a page waits for others to fill its batch: a text may come a little later than a headline


@shared_task(name="feeds.wake")
def wake() -> None:
    """Every second: hand out what is due in the database, and what a lost message left behind."""
    for hosts, token, is_knock in leasing.claim_batches():
        (knock if is_knock else visit).delay(hosts, str(token))
    _send(sweeping.sweep_pages(), sweeping.sweep_images())


@shared_task(name="feeds.visit", expires=EXPIRES)
def visit(hosts: list[int], token: str) -> None:
    _send_on(pipeline.visit_each(hosts, UUID(token)))


@shared_task(name="feeds.knock", expires=EXPIRES)
def knock(hosts: list[int], token: str) -> None:
    _send_on(pipeline.knock_at_each(hosts, UUID(token)))
    wake.apply_async(expires=3)  # the rest of what is due there is handed out now, and asked for after the pause


@shared_task(name="feeds.extract", expires=EXPIRES)
def extract(entry_ids: list[int]) -> None:
    pipeline.extract(entry_ids)


@shared_task(name="feeds.read_images", expires=EXPIRES)
def read_images(image_ids: list[int]) -> None:
    pipeline.read_images(image_ids)


@shared_task(name="feeds.prune")
def prune() -> None:
    pruning.prune()
    pruning.recall_strays()
    storing.give_up_exhausted()
    ordering.order_permitted()
    subscribing.end_strays()


def _send_on(fetched: Iterable[Entry | ImageDownload]) -> None:
    for pages, images in _gathered(fetched):
        if sweeping.extractors_keep_up():
            _send(pages, images)
        else:
            sweeping.leave_to_sweeps(pages, images)


def _send(pages: Sequence[int], images: Sequence[int]) -> None:
    for batch in batched(pages, BATCH):
        extract.delay(list(batch))
    for batch in batched(images, BATCH):
        read_images.delay(list(batch))


def _gathered(fetched: Iterable[Entry | ImageDownload]) -> Iterator[tuple[list[int], list[int]]]:
    """Pages and images in the order they come, as soon as they fill a batch or the first waited GATHERED seconds."""
    pages: list[int] = []
    images: list[int] = []
    began = time.monotonic()
    for work in fetched:
        began = began if pages or images else time.monotonic()
        (pages if isinstance(work, Entry) else images).append(work.pk)
        if max(len(pages), len(images)) >= BATCH or time.monotonic() - began >= GATHERED:
            yield pages, images
            pages, images = [], []
    if pages or images:
        yield pages, images
