"""Diagnosis: what a feed's last polls mean, in words for the people who look after it, and what they can do.

Read from what a poll left in the database: its outcome, and its detail, which for a failure begins with the kind
(`outcomes.Failure`). The words are sentences of the catalogs, in the language of whoever reads them."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feeds.knowledge.outcomes import Failure

FAILING_AFTER: Final = 3  # failures in a row, as `Feed.objects.failing`
_STATUS: Final = re.compile(r"\b([1-5]\d\d)\b")


class Health(StrEnum):
    NEVER_POLLED = "never polled"
    ANSWERING = "answering"
    UNSTEADY = "unsteady"  # the last poll failed, or the last two
    FAILING = "failing"
    PAUSED = "paused"


HEALTH_NAMES: Final[dict[Health, Promise]] = {
    Health.NEVER_POLLED: pgettext_lazy("feed", "never polled"),
    Health.ANSWERING: pgettext_lazy("feed", "answering"),
    Health.UNSTEADY: pgettext_lazy("feed", "unsteady"),
    Health.FAILING: pgettext_lazy("feed", "failing"),
    Health.PAUSED: pgettext_lazy("feed", "paused"),
}


@dataclass(frozen=True)
class Diagnosis:
    """What happened, and what to do about it; the remedy is None when there is nothing to do."""

    meaning: str | Promise
    remedy: str | Promise | None = None


_ANSWERED: Final = {
    "fetched": Diagnosis(_("The feed answered with its items.")),
    "not modified": Diagnosis(_("The feed answered: nothing is new.")),
    "rate limited": Diagnosis(
        _("The site says that it was asked too often."),
        _("Nothing to do: it is left alone as long as it wishes. If it happens often, give the host a longer pause."),
    ),
    "gone": Diagnosis(
        _("The source took this feed away for good."),
        _("Look for a new feed on the site's own page, or delete this one."),
    ),
}
_KINDS: Final = {
    Failure.DNS: Diagnosis(
        _("The site's name is not found."),
        _("Open the site in a browser: it is down or has moved. If many sites fail so, look at your own connection."),
    ),
    Failure.CONNECT: Diagnosis(
        _("No connection to the site comes about, or its certificate is not valid."),
        _("Open the site in a browser: it is down or has moved. If many sites fail so, look at your own connection."),
    ),
    Failure.TIMEOUT: Diagnosis(
        _("The site did not answer in time."),
        _("Nothing to do at first: it is tried again. If many sites fail so, look at your own connection."),
    ),
    Failure.REFUSED: Diagnosis(
        _("The address leads into a private network, or to a port that may not be visited."),
        _("Correct the address. FETCH_PORTS and FETCH_ALLOW_NETWORKS say what may be visited."),
    ),
    Failure.TOO_LARGE: Diagnosis(
        _("The answer is larger than a feed may be."),
        _("Look for a feed with fewer items on the site's own page."),
    ),
    Failure.PROTOCOL: Diagnosis(
        _("The site's answer breaks the rules of HTTP, or its redirects lead nowhere."),
        _("Open the address in a browser, and add the one that it ends at."),
    ),
    Failure.ROBOTS: Diagnosis(
        _("The site's robots.txt asks programs to stay away."),
        _("Ask its publisher for permission; until then the headline and the feed's summary remain."),
    ),
    Failure.NOT_A_FEED: Diagnosis(
        _("The address answers with something that is no feed."),
        _("Put the feed's own address in its place; the site's page often names it."),
    ),
    Failure.UNREADABLE: Diagnosis(
        _("What came cannot be read."),
        _("Nothing to do: the headline stays."),
    ),
    Failure.BOT_WALL: Diagnosis(
        _("The site keeps programs out with a wall against robots."),
        _("Ask its publisher to let the portal in, with the name in USER_AGENT; there is no way around."),
    ),
}
_STATUSES: Final = {
    401: Diagnosis(
        _("The site asks for a password."),
        _("Ask its publisher for an address that is open to the public."),
    ),
    403: Diagnosis(
        _("The site refuses programs that it does not know."),
        _("Ask its publisher to let the portal in, with the name in USER_AGENT."),
    ),
    404: Diagnosis(
        _("There is nothing at this address any more."),
        _("Look for the feed's new address on the site's own page."),
    ),
}
_SERVER_TROUBLE: Final = Diagnosis(
    _("The site has trouble of its own."), _("Nothing to do: it is tried again, less and less often.")
)
_ODD_STATUS: Final = Diagnosis(
    _("The site answers with an error."), _("Open the address in a browser to see what it says.")
)
_UNKNOWN: Final = Diagnosis(
    _("The last poll broke off."),
    _("It is tried again. If it breaks off again, the log of the worker says where."),
)
_NOT_YET: Final = Diagnosis(
    _("It was not polled yet."), _("If it stays so, see whether the worker and the beat are running.")
)


def diagnose(outcome: str, detail: str = "") -> Diagnosis:
    """What a poll with this outcome and detail means. No outcome: there was no poll."""
    if not outcome:
        return _NOT_YET
    if outcome in _ANSWERED:
        return _ANSWERED[outcome]
    kind, _colon, rest = detail.partition(": ")
    if kind == Failure.STATUS:
        return _of_status(rest)
    return _KINDS[Failure(kind)] if kind in set(Failure) else _UNKNOWN


def _of_status(detail: str) -> Diagnosis:
    found = _STATUS.search(detail)
    status = int(found[1]) if found else 0
    return _STATUSES.get(status) or (_SERVER_TROUBLE if status >= 500 else _ODD_STATUS)


def health_of(*, is_paused: bool, was_polled: bool, failures: int) -> Health:
    """`failures` in a row, the poll that is under way included."""
    if is_paused:
        return Health.PAUSED
    if failures >= FAILING_AFTER:
        return Health.FAILING
    if not was_polled:
        return Health.NEVER_POLLED
    return Health.UNSTEADY if failures else Health.ANSWERING
