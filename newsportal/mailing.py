"""Mailing: one message of ours to one person."""

from django.conf import settings
from django.core.mail import EmailMessage


def mail(address: str, subject: str, *paragraphs: str) -> bool:
    """Send one message, which is on its way when this returns: True; False when the server of its receiver refuses the
    address for good. OSError when our mail server takes none at the moment."""
    message = EmailMessage(
        subject=f"{settings.EMAIL_SUBJECT_PREFIX}{subject}",
        body="\n\n".join(paragraphs) + "\n",
        from_email=settings.SERVER_EMAIL,
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except OSError as problem:
        if not hasattr(problem, "recipients"):  # as smtplib's SMTPRecipientsRefused has
            raise
        return False
    return True
