"""One message to one person."""

from typing import Any

from django.core import mail

from newsportal import mailing


def test_a_message_says_that_a_program_wrote_it_and_whose_it_is(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.EMAIL_SUBJECT_PREFIX, settings.SERVER_EMAIL = "Kiosk: ", "desk@news.example"
    mail.outbox = []
    assert mailing.mail("amina@news.example", "A word", "First.", "Second.")
    [message] = mail.outbox
    assert (message.subject, message.body) == ("Kiosk: A word", "First.\n\nSecond.\n")
    assert (message.from_email, message.to) == ("desk@news.example", ["amina@news.example"])
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
