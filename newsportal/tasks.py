"""The tasks that need both sides of the house: what editors are told, and what is forgotten in time."""

from celery import shared_task

from articles import keyring, moderating
from newsportal import logins, notifying


@shared_task(name="newsportal.notify", expires=60)
def notify() -> None:
    notifying.notify()


@shared_task(name="newsportal.forget", expires=3_600)
def forget() -> None:
    keyring.destroy_old()
    moderating.forget_reporters()
    logins.forget_old_guesses()
