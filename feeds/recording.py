"""Recording: what a poll changes about its feed, in one statement that checks the lease.

Most polls find nothing new, so this is what the portal does most often. The same statement notes the feed whose turn
is next: an attempt is counted before the work, at no cost of its own (docs/decisions/0002)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from articles import preparing
from feeds.knowledge.reasons import as_rows
from feeds.knowledge.schedule import Plan
from feeds.leasing import HELD
from feeds.models import LEASE, Feed, Host, LeaseLost, Poll

_LEARNT: Final = (
    *("title", "interval", "etag", "last_modified", "body_digest", "last_polled_at", "last_full_at"),
    *("last_outcome", "last_detail", "failures", "url", "host_id", "rhythm", "ignores_guids"),
    *("moved_to", "moved_hops", "moved_first_at", "next_poll_reasons"),
)  # the other columns are the operator's
_OF_POLL: Final = ("at", "outcome", "detail", "items", "new_items", "seconds", "bytes")
_BEGIN: Final = """
    UPDATE feeds_host SET leased_until = now() + %(lease)s, feed_under_way = %(feed)s
    WHERE id = %(held)s AND lease_token = %(token)s AND leased_until > now()
    RETURNING clock_timestamp()"""
_RECORD: Final = f"""
    WITH held AS (
        UPDATE feeds_host SET leased_until = clock_timestamp() + %(lease)s, feed_under_way = %(following)s
        WHERE id = %(held)s AND lease_token = %(token)s AND EXISTS (SELECT FROM feeds_feed WHERE id = %(feed)s)
        RETURNING id),
    polled AS (
        UPDATE feeds_feed
        SET {", ".join(f"{column} = %({column})s" for column in _LEARNT)},
            next_poll_at = CASE WHEN next_poll_at = %(begun)s THEN %(next_poll_at)s ELSE next_poll_at END
        FROM held WHERE feeds_feed.id = %(feed)s AND feeds_feed.url = %(known_url)s
        RETURNING next_poll_at)
    INSERT INTO feeds_poll (feed_id, {", ".join(_OF_POLL)})
    SELECT %(feed)s, {", ".join(f"%({column})s" for column in _OF_POLL)} FROM held
    RETURNING id, (SELECT next_poll_at FROM polled), clock_timestamp()"""  # noqa: S608  # no value stands in it
_BROKEN_OFF: Final = f"""{HELD}, noted AS (
        UPDATE feeds_host SET feed_under_way = NULL FROM held WHERE feeds_host.id = held.id)
    UPDATE feeds_feed SET next_poll_at = %(next_poll_at)s, failures = %(failures)s, next_poll_reasons = %(reasons)s
    FROM held WHERE feeds_feed.id = %(feed)s"""  # noqa: S608  # as above


def begin_poll(feed: Feed, token: UUID) -> datetime:
    """Note at its host that this feed is being polled, and prolong the lease: a feed that kills its worker, or finds a
    bug of ours, is known by that to the next visitor (`count_broken_off`). The database's time; LeaseLost when another
    visitor holds the host."""
    row = preparing.run(_BEGIN, {"held": feed.host_id, "token": token, "feed": feed.pk, "lease": LEASE}).fetchone()
    if row is None:
        raise LeaseLost
    moment: datetime = row[0]
    return moment


def count_broken_off(host: Host, token: UUID, plan: Plan) -> None:
    """The visitor that polled the feed noted at this host did not come back: that counts as the feed's failure. It is
    polled later each time, shows as failing, and keeps nobody else from being polled."""
    values: dict[str, Any] = {"held": host.pk, "token": token, "feed": host.feed_under_way}
    values |= {"next_poll_at": plan.next_poll_at, "failures": plan.failures, "reasons": Jsonb(as_rows(plan.reasons))}
    preparing.run(_BROKEN_OFF, values)


def record(
    feed: Feed, token: UUID, poll: Poll, plan: Plan, *, held: int, known_url: str, following: Feed | None = None
) -> datetime:
    """Save a feed, which carries what was learnt of it, and its poll, with the lease of the host `held`, which is
    prolonged; LeaseLost when another visitor has it, or the feed is gone. The operator comes first: a new address
    that was set meanwhile, other than `known_url`, knows nothing of this poll, and a "poll now" stays. The poll of
    `following` begins with this. The database's time."""
    feed.interval, feed.failures = plan.interval, plan.failures
    feed.next_poll_reasons = as_rows(plan.reasons)
    feed.last_outcome, feed.last_detail, feed.last_polled_at = poll.outcome, poll.detail, poll.at
    values: dict[str, Any] = {column: getattr(feed, column) for column in _LEARNT}
    values["next_poll_reasons"] = Jsonb(feed.next_poll_reasons)
    values["rhythm"] = f"{{{','.join(map(str, feed.rhythm))}}}"  # psycopg takes longer for it than for all others
    values |= {column: getattr(poll, column) for column in _OF_POLL}
    values |= {"held": held, "token": token, "feed": feed.pk, "known_url": known_url}
    values |= {"begun": feed.next_poll_at, "next_poll_at": plan.next_poll_at}
    values |= {"lease": LEASE, "following": following.pk if following else None}
    row = preparing.run(_RECORD, values).fetchone()
    if row is None:
        raise LeaseLost
    poll.pk, feed.next_poll_at = row[0], row[1] or plan.next_poll_at
    moment: datetime = row[2]
    return moment
