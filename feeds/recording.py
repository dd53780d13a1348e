"""Recording: what a poll changes about its feed, in one statement that checks the lease.

Most polls find nothing new, so this is what the portal does most often. Written out, since Django needs half a
millisecond and more of processor time to put a statement together, and another for each round trip of a transaction."""

from typing import Any, Final
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from feeds.leasing import HELD
from feeds.models import Feed, LeaseLost, Poll
from feeds.reasons import as_rows
from feeds.schedule import Plan

_LEARNT: Final = (
    *("title", "interval", "etag", "last_modified", "body_digest", "last_polled_at", "last_full_at"),
    *("last_outcome", "last_detail", "failures", "url", "host_id", "rhythm", "ignores_guids"),
    *("moved_to", "moved_hops", "moved_first_at", "next_poll_reasons"),
)  # the other columns are the operator's
_OF_POLL: Final = ("at", "outcome", "detail", "items", "new_items", "seconds")
_BEGIN: Final = f"""{HELD}
    UPDATE feeds_feed SET next_poll_at = %(next_poll_at)s, failures = %(failures)s, next_poll_reasons = %(reasons)s
    FROM held WHERE feeds_feed.id = %(feed)s"""  # noqa: S608  # no value stands in it
_RECORD: Final = f"""{HELD}, polled AS (
        UPDATE feeds_feed
        SET {", ".join(f"{column} = %({column})s" for column in _LEARNT)},
            next_poll_at = CASE WHEN next_poll_at = %(begun)s THEN %(next_poll_at)s ELSE next_poll_at END
        FROM held WHERE feeds_feed.id = %(feed)s AND feeds_feed.url = %(known_url)s
        RETURNING next_poll_at)
    INSERT INTO feeds_poll (feed_id, {", ".join(_OF_POLL)})
    SELECT feeds_feed.id, {", ".join(f"%({column})s" for column in _OF_POLL)}
    FROM held JOIN feeds_feed ON feeds_feed.id = %(feed)s
    RETURNING id, (SELECT next_poll_at FROM polled)"""  # noqa: S608  # as above


def begin_poll(feed: Feed, token: UUID, plan: Plan) -> None:
    """Count the attempt before the work: a feed that kills its worker, or finds a bug of ours, comes back later each
    time, shows as failing, and keeps nobody else from being polled. `record` puts the true outcome in its place.
    LeaseLost when another visitor holds the host, or the feed is gone."""
    values: dict[str, Any] = {
        "held": feed.host_id,
        "token": token,
        "feed": feed.pk,
        "next_poll_at": plan.next_poll_at,
        "failures": plan.failures,
        "reasons": Jsonb(as_rows(plan.reasons)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)
        if not cursor.rowcount:
            raise LeaseLost
    feed.next_poll_at = plan.next_poll_at


def record(feed: Feed, token: UUID, poll: Poll, plan: Plan, *, held: int, known_url: str) -> None:
    """Save a feed, which carries what was learnt of it, and its poll, with the lease of the host `held`; LeaseLost
    when another visitor has it, or the feed is gone. The operator comes first: a new address
    that was set meanwhile, other than `known_url`, knows nothing of this poll, and a "poll now" stays."""
    feed.interval, feed.failures = plan.interval, plan.failures
    feed.next_poll_reasons = as_rows(plan.reasons)
    feed.last_outcome, feed.last_detail, feed.last_polled_at = poll.outcome, poll.detail, poll.at
    values: dict[str, Any] = {column: getattr(feed, column) for column in _LEARNT}
    values["next_poll_reasons"] = Jsonb(feed.next_poll_reasons)
    values |= {column: getattr(poll, column) for column in _OF_POLL}
    values |= {"held": held, "token": token, "feed": feed.pk, "known_url": known_url}
    values |= {"begun": feed.next_poll_at, "next_poll_at": plan.next_poll_at}
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, values)
        row = cursor.fetchone()
    if row is None:
        raise LeaseLost
    poll.pk, feed.next_poll_at = row[0], row[1] or plan.next_poll_at
