"""Attending: what comes next at a host, read and begun in one statement."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import takewhile
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Least, Now

from articles import preparing
from feeds.models import AHEAD, LEASE, Entry, Feed, FeedKind, Host, ImageDownload, Subscription

MOST_FEEDS: Final = 20  # read at once: as many as a visit gets to with the usual pause
_ANY_HOST: Final = -1  # stands for a host in a statement that is kept
_FOUND: Final = 7  # columns that say what comes next
_UNREAD: Final = frozenset({"next_poll_reasons", "created_at"})  # columns of a feed that no poll reads
Work = Feed | Subscription | Entry | ImageDownload


class Due(NamedTuple):
    """What comes next at a host: several works only when they are feeds, those that nothing else comes between."""

    works: Sequence[Work]
    is_all: bool = False  # nothing else is due there
    begun_at: datetime | None = None  # the poll of the first is noted as under way since then, by the database's clock


def url_of(work: Feed | Entry | ImageDownload) -> str:
    """What is asked for."""
    match work:
        case Feed():
            return work.url
        case Entry():
            return work.link
        case ImageDownload():
            return work.image.url


def due_work(host_id: int, *, token: UUID | None = None, pages_first: bool = False) -> Due:
    """What to do next at this host, unless it asked for rest: feeds, since a headline is worth more than a text, what
    it is asked as a hub, then the newest page. `pages_first` is for after a feed: what has been due for longest has its
    turn, or a host with many feeds would never get to its pages. A new source's feeds are all read before the pages
    that they brought. A feed that will be due AHEAD is among it: its visitor waits. The visitor with that `token`
    begins with it, as by `recording.begin_poll`."""
    names, words, values = _due_statement()
    known = [host_id if value == _ANY_HOST else value for value in values]
    rows = preparing.run(words, [*known, LEASE, host_id, token, pages_first, host_id, AHEAD]).fetchall()
    feed_id, hub_id, entry_id, image_id, feed_due, page_due, begun_at = rows[0][:_FOUND] if rows else (None,) * _FOUND
    if feed_id and not (pages_first and page_due and page_due <= feed_due):
        feeds = [preparing.instance(Feed, row[_FOUND : _FOUND + len(names)], names=names) for row in rows]
        is_all = not (hub_id or entry_id or image_id) and len(feeds) < MOST_FEEDS
        return _together(feeds, is_all=is_all, begun_at=begun_at)
    if hub_id and not (pages_first and page_due):
        return Due(list(Subscription.objects.filter(pk=hub_id)))
    if entry_id:
        return Due([preparing.instance(Entry, rows[0][_FOUND + len(names) :])])
    return Due(list(ImageDownload.objects.select_related("image").filter(pk=image_id)) if image_id else ())


def first_feeds(hosts: Sequence[int], token: UUID) -> dict[int, Feed]:
    """Of many hosts the feed that comes first at each, by the host's id, begun as in `due_work`. Without hosts that
    have none, and those of which the visitor before did not come back."""
    names, words = _first_feeds_statement()
    rows = preparing.run(words, (list(hosts), AHEAD, LEASE, token))
    feeds = (preparing.instance(Feed, row, names=names) for row in rows)
    return {feed.host_id: feed for feed in feeds}


@cache
def _first_feeds_statement() -> tuple[list[str], str]:
    names = [name for name in preparing.columns(Feed) if name not in _UNREAD]
    return (
        names,
        f"""WITH first AS (
            SELECT DISTINCT ON (host_id) * FROM feeds_feed
            WHERE host_id = ANY(%s) AND NOT is_paused AND next_poll_at <= statement_timestamp() + %s
            ORDER BY host_id, next_poll_at, id),
        noted AS (
            UPDATE feeds_host SET leased_until = clock_timestamp() + %s, feed_under_way = first.id FROM first
            WHERE feeds_host.id = first.host_id AND lease_token = %s AND leased_until > now()
            AND feed_under_way IS NULL RETURNING feeds_host.id)
        SELECT {", ".join(f"first.{name}" for name in names)} FROM first
        WHERE host_id IN (SELECT id FROM noted)""",  # noqa: S608  # names of our own columns
    )


def _together(feeds: list[Feed], *, is_all: bool, begun_at: datetime | None) -> Due:
    """A page with links is alone: robots.txt is to be read before."""
    first = list(takewhile(lambda feed: feed.kind != FeedKind.LISTING, feeds))
    return Due(first or feeds[:1], is_all=is_all and len(first) == len(feeds), begun_at=begun_at)


@cache
def _due_statement() -> tuple[list[str], str, tuple[Any, ...]]:
    """Finds the feed, the subscription, the page and the image that come next at _ANY_HOST, and since when a feed, and
    a page or image, has been due; notes that feed; then, in a row each, the feeds that are due before that page, and
    beside each that page: the names of the feeds' columns, SQL, and the first of its values. Kept, since Django takes
    2 ms to put it together. Without their sources, which feeds that have nothing new do not need."""
    here = {"host": OuterRef("pk")}
    feeds = Feed.objects.due(ahead=AHEAD).filter(**here).order_by("next_poll_at", "pk")
    hubs = Subscription.objects.due().filter(**here).order_by("next_attempt_at")
    pages, images = Entry.objects.due().filter(**here), ImageDownload.objects.due().filter(**here)
    oldest = (rows.order_by("next_attempt_at").values("next_attempt_at") for rows in (pages, images))
    query = Host.objects.filter(id=_ANY_HOST, next_visit_at__lte=Now() + AHEAD).values_list(
        *(Subquery(rows.values("pk")[:1]) for rows in (feeds, hubs, pages.order_by("-pk"), images.order_by("-pk"))),
        Subquery(feeds.values("next_poll_at")[:1]),
        Least(*(Subquery(rows[:1]) for rows in oldest)),
    )
    words, values = query.query.sql_with_params()
    names = [name for name in preparing.columns(Feed) if name not in _UNREAD]
    return (
        names,
        f"""WITH found (feed, hub, page, image, feed_due, page_due) AS ({words}),
        noted AS (
            UPDATE feeds_host SET leased_until = clock_timestamp() + %s, feed_under_way = found.feed FROM found
            WHERE id = %s AND lease_token = %s AND leased_until > now() AND found.feed IS NOT NULL
            AND NOT (%s AND coalesce(page_due <= feed_due, false))
            RETURNING clock_timestamp() AS at)
        SELECT found.*, (SELECT at FROM noted), {", ".join(f"due.{name}" for name in names)},
            {preparing.selected(Entry, "page")}
        FROM found LEFT JOIN feeds_entry page ON page.id = found.page LEFT JOIN LATERAL (
            SELECT * FROM feeds_feed
            WHERE host_id = %s AND NOT is_paused AND next_poll_at <= statement_timestamp() + %s
            AND (next_poll_at <= feed_due OR page_due IS NULL OR next_poll_at < page_due)
            ORDER BY next_poll_at, id LIMIT {MOST_FEEDS}) due ON true
        ORDER BY due.next_poll_at, due.id""",  # noqa: S608  # names of our own columns
        tuple(values),
    )
