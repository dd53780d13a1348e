"""The Celery application: two queues, and a beat that looks into the database every second.

Messages are alarm clocks, never the truth (docs/decisions/0002): none is worth keeping, so tasks expire, results are
not stored, and Redis needs no persistence."""

import gc
import os
import resource
import sys
from typing import Any, Final

from celery import Celery, bootsteps
from celery.beat import PersistentScheduler
from celery.signals import task_postrun, worker_init
from django.conf import settings
from django.db import connections

from feeds.knowledge import text_language
from feeds.pages import body
from newsportal import health

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
# For libpq: a worker that waits longer would lose its lease meanwhile. Commands, migrations above all, have no limit.
# No worker waits for the disk either: what a power cut takes back, the last half second as a whole, is simply due again
# (docs/decisions/0020).
os.environ.setdefault(
    "PGOPTIONS", "-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s -c synchronous_commit=off"
)

FETCH: Final = "fetch"  # waits for the network: threads
EXTRACT: Final = "extract"  # needs a processor: one process a core
SIGN_OF_LIFE: Final = 10.0  # seconds between two
OPEN_FILES: Final = 4_096  # of one process: a thousand unknown hosts that are asked at once are as many connections

app = Celery("newsportal", broker=settings.BROKER_URL)
app.conf.update(
    task_default_queue=FETCH,
    task_routes={
        "feeds.extract": EXTRACT,
        "feeds.read_images": EXTRACT,
        "feeds.prune": EXTRACT,
        "newsportal.forget": EXTRACT,
        "newsportal.expire": EXTRACT,
        "newsportal.sort_again": EXTRACT,
        "newsportal.relate": EXTRACT,
        "newsportal.wash_again": EXTRACT,
    },
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_store_errors_even_if_ignored=False,
    task_soft_time_limit=45,  # a page that takes so long to extract will not end (only prefork can enforce it)
    task_time_limit=60,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=500,
    worker_max_memory_per_child=400_000,  # kB, at its peak and with what it shares with the process it comes from
    worker_enable_remote_control=False,  # nobody may command workers over the broker
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # longer than the longest task: a message that comes twice is fenced off by its lease, but costs a look
    broker_transport_options={"visibility_timeout": 120, "socket_timeout": 10, "health_check_interval": 10}
    if settings.BROKER_URL.startswith("redis")
    else {},
    beat_schedule={
        "wake": {"task": "feeds.wake", "schedule": 1.0, "options": {"expires": 3}},
        "prune": {"task": "feeds.prune", "schedule": 3_600.0, "options": {"expires": 3_600}},
        "notify": {"task": "newsportal.notify", "schedule": 60.0, "options": {"expires": 60}},
        "sort_again": {"task": "newsportal.sort_again", "schedule": 10.0, "options": {"expires": 10}},
        "relate": {"task": "newsportal.relate", "schedule": 30.0, "options": {"expires": 30}},
        "wash_again": {"task": "newsportal.wash_again", "schedule": 10.0, "options": {"expires": 10}},
        "announce": {"task": "newsportal.announce", "schedule": 60.0, "options": {"expires": 60}},
        "expire": {"task": "newsportal.expire", "schedule": 600.0, "options": {"expires": 600}},
        "forget": {"task": "newsportal.forget", "schedule": 3_600.0, "options": {"expires": 3_600}},
    },
    beat_scheduler="newsportal.celery:Scheduler",
    # Between two tasks Celery would close a forked process' whole pool, so that each task had to connect anew.
    CELERY_DB_REUSE_MAX=sys.maxsize,
)
app.autodiscover_tasks(["feeds", "newsportal"])
app.set_default()


@worker_init.connect
def _allow_open_files(**_: object) -> None:
    """Most systems begin with 1,024, and allow many more to whoever asks."""
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


@worker_init.connect
def _load_first(**_: object) -> None:
    """The language model and what reads pages, before the first message: no headline waits for them. The extractor's
    processes share them, instead of 2 s and 150 MB for each of them."""
    text_language.load()
    body.load()
    gc.freeze()  # what is there stays: to look through it takes time, and would copy the pages that forks share


@task_postrun.connect
def _give_back_connections(**_: object) -> None:
    """To the pool, which tries each before it is used again."""
    connections.close_all()


class Scheduler(PersistentScheduler):
    """Celery's own, with a sign of life for the container's health check."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        health.show_life("beat")
        return float(super().tick(*args, **kwargs))


class _SignOfLife(bootsteps.StartStopStep):
    """While the worker's loop turns, its sign of life stays young."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        self._timer: Any = None

    def start(self, worker: Any) -> None:
        health.show_life("worker")
        self._timer = worker.timer.call_repeatedly(SIGN_OF_LIFE, health.show_life, ("worker",), priority=10)

    def stop(self, worker: Any) -> None:
        if self._timer:
            self._timer.cancel()


app.steps["worker"].add(_SignOfLife)
