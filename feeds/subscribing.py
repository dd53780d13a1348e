"""Subscribing: hubs are asked to tell us of a feed's news, and what they answer is kept (WebSub, W3C 2018).

A push only makes its feed due: what it carries is signed, but not read (docs/decisions/0010)."""

import random
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now

from articles.knowledge import markup
from feeds import leasing, waking
from feeds.discovering import URL_LENGTH
from feeds.hub_links import HubLinks
from feeds.knowledge import push, schedule
from feeds.knowledge.canonical_url import host_name
from feeds.knowledge.outcomes import Failed, Fetched, Gone, NotModified, Outcome, RateLimited
from feeds.models import AHEAD, Feed, LeaseLost, Subscription, SubscriptionQuerySet, SubscriptionState
from feeds.storing import DETAIL_LENGTH, hosts_of

PATH = "/websub/"  # of our callbacks, as newsportal/urls.py has it


def is_on() -> bool:
    """Whether hubs can reach us: SITE_URL is a public address."""
    return _is_reachable(settings.SITE_URL, tuple(settings.FETCH_ALLOW_NETWORKS))


@lru_cache(maxsize=1)
def _is_reachable(site_url: str, networks: tuple[str, ...]) -> bool:
    """Every poll asks."""
    return push.is_reachable(site_url, networks)


def of(feed: Feed) -> Subscription | None:
    """The feed's subscription, as long as it is wanted."""
    return Subscription.objects.wanted().filter(feed=feed).first() if is_on() else None


@transaction.atomic
def heed(feed: Feed, current: Subscription | None, links: HubLinks) -> None:
    """A document of the feed was read and named this hub and topic, or none: subscribe to what it names, and to
    nothing else. `current` as `of` gives it."""
    if max(len(links.hub), len(links.topic)) > URL_LENGTH:
        links = HubLinks()
    if current and (current.hub, current.topic) == (links.hub, links.topic):
        return
    if current:
        end(Subscription.objects.filter(pk=current.pk))
    if links.hub and is_on() and not _revive(feed, links):
        _begin(feed, links)


def _revive(feed: Feed, links: HubLinks) -> bool:
    """A feed that left out its hub for a moment keeps what it had. It is asked for again, in case the hub was told."""
    ending = Subscription.objects.filter(
        feed=feed, state=SubscriptionState.ENDING, hub=links.hub, topic=links.topic, lease_ends_at__gt=Now()
    )
    newest = ending.filter(callback__startswith=_callback("")).order_by("-pk").values("pk")[:1]
    revived = Subscription.objects.filter(pk__in=newest)
    return bool(revived.update(state=SubscriptionState.ACTIVE, next_attempt_at=Now(), failures=0, detail=""))


def _begin(feed: Feed, links: HubLinks) -> None:
    token = secrets.token_urlsafe(32)
    Subscription.objects.create(
        feed=feed,
        host=hosts_of([links.hub])[host_name(links.hub)],
        hub=links.hub,
        topic=links.topic,
        callback=_callback(token),
        token=token,
        secret=secrets.token_urlsafe(32),
    )


def _callback(token: str) -> str:
    return f"{settings.SITE_URL}{PATH}{token}"


@transaction.atomic
def end(subscriptions: SubscriptionQuerySet) -> int:
    """Want these no longer; how many. A hub that never confirmed, or whose lease is over, need not be told."""
    wanted = subscriptions.wanted()
    ended = wanted.filter(lease_ends_at__gt=Now()).update(
        state=SubscriptionState.ENDING, next_attempt_at=Now() + push.ENDING_REST, failures=0, detail=""
    )
    return ended + wanted.delete()[0]


def end_strays() -> int:
    """Those whose feed was deleted or paused, or whose callback is no address of ours any more; how many."""
    strays = Subscription.objects.wanted()
    if is_on():
        strays = strays.filter(Q(feed=None) | Q(feed__is_paused=True) | ~Q(callback__startswith=_callback("")))
    return end(Subscription.objects.filter(pk__in=list(strays.values_list("pk", flat=True))))


def ask(subscription: Subscription, token: UUID, *, post: Callable[[str, Mapping[str, str]], Outcome]) -> None:
    """One request to the hub, under the lease of its host: to subscribe, to renew, or to end it. The hub confirms in
    its own time, by calling us."""
    now = leasing.now()
    if _is_over(subscription, now):
        subscription.delete()
        return
    _count_request(subscription, token, now)
    close_old_connections()
    outcome = post(subscription.hub, _form(subscription))
    if not isinstance(outcome, Fetched):
        _save_refusal(subscription, token, outcome, now)


def _is_over(subscription: Subscription, now: datetime) -> bool:
    """Whether nobody need be told of its end any more."""
    is_run_out = subscription.lease_ends_at is None or subscription.lease_ends_at <= now
    is_ending = subscription.state == SubscriptionState.ENDING
    return is_ending and (is_run_out or subscription.failures >= push.MOST_ENDINGS)


@transaction.atomic
def _count_request(subscription: Subscription, token: UUID, now: datetime) -> None:
    """Before the request: the hub may confirm before it answers, and a worker may die over it."""
    leasing.hold(subscription.host_id, token)
    again_at = push.retry_at(subscription.failures + 1, now, jitter=jitter())
    row = Subscription.objects.filter(pk=subscription.pk, state=subscription.state)
    if not row.update(failures=F("failures") + 1, requested_at=now, next_attempt_at=again_at):
        raise LeaseLost  # it was ended, or is gone, since it was found due


def _form(subscription: Subscription) -> dict[str, str]:
    form = {"hub.callback": subscription.callback, "hub.topic": subscription.topic}
    if subscription.state == SubscriptionState.ENDING:
        return {"hub.mode": "unsubscribe", **form}
    lease = str(int(push.LEASE_WISH.total_seconds()))
    return {"hub.mode": "subscribe", **form, "hub.lease_seconds": lease, "hub.secret": subscription.secret}


@transaction.atomic
def _save_refusal(subscription: Subscription, token: UUID, outcome: Outcome, now: datetime) -> None:
    """Why nothing came of the request, unless the hub confirmed it all the same."""
    leasing.hold(subscription.host_id, token)
    row = Subscription.objects.filter(pk=subscription.pk, requested_at=now, failures__gt=0)
    row.update(detail=_named(outcome)[:DETAIL_LENGTH])
    if isinstance(outcome, RateLimited) and outcome.retry_after:
        row.update(next_attempt_at=Greatest(F("next_attempt_at"), now + outcome.retry_after))
    if rests_until := schedule.host_rests_until(outcome, now):
        leasing.rest_host(subscription.host_id, rests_until)


def _named(outcome: Outcome) -> str:
    match outcome:
        case Failed(kind=kind, detail=detail):
            return f"{kind}: {detail}"
        case RateLimited(status=status):
            return f"{status}, asks for rest"
        case Gone():
            return "410, gone"
        case NotModified() | Fetched():
            return "an answer that makes no sense"


@transaction.atomic
def confirm(*, token: str, mode: str, topic: str, lease: str) -> bool:
    """Whether we asked the hub for that (verification of intent, section 5.3); if so it is done. `lease`: the seconds
    that the hub grants, in its words."""
    subscription = Subscription.objects.select_for_update().filter(token=token).first()
    if subscription is None or subscription.topic != topic or subscription.requested_at is None:
        return False
    is_ending = subscription.state == SubscriptionState.ENDING
    if is_ending and mode == "unsubscribe":
        subscription.delete()
        return True
    if is_ending or mode != "subscribe":
        return False
    _activate(subscription, lease)
    return True


def _activate(subscription: Subscription, lease: str) -> None:
    now = leasing.now()
    standing, granted = subscription.standing, push.granted(lease)
    if standing is None or not standing.is_live(now):
        subscription.active_since, subscription.waiting_since, subscription.misses = now, None, 0
    subscription.state, subscription.failures, subscription.detail = SubscriptionState.ACTIVE, 0, ""
    subscription.lease_ends_at = now + granted
    subscription.next_attempt_at = push.renew_at(granted, now, jitter=jitter())
    subscription.save()


@transaction.atomic
def note_denial(*, token: str, topic: str, reason: str) -> bool:
    """The hub will not, or no longer, tell us (section 5.2); False when that is none of ours. It is asked again."""
    subscription = Subscription.objects.select_for_update().filter(token=token).first()
    if subscription is None or subscription.topic != topic:
        return False
    if subscription.state == SubscriptionState.ENDING:
        subscription.delete()
        return True
    subscription.state = SubscriptionState.DENIED
    subscription.detail = markup.clean_text(reason[: 4 * DETAIL_LENGTH], limit=DETAIL_LENGTH)
    subscription.next_attempt_at = leasing.now() + push.DENIED_REST
    subscription.save()
    return True


def wake(subscription: Subscription) -> None:
    """A push that the hub signed: its feed becomes due, unless it is failing and rests. A silent hub has spoken."""
    row = Subscription.objects.filter(pk=subscription.pk)
    row.update(last_push_at=Now(), waiting_since=None, misses=0)
    row.filter(state=SubscriptionState.SILENT).update(state=SubscriptionState.ACTIVE)
    soon = Greatest(Now(), F("last_polled_at") + push.PUSH_PAUSE)
    # A poll that is under way sees by any other time that one more is wished for.
    sooner = Least(F("next_poll_at") - timedelta(microseconds=1), soon)
    feeds = Feed.objects.filter(subscriptions=subscription, failures=0)
    feeds.update(next_poll_at=sooner)
    if feeds.due(ahead=AHEAD).exists():
        waking.wake_on_commit()


def keep(subscription: Subscription, standing: push.Standing) -> None:
    """What a poll said about the hub, unless it pushed meanwhile. Late too often, it counts as dead for a day."""
    if standing == subscription.standing:
        return
    row = Subscription.objects.filter(
        pk=subscription.pk, state=SubscriptionState.ACTIVE, last_push_at=subscription.last_push_at
    )
    row.update(waiting_since=standing.waiting_since, misses=standing.misses)
    if standing.misses >= push.DEAD_AFTER:
        again_at = Now() + push.SILENT_REST * (1 + schedule.JITTER * jitter())
        row.update(state=SubscriptionState.SILENT, waiting_since=None, next_attempt_at=again_at)


def jitter() -> float:
    """From -1 to 1, as the policies take it."""
    return random.uniform(-1, 1)  # noqa: S311  # no secret
