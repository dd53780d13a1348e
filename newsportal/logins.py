"""Logging in: a password may be guessed a few times, then not even the right one helps for a while.

A guess is counted before the password is looked at, in one statement of the database, so that a hundred at once on
several processes are no more than the few. Names and networks are kept as keyed hashes, whether such an account exists
or not: the answer, too, is the same."""

import hashlib
import hmac
import logging
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import get_language

from articles.knowledge import reporters
from articles.models import LoginGuesses, LoginNotice
from articles.moderation.limiting import MINUTE, Limit

_log = logging.getLogger(__name__)


# In windows that begin with the first guess; security.md A-03.
ACCOUNT: Final = Limit(most=5, seconds=15 * MINUTE)
NETWORK: Final = Limit(most=20, seconds=60 * MINUTE)
FACTOR: Final = Limit(most=5, seconds=15 * MINUTE)  # of one account's codes; decision 24


class ThrottledBackend(ModelBackend):
    """Django's own accounts. PermissionDenied, which login forms show as a wrong password, beyond a limit."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> User | None:
        if request is None or username is None or password is None:
            return super().authenticate(request, username=username, password=password, **more)
        account, network = account_mark(username), mark(f"network {_network(request)}")
        if not (may_guess(network, NETWORK) and may_guess(account, ACCOUNT)):
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password, **more)
        if user is not None:
            _forgive(account, network)
            LoginNotice.objects.update_or_create(account=user, defaults={"language": get_language() or ""})
        return user


def forget_old_guesses() -> int:
    """Delete the counts whose window is over; how many."""
    longest = timedelta(seconds=max(ACCOUNT.seconds, NETWORK.seconds, FACTOR.seconds))
    return LoginGuesses.objects.filter(since__lt=Now() - longest).delete()[0]


def forget_ended_sessions() -> int:
    """Delete the sessions whose time is over, which Django keeps until somebody does; how many."""
    return Session.objects.filter(expire_date__lt=Now()).delete()[0]


def may_guess(mark: str, limit: Limit) -> bool:
    """Count a guess, before it is looked at; whether it is within the limit. A window that is over begins anew."""
    statement = """
        INSERT INTO articles_loginguesses AS known (mark, guesses, since) VALUES (%(mark)s, 1, now())
        ON CONFLICT (mark) DO UPDATE SET
            (guesses, since) = (
                SELECT
                    CASE WHEN is_over THEN 1 ELSE known.guesses + 1 END,
                    CASE WHEN is_over THEN now() ELSE known.since END
                FROM (SELECT known.since < now() - make_interval(secs => %(window)s) AS is_over) AS timing
            )
        RETURNING guesses
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, {"mark": mark, "window": limit.seconds})
        [guesses] = cursor.fetchone() or [limit.most + 1]
    if guesses == limit.most + 1:
        _log.warning("too many passwords or codes were guessed: one account or network has to wait")
    return bool(guesses <= limit.most)


def forget(mark: str) -> None:
    """The guess was right: there were none."""
    LoginGuesses.objects.filter(mark=mark).delete()


def _forgive(account: str, network: str) -> None:
    """The password was right: its account begins anew, and the network has guessed no more than before."""
    forget(account)
    LoginGuesses.objects.filter(mark=network, guesses__gt=0).update(guesses=F("guesses") - 1)


def _network(request: HttpRequest) -> str:
    address = reporters.client_address(request.META, settings.TRUSTED_PROXIES)
    return reporters.network_of(address)


def account_mark(name: str) -> str:
    """Under which the guesses for an account's name are counted, whether there is one or not."""
    return mark(f"account {name.casefold()}")


def factor_mark(account: int) -> str:
    """Under which the guesses of an account's second factor are counted."""
    return mark(f"second factor {account}")


def mark(of: str) -> str:
    """Under which the guesses of something are counted: a keyed hash of its name."""
    return hmac.new(settings.SECRET_KEY.encode(), f"login {of}".encode(), hashlib.sha256).hexdigest()[:32]
