"""Subscription: a hub's promise to tell us of a feed's news at once (WebSub)."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import models
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feeds.knowledge.push import Standing
from feeds.models.feed import Feed
from feeds.models.host import Host

_LONG = r"^[\w-]{43}$"  # 32 random bytes, as secrets.token_urlsafe writes them


class SubscriptionState(models.TextChoices):
    REQUESTED = "requested"  # or to be; the hub confirmed nothing yet
    ACTIVE = "active"  # confirmed; counts until the lease ends
    SILENT = "silent"  # confirmed, but polls bring the news before the hub does
    DENIED = "denied"
    ENDING = "ending"  # nobody wants it any more, and the hub is to be told


_UNCONFIRMED: Final = _("%(hub)s was asked to push it and has not agreed yet; next request: %(again)s.")
_PUSHED: Final = _("Pushed by %(hub)s, last at %(pushed)s; lease until %(until)s.")
_UNPROVEN: Final = _(
    "To be pushed by %(hub)s, lease until %(until)s; nothing came yet, so it is polled at its own pace."
)
_DOUBTED: Final = _("Pushed by %(hub)s, lease until %(until)s, but news came late: it is polled at its own pace.")
_LAPSED: Final = _("No longer pushed by %(hub)s: the lease ended at %(until)s; next request: %(again)s.")
_IN_WORDS: Final[dict[str, Promise]] = {
    SubscriptionState.SILENT: _("%(hub)s is silent: polls bring the news before it does; next request: %(again)s."),
    SubscriptionState.DENIED: _("%(hub)s refuses to push it; next request: %(again)s."),
    SubscriptionState.ENDING: _("%(hub)s is asked to push it no longer."),
}


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def due(self) -> "SubscriptionQuerySet":
        """Those whose hub is to be asked now: for the first time, again, for the next lease, or to stop."""
        return self.filter(next_attempt_at__lte=Now())

    def wanted(self) -> "SubscriptionQuerySet":
        return self.exclude(state=SubscriptionState.ENDING)


class Subscription(models.Model):
    """What we asked one hub about one feed, and what became of it. It outlives its feed until the hub knows."""

    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, related_name="subscriptions")
    host = models.ForeignKey(Host, models.PROTECT, related_name="subscriptions")  # the hub's
    hub = models.URLField(max_length=1000)
    topic = models.URLField(max_length=1000)  # under which the hub knows the feed
    callback = models.URLField(max_length=1000)  # our address, with the token at its end
    token = models.CharField(max_length=43, unique=True)  # nobody but the hub knows it
    secret = models.CharField(max_length=43)  # with which the hub signs
    state = models.CharField(max_length=10, choices=SubscriptionState, default=SubscriptionState.REQUESTED)
    next_attempt_at = models.DateTimeField(db_default=Now())  # when the hub is asked, for whatever the state calls for
    requested_at = models.DateTimeField(null=True)  # the last request, by which a confirmation is one that we asked for
    failures = models.PositiveSmallIntegerField(default=0)  # requests in a row that nothing came of
    detail = models.CharField(max_length=300, blank=True)  # why, or the hub's reason for a denial
    active_since = models.DateTimeField(null=True)  # without a gap
    lease_ends_at = models.DateTimeField(null=True)
    last_push_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)  # a poll brought news then, of which the hub has not told since
    misses = models.PositiveSmallIntegerField(default=0)  # times in a row that it did not, within push.GRACE
    created_at = models.DateTimeField(db_default=Now())

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["feed"], condition=~models.Q(state="ending"), name="one_wanted_subscription_a_feed"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SubscriptionState.values), name="subscription_state_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["active", "silent"])
                | models.Q(requested_at__isnull=False, active_since__isnull=False, lease_ends_at__isnull=False),
                name="active_subscription_was_asked_for_and_has_a_lease",
            ),
            models.CheckConstraint(
                condition=models.Q(token__regex=_LONG) & models.Q(secret__regex=_LONG),
                name="subscription_secrets_are_long",
            ),
        ]
        indexes = [models.Index(fields=["host", "next_attempt_at"], name="subscription_due")]

    def __str__(self) -> str:
        return self.topic

    @property
    def standing(self) -> Standing | None:
        """For the policy; None unless the hub confirmed it and proved no silent one."""
        if self.state != SubscriptionState.ACTIVE or self.active_since is None or self.lease_ends_at is None:
            return None
        return Standing(
            active_since=self.active_since,
            lease_ends_at=self.lease_ends_at,
            last_push_at=self.last_push_at,
            waiting_since=self.waiting_since,
            misses=self.misses,
        )

    def in_words(self, now: datetime, moment: Callable[[datetime], str]) -> str:
        """What an operator should know; `moment` writes a time."""
        times = {"pushed": self.last_push_at, "until": self.lease_ends_at, "again": self.next_attempt_at}
        words = {name: moment(at) if at else "-" for name, at in times.items()}
        return str(self._sentence(now) % {"hub": self.host.name, **words})

    def _sentence(self, now: datetime) -> Promise:
        standing = self.standing
        if standing is None:
            return _IN_WORDS.get(self.state, _UNCONFIRMED)
        if not standing.is_live(now):
            return _LAPSED
        if not standing.has_pushed:
            return _UNPROVEN
        return _DOUBTED if standing.misses else _PUSHED
