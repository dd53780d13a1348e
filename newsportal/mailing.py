"""Mailing: one message of ours to one person."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email


def mail(address: str, subject: str, *paragraphs: str) -> bool:
    """Send one message, which is on its way when this returns: True; False when no message can be written to the
    address, or its server refuses it for good. OSError when our mail server takes none at the moment."""
    message = EmailMessage(
        subject=" ".join(f"{settings.EMAIL_SUBJECT_PREFIX}{subject}".split()),
        body="\n\n".join(paragraphs) + "\n",
        from_email=settings.SERVER_EMAIL,
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        validate_email(address)  # or Python's reader of addresses may fail in any way
        message.send()
    except (ValidationError, ValueError):  # it must not keep all those from being told that come after it
        return False
    except OSError as problem:
        if not hasattr(problem, "recipients"):  # as smtplib's SMTPRecipientsRefused has
            raise
        return False
    return True
