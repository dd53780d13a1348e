"""What a feed's page tells of its past: what the last outcome means, the last polls, and the entries of each day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feeds import subscribing
from feeds.fetching import MEGABYTE
from feeds.knowledge import diagnosis, explanation
from feeds.knowledge.reasons import from_rows
from feeds.models import Feed, Poll

RECENT_POLLS: Final = 30
DAYS: Final = 30
_NO_HUB: Final = _("The feed names no hub: it is polled.")
_NO_PUSH: Final = _("Off: hubs reach the portal only when SITE_URL is its public address.")
BAR, HEIGHT = 8, 48  # of the chart, in its own units: a day's width, the whole height


def in_words(feed: Feed) -> SafeString:
    """The health, what the last outcome means, and what to do about it."""
    health = diagnosis.health_of(
        is_paused=feed.is_paused, was_polled=feed.last_polled_at is not None, failures=feed.failures
    )
    found = diagnosis.diagnose(feed.last_outcome, feed.last_detail)
    name = diagnosis.HEALTH_NAMES[health]
    told = format_html("<strong>{}</strong> · {}", name, found.meaning)
    return format_html("{} {}", told, found.remedy) if found.remedy else told


def push_in_words(feed: Feed) -> SafeString:
    """Who tells of the feed's news, and since when nobody does; what a hub said stays as it was said."""
    subscription = feed.subscriptions.wanted().select_related("host").first()
    if subscription is None:
        return format_html("{}", _NO_HUB if subscribing.is_on() else _NO_PUSH)
    words = subscription.in_words(timezone.now(), lambda at: str(localize(timezone.localtime(at))))
    if not subscription.detail:
        return format_html("{}", words)
    return format_html('{} <bdi dir="ltr" lang="en">{}</bdi>', words, subscription.detail)


def why_then(feed: Feed) -> str:
    """Why the next poll comes when it does. Of a poll that somebody asked for, or that nobody waits for, no reason is
    left."""
    is_planned = not feed.is_paused and feed.next_poll_at > timezone.now()
    words = [[explanation.in_words(each)] for each in from_rows(feed.next_poll_reasons)] if is_planned else []
    return format_html('<ul class="reasons">{}</ul>', format_html_join("", "<li>{}</li>", words)) if words else "-"


def recent_polls(feed: Feed) -> str:
    """The last polls, newest first: what came of each in plain words, and below what the world said."""
    rows = [[_row(poll)] for poll in feed.polls.order_by("-at")[:RECENT_POLLS]]
    if not rows:
        return str(_("No poll yet."))
    names = [[name] for name in (_("time"), _("outcome"), _("items"), _("new"), _("seconds"), _("size"))]
    head, body = format_html_join("", '<th scope="col">{}</th>', names), format_html_join("", "<tr>{}</tr>", rows)
    table = '<div class="polls"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    return format_html(table, head, body)


def _row(poll: Poll) -> SafeString:
    """Where no document came there is nothing to count: its words have the room."""
    counts = format_html("<td>{}</td><td>{}</td>", poll.items, poll.new_items) if poll.items else ""
    return format_html(
        '<td>{}</td><td colspan="{}">{}</td>{}<td>{}</td><td>{}</td>',
        _moment(poll),
        1 if counts else 3,
        _outcome(poll),
        counts,
        localize(round(poll.seconds, 2)),
        filesizeformat(poll.bytes) if poll.bytes else "",
    )


def bytes_a_day(feed: Feed) -> str:
    """What its polls of the last 24 hours brought, of what they may."""
    since = timezone.now() - timedelta(hours=24)
    used = feed.polls.filter(at__gte=since).aggregate(used=Sum("bytes", default=0))["used"]
    return megabytes_of(used, settings.FEED_DAY_MEGABYTES)


def megabytes_of(used: int, most: int) -> str:
    """So many bytes, of so many megabytes."""
    return str(_("%(used)s of %(most)s MB") % {"used": localize(round(used / MEGABYTE, 1)), "most": localize(most)})


def _moment(poll: Poll) -> SafeString:
    """Without its year, on one line or on two."""
    at = timezone.localtime(poll.at)
    day, hour = date_format(at, "MONTH_DAY_FORMAT"), date_format(at, "TIME_FORMAT")
    return format_html("<span>{}</span> <span>{}</span>", day, hour)


def _outcome(poll: Poll) -> SafeString:
    if not poll.detail:
        return format_html("{}", poll.get_outcome_display())
    meaning = diagnosis.diagnose(poll.outcome, poll.detail).meaning
    return format_html('{}<small dir="ltr" lang="en">{}</small>', meaning, poll.detail)


def entries_a_day(feed: Feed) -> list[int]:
    """How many entries were first seen on each of the last DAYS days, today last, in the portal's time zone."""
    today = timezone.localdate()
    first = today - timedelta(days=DAYS - 1)
    found = feed.entries.filter(first_seen_at__gte=timezone.now() - timedelta(days=DAYS + 1))
    by_day = found.annotate(day=TruncDate("first_seen_at")).values("day").annotate(count=Count("pk")).order_by()
    counts = {row["day"]: row["count"] for row in by_day}
    return [counts.get(first + timedelta(days=number), 0) for number in range(DAYS)]


def entries_chart(feed: Feed) -> str:
    """A spark line of the days, and in words what it shows; where there is nothing to draw the words alone."""
    counts = entries_a_day(feed)
    if not any(counts):
        return _chart_words(counts)
    first = timezone.localdate() - timedelta(days=len(counts) - 1)
    return format_html(
        '<div class="spark"><span class="spark__days">{}<span>{}</span><span>{}</span></span> <p>{}</p></div>',
        _spark_line(counts),
        date_format(first, "MONTH_DAY_FORMAT"),
        _("today"),
        _chart_words(counts),
    )


def _spark_line(counts: Sequence[int]) -> SafeString:
    """Drawn here, with attributes only: the Content-Security-Policy allows no style in a page. The words beside it say
    the same, so that it is hidden from who cannot see it. The style sheet turns it round where the writing runs from
    right to left: the newest day, with the dot, always comes last."""
    most = max(*counts, 1)
    points = [
        (number * BAR + BAR // 2, HEIGHT - 4 - round(count / most * (HEIGHT - 8)))
        for number, count in enumerate(counts)
    ]
    return format_html(
        '<svg class="spark__line" aria-hidden="true" focusable="false" width="{width}" height="{height}" '
        'viewBox="0 0 {width} {height}"><polyline points="{points}" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linejoin="round"/><circle cx="{x}" cy="{y}" r="3.5" fill="currentColor"/></svg>',
        width=len(counts) * BAR,
        height=HEIGHT,
        points=" ".join(f"{x},{y}" for x, y in points),
        x=points[-1][0],
        y=points[-1][1],
    )


def _chart_words(counts: Sequence[int]) -> str:
    total, most = sum(counts), max(counts)
    if not total:
        return str(_("No entries in the last 30 days."))
    busiest = timezone.localdate() - timedelta(days=len(counts) - 1 - counts.index(most))
    words = ngettext(
        "%(total)d entry in the last 30 days; the most on %(day)s: %(most)d; today: %(today)d.",
        "%(total)d entries in the last 30 days; the most on %(day)s: %(most)d; today: %(today)d.",
        total,
    )
    return words % {"total": total, "day": date_format(busiest), "most": most, "today": counts[-1]}
