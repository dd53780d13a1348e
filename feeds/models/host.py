"""Host: a server that is visited by one worker at a time, under a lease with a fencing token (docs/decisions/0002)."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(seconds=90)  # longer than the longest request (30 s) with its pause and its commit
AHEAD = timedelta(seconds=1.5)  # what falls due before the beat's next look, and one that is late, is handed out now


class LeaseLost(Exception):
    """Another worker holds the lease now: drop the work, write nothing."""


class HostQuerySet(models.QuerySet["Host"]):
    def leased(self) -> "HostQuerySet":
        return self.filter(leased_until__gt=Now())

    def visitable(self, *, ahead: timedelta = timedelta(0)) -> "HostQuerySet":
        """Those that nobody visits and whose rest is over, or will be so soon."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lte=Now())
        return self.filter(free, next_visit_at__lte=Now() + ahead)


class Host(models.Model):
    """A server we visit, by name and port: one visitor at a time, with a pause between its requests."""

    name = models.CharField(_("name"), max_length=262, unique=True)  # lower case, ":port" unless it is the scheme's own
    pause = models.FloatField(
        _("pause between requests"),
        null=True,
        blank=True,
        help_text=_("Seconds between two requests; empty: HOST_PAUSE_SECONDS. robots.txt may ask for more."),
    )
    requests_at_once = models.PositiveSmallIntegerField(
        _("requests at once"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_(
            "Requests under way at one time, together with its neighbours under the same registered name; "
            "empty: HOST_REQUESTS_AT_ONCE."
        ),
    )
    next_visit_at = models.DateTimeField(_("next visit"), db_default=Now())  # after Retry-After and back-off
    leased_until = models.DateTimeField(_("held by a worker until"), null=True, editable=False)
    lease_token = models.UUIDField(null=True, editable=False)
    # The id of a feed: what a visitor that does not come back was at, which counts as that feed's failure.
    feed_under_way = models.BigIntegerField(null=True, editable=False)
    day = models.DateField(null=True, editable=False)  # of the last visit, in UTC
    day_bytes = models.BigIntegerField(  # fetched on it, unpacked
        _("bytes fetched on the day of the last visit"), default=0, db_default=0, editable=False
    )
    robots_body = models.TextField(_("text of robots.txt"), blank=True, editable=False)
    robots_fetched_at = models.DateTimeField(_("robots.txt read at"), null=True, editable=False)
    robots_problem = models.CharField(  # why the last try brought none
        _("problem with robots.txt"), max_length=200, blank=True, editable=False
    )
    silences = models.PositiveSmallIntegerField(  # None: never asked
        _("requests in a row without an answer"), null=True, editable=False
    )

    objects = HostQuerySet.as_manager()

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        indexes = [models.Index(fields=["next_visit_at"], name="host_next_visit")]

    def __str__(self) -> str:
        return self.name
