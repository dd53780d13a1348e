"""The tasks: three-line shells around the pipeline. Arguments are ids; any of them may run twice or never."""

from collections.abc import Iterator, Sequence
from itertools import batched
from uuid import UUID

from celery import shared_task

from feeds import leasing, pipeline, pruning, storing, subscribing
from feeds.models import LEASE, Entry

EXPIRES = LEASE.total_seconds()  # what waited longer is handed out again
BATCH = 8  # pages or images in one task: a task costs as much as an article


@shared_task(name="feeds.wake")
def wake() -> None:
    """Every second: hand out what is due in the database, and what a lost message left behind."""
    for host_id, token in leasing.claim_hosts():
        visit.delay(host_id, str(token))
    for batch in _batches(leasing.sweep_pages()):
        extract.delay(batch)
    for batch in _batches(leasing.sweep_images()):
        read_images.delay(batch)


@shared_task(name="feeds.visit", expires=EXPIRES)
def visit(host_id: int, token: str) -> None:
    wakes = leasing.extractors_keep_up()
    for work in pipeline.visit(host_id, UUID(token)):
        if wakes:
            (extract if isinstance(work, Entry) else read_images).delay([work.pk])


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
    subscribing.end_strays()


def _batches(ids: Sequence[int]) -> Iterator[list[int]]:
    return (list(batch) for batch in batched(ids, BATCH))
