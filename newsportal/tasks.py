"""The tasks that are not the feeds': what editors are told, what is forgotten in time, which articles are related."""

from celery import shared_task
from django.utils import timezone

from articles import claiming, keyring, moderating, relating, taking_down
from feeds import pruning
from newsportal import logins, notifying, replying


@shared_task(name="newsportal.notify", expires=60)
def notify() -> None:
    pruning.rest_withdrawn()
    notifying.notify()
    replying.reply()


@shared_task(name="newsportal.forget", expires=3_600)
def forget() -> None:
    keyring.destroy_old()
    moderating.forget_reporters()
    taking_down.forget_requesters()
    logins.forget_old_guesses()
    claiming.forget_ended()


@shared_task(name="newsportal.relate", expires=30)
def relate() -> None:
    relating.relate_due(now=timezone.now())
