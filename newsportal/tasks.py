"""The tasks that need both sides of the house: what editors are told, and what is forgotten in time."""

from celery import shared_task

from articles import claiming, keyring, moderating, taking_down
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
