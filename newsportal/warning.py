"""Warning: whoever owns an account that has to wait, since its password was guessed too often, is told by e-mail.

The request that guesses does nothing for it, whether there is such an account or not, and takes as long: a worker
looks through the counts of guesses, and knows by their marks whose they are."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models import LoginGuesses, LoginNotice
from newsportal import logins
from newsportal.mailing import mail

PAUSE: Final = timedelta(days=1)  # between two messages to one account: whoever guesses all day fills no letter box

_log = logging.getLogger(__name__)


def warn() -> None:
    """Tell whose login waits, as long as the mail server takes it."""
    if not settings.MAIL_HOST:
        return
    for account, ends_at in _locked():
        if not _tell(account, ends_at):
            return


def _locked() -> Iterator[tuple[User, datetime]]:
    """Accounts with an e-mail address whose password was guessed too often, and until when they wait."""
    wait = timedelta(seconds=logins.ACCOUNT.seconds)
    counts = LoginGuesses.objects.filter(guesses__gt=logins.ACCOUNT.most, since__gt=Now() - wait)
    waiting = dict(counts.values_list("mark", "since"))
    known = User.objects.filter(is_active=True).exclude(email="").order_by("pk") if waiting else ()
    for account in known:
        if since := waiting.get(logins.account_mark(account.username)):
            yield account, since + wait


def _tell(account: User, ends_at: datetime) -> bool:
    """Write to it, unless it was written to within PAUSE; whether the mail server answered. That it was told is noted
    before, so that of two workers one does, and taken back when it could not be."""
    notice, _is_new = LoginNotice.objects.get_or_create(account=account)
    due = LoginNotice.objects.filter(Q(told_at=None) | Q(told_at__lt=Now() - PAUSE), pk=account.pk)
    if not due.update(told_at=Now()):
        return True
    try:
        with translation.override(_language_of(notice)):
            is_taken = _write(account, ends_at)
    except OSError as problem:  # what the mail server says, too
        LoginNotice.objects.filter(pk=account.pk).update(told_at=notice.told_at)
        _log.warning("account %s could not be told that it has to wait: %s", account.pk, type(problem).__name__)
        return False
    if not is_taken:
        _log.warning("the e-mail address of account %s is refused: nobody is told that it has to wait", account.pk)
    return True


def _language_of(notice: LoginNotice) -> str:
    return notice.language if notice.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _write(account: User, ends_at: datetime) -> bool:
    moment = localtime(ends_at)
    facts = {
        "name": account.username,
        "site": settings.SITE_NAME,
        "number": logins.ACCOUNT.most,
        "time": f"{date_format(moment, 'DATETIME_FORMAT')} ({moment:%Z})",
    }
    return mail(
        account.email,
        _("Your account has to wait"),
        _("A wrong password was given %(number)d times for your account “%(name)s” at %(site)s.") % facts,
        _("Until %(time)s nobody gets in, not even with the right password. Then it is as before by itself.") % facts,
        _("If it was you: wait until then. If you do not know the password any more, ask the operator for a new one."),
        _("If it was not you: nobody got in. A long password that you use nowhere else keeps it so."),
        _("We never ask you for a password by e-mail."),
        _("As long as it goes on, we write to you once a day at most."),
    )
