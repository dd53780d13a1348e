"""What a feed's page tells of its past: what the last outcome means, the last polls, and the entries of each day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from feeds import diagnosis, subscribing
from feeds.models import Feed

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


def recent_polls(feed: Feed) -> SafeString:
    names = [_("time"), _("outcome"), _("detail"), _("items"), _("new"), _("seconds")]
    rows = [
        (
            localize(timezone.localtime(poll.at)),
            poll.get_outcome_display(),
            format_html('<bdi dir="ltr" lang="en">{}</bdi>', poll.detail),
            poll.items,
            poll.new_items,
            localize(round(poll.seconds, 2)),
        )
        for poll in feed.polls.order_by("-at")[:RECENT_POLLS]
    ]
    head = format_html_join("", "<th>{}</th>", [[name] for name in names])
    body = format_html_join("", "<tr>" + "<td>{}</td>" * len(names) + "</tr>", rows)
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)


def entries_a_day(feed: Feed) -> list[int]:
    """How many entries were first seen on each of the last DAYS days, today last, in the portal's time zone."""
    today = timezone.localdate()
    first = today - timedelta(days=DAYS - 1)
    found = feed.entries.filter(first_seen_at__gte=timezone.now() - timedelta(days=DAYS + 1))
    by_day = found.annotate(day=TruncDate("first_seen_at")).values("day").annotate(count=Count("pk")).order_by()
    counts = {row["day"]: row["count"] for row in by_day}
    return [counts.get(first + timedelta(days=number), 0) for number in range(DAYS)]


def entries_chart(feed: Feed) -> SafeString:
    """A spark line of the days, and beside it in words what it shows."""
    counts = entries_a_day(feed)
    return format_html('{} <span class="spark__words">{}</span>', _spark_line(counts), _chart_words(counts))


def _spark_line(counts: Sequence[int]) -> SafeString:
    """Drawn here, with attributes only: the Content-Security-Policy allows no style in a page. The words beside it say
    the same, so that it is hidden from who cannot see it. It runs with the writing: the newest day comes last."""
    most = max(*counts, 1)
    points = " ".join(
        f"{number * BAR + BAR // 2},{HEIGHT - 2 - round(count / most * (HEIGHT - 4))}"
        for number, count in enumerate(counts)
    )
    return format_html(
        '<svg class="spark" aria-hidden="true" focusable="false" width="{width}" height="{height}" '
        'viewBox="0 0 {width} {height}"><polyline points="{points}" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linejoin="round"/></svg>',
        width=len(counts) * BAR,
        height=HEIGHT,
        points=points,
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
