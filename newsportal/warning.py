"""Warning: whoever owns an account that has to wait, since its password or its second factor was guessed too often, is
told by e-mail, of each by itself: that somebody is past the password already must not go under in guesses of passwords.

The request that guesses does nothing for it, whether there is such an account or not, and takes as long: a worker
looks through the counts of guesses, and knows by their marks whose they are."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models import LoginGuesses, LoginNotice
from articles.moderation.limiting import Limit
from newsportal import logins
from newsportal.mailing import mail
from newsportal.models import Phone

PAUSE: Final = timedelta(days=1)  # between two messages to one account: whoever guesses all day fills no letter box

_log = logging.getLogger(__name__)


def warn() -> None:
    """Tell whose login waits, as long as the mail server takes it."""
    if not settings.MAIL_HOST:
        return
    for guessed in (_FACTOR, _PASSWORD):
        for account, ends_at in _locked(guessed):
            if not _tell(account, ends_at, guessed):
                return


@dataclass(frozen=True, kw_only=True)
class _Guessed:
    """What can be guessed: how often it may be, of which accounts, under which mark the guesses of each are counted,
    the field of LoginNotice that says when its owner was told, and subject and paragraphs of what they are told."""

    limit: Limit
    accounts: Callable[[], QuerySet[User]]
    mark: Callable[[User], str]
    told: str
    words: Callable[[Mapping[str, object]], tuple[str, ...]]


def _locked(guessed: _Guessed) -> Iterator[tuple[User, datetime]]:
    """Accounts with an e-mail address of which it was guessed too often, and until when they wait."""
    wait = timedelta(seconds=guessed.limit.seconds)
    counts = LoginGuesses.objects.filter(guesses__gt=guessed.limit.most, since__gt=Now() - wait)
    waiting = dict(counts.values_list("mark", "since"))
    for account in guessed.accounts() if waiting else ():
        if since := waiting.get(guessed.mark(account)):
            yield account, since + wait


def _reachable() -> QuerySet[User]:
    return User.objects.filter(is_active=True).exclude(email="").order_by("pk")


def _tell(account: User, ends_at: datetime, guessed: _Guessed) -> bool:
    """Write to it, unless it was written to within PAUSE; whether the mail server answered. That it was told is noted
    before, so that of two workers one does, and taken back when it could not be."""
    notice, _is_new = LoginNotice.objects.get_or_create(account=account)
    row = LoginNotice.objects.filter(pk=account.pk)
    due = row.filter(Q((guessed.told, None)) | Q((f"{guessed.told}__lt", Now() - PAUSE)))
    if not due.update(**{guessed.told: Now()}):
        return True
    try:
        with translation.override(_language_of(notice)):
            is_taken = mail(account.email, *guessed.words(_facts(account, ends_at, guessed.limit)))
    except OSError as problem:  # what the mail server says, too
        row.update(**{guessed.told: getattr(notice, guessed.told)})
        _log.warning("account %s could not be told that it has to wait: %s", account.pk, type(problem).__name__)
        return False
    if not is_taken:
        _log.warning("the e-mail address of account %s is refused: nobody is told that it has to wait", account.pk)
    return True


def _language_of(notice: LoginNotice) -> str:
    return notice.language if notice.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _facts(account: User, ends_at: datetime, limit: Limit) -> dict[str, object]:
    moment = localtime(ends_at)
    return {
        "name": account.username,
        "site": settings.SITE_NAME,
        "number": limit.most,
        "time": f"{date_format(moment, 'DATETIME_FORMAT')} ({moment:%Z})",
    }


def _of_password(facts: Mapping[str, object]) -> tuple[str, ...]:
    return (
        _("Your account has to wait"),
        _("A wrong password was given %(number)d times for your account “%(name)s” at %(site)s.") % facts,
        _("Until %(time)s nobody gets in, not even with the right password. Then it is as before by itself.") % facts,
        _("If it was you: wait until then. If you do not know the password any more, ask the operator for a new one."),
        _("If it was not you: nobody got in. A long password that you use nowhere else keeps it so."),
        _("We never ask you for a password by e-mail."),
        _("As long as it goes on, we write to you once a day at most."),
    )


def _of_factor(facts: Mapping[str, object]) -> tuple[str, ...]:
    return (
        _("Somebody guesses your second factor"),
        _("Of the second factor of your account “%(name)s” at %(site)s a wrong code was given %(number)d times.")
        % facts,
        _("Until %(time)s no code is taken, not even the right one. Then it is as before by itself.") % facts,
        _("If it was you: wait until then. If you have neither the phone nor a code on paper, ask the operator."),
        _(
            "If it was not you: whoever it was is past your password. Ask the operator for a new one at once, or change"
            " it as soon as you get in."
        ),
        _("We never ask you for a password or a code by e-mail."),
        _("As long as it goes on, we write to you once a day at most."),
    )


def _with_phone() -> QuerySet[User]:
    """Those who have one in use: while it is only being chosen, a code opens nothing."""
    return _reachable().filter(pk__in=Phone.objects.filter(confirmed=True).values("user"))


_PASSWORD: Final = _Guessed(
    limit=logins.ACCOUNT,
    accounts=_reachable,
    mark=lambda account: logins.account_mark(account.username),
    told="told_at",
    words=_of_password,
)
_FACTOR: Final = _Guessed(
    limit=logins.FACTOR,
    accounts=_with_phone,
    mark=lambda account: logins.factor_mark(account.pk),
    told="told_of_factor_at",
    words=_of_factor,
)
