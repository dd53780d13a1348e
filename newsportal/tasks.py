"""The tasks that are not the feeds': what editors and hubs are told, what is forgotten in time or kept no longer, what
is sorted again or washed again, which articles are related."""

import time
from typing import Final

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from articles import expiring, relating, rewashing, sorting
from articles.moderation import claiming, keyring, moderating
from articles.takedowns import taking_down
from feeds import pruning
from newsportal import announcing, logins, notifying, replying, warning

EXPIRING_SECONDS: Final = 20.0  # of one task; well within the limit of a task
SORTING_SECONDS: Final = 5.0  # of one task
WASHING_SECONDS: Final = 5.0


@shared_task(name="newsportal.notify", expires=60)
def notify() -> None:
    pruning.rest_withdrawn()
    notifying.notify()
    replying.reply()
    warning.warn()


@shared_task(name="newsportal.announce", expires=60)
def announce() -> None:
    announcing.announce()


@shared_task(name="newsportal.forget", expires=3_600)
def forget() -> None:
    keyring.destroy_old()
    moderating.forget_reporters()
    taking_down.forget_requesters()
    logins.forget_old_guesses()
    logins.forget_ended_sessions()
    claiming.forget_ended()


@shared_task(name="newsportal.expire", expires=600)
def expire() -> None:
    if settings.ARTICLES_KEPT_DAYS:
        expiring.expire_due(now=timezone.now(), seconds=EXPIRING_SECONDS)


@shared_task(name="newsportal.sort_again", expires=10)
def sort_again() -> None:
    end = time.monotonic() + SORTING_SECONDS
    while sorting.sort_again() and time.monotonic() < end:
        pass


@shared_task(name="newsportal.wash_again", expires=10)
def wash_again() -> None:
    end = time.monotonic() + WASHING_SECONDS
    while rewashing.wash_again() and time.monotonic() < end:
        pass


@shared_task(name="newsportal.relate", expires=30)
def relate() -> None:
    relating.relate_due(now=timezone.now())
