"""Explanation: why the next poll comes when it comes, in words for the people who look after a feed.

The schedule gives reasons as values (`reasons`); the sentences are in the catalogs, in the language of whoever reads
them."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feeds.knowledge.reasons import Reason, Rule

_SENTENCES: Final[dict[Rule, Promise]] = {
    Rule.SO_FAR: _("So far it was polled every %(time)s."),
    Rule.FIRST_READING: _("It was read for the first time, which tells nothing of its pace yet."),
    Rule.HOURS: _("By the hours at which it usually publishes, news is to be expected in %(time)s."),
    Rule.TTL: _("The feed asks to be left alone; such a wish counts for up to an hour: %(time)s."),
    Rule.FRESHNESS: _("The server calls its answer fresh; that counts for up to an hour: %(time)s."),
    Rule.ENTRIES: _("So much of it was new that its polls are spread over the day: %(time)s."),
    Rule.LEAST: _("No feed is polled more often than every %(time)s (POLL_MIN_SECONDS)."),
    Rule.MOST: _("No feed is polled less often than every %(time)s (POLL_MAX_SECONDS)."),
    Rule.RETRY_AFTER: _("The site asks for a rest of %(time)s."),
    Rule.NO_TIME_NAMED: _("The site says that it was asked too often, but not until when: %(time)s."),
    Rule.GONE: _("The source took it away for good. Until somebody decides, it is asked once a day."),
}


def in_words(reason: Reason) -> str:
    """One sentence."""
    time = span(abs(reason.lasting), depth=2)
    match reason.rule:
        case Rule.NEWS:
            return _of_news(reason, time)
        case Rule.BYTES:
            words = ngettext(
                "It brought %(count)d megabyte; such polls are spread over the day (FEED_DAY_MEGABYTES): %(time)s.",
                "It brought %(count)d megabytes; such polls are spread over the day (FEED_DAY_MEGABYTES): %(time)s.",
                reason.count,
            )
            return words % {"count": reason.count, "time": time}
        case Rule.FAILURES:
            words = ngettext(
                "It failed %(count)d time: tried again after %(time)s.",
                "It failed %(count)d times in a row, and is tried less often each time: after %(time)s.",
                reason.count,
            )
            return words % {"count": reason.count, "time": time}
        case Rule.JITTER:
            later = _("Chance adds %(time)s, so that not all feeds come at once.")
            sooner = _("Chance takes off %(time)s, so that not all feeds come at once.")
            return str((later if reason.lasting > timedelta() else sooner) % {"time": time})
    return str(_SENTENCES[reason.rule] % {"time": time})


def span(lasting: timedelta, *, depth: int = 1) -> str:
    """A time in its largest unit, or in so many: 40 seconds, 15 minutes, 3 hours."""
    seconds = max(int(lasting.total_seconds()), 0)
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    now = timezone.now()
    return timesince(now - lasting, now, depth=depth)


def _of_news(reason: Reason, time: str) -> str:
    if not reason.count:
        return str(_("Nothing was new: %(time)s.") % {"time": time})
    words = ngettext(
        "Of %(of)d items %(count)d was new: %(time)s.", "Of %(of)d items %(count)d were new: %(time)s.", reason.count
    )
    return words % {"of": reason.of, "count": reason.count, "time": time}
