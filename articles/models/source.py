"""Source: an outlet, as readers know it."""

from datetime import timedelta
from functools import cache
from typing import ClassVar, Final
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from articles import paths
from articles.knowledge import hosts, mail_domains
from articles.knowledge.languages import LANGUAGES

RESERVED_SLUGS: Final = frozenset(
    {
        *("account", "edition", "embed", "from", "image", "in", "moderation", "offline", "on", "search", "section"),
        *("sources", "text", "ticker"),
    }
)  # pages of our own (urls.py)


class DisplayPolicy(models.TextChoices):
    """How much of a source's articles the portal may show (EU DSM art. 15; the operator's choice)."""

    FULL = "full", _("full text")
    EXCERPT = "excerpt", _("excerpt of at most 300 characters")
    HEADLINE = "headline", _("headline only")


@cache  # there are few, and a page asks for dozens
def strictest(*policies: str) -> DisplayPolicy:
    """Of several display policies the one that shows least; "" asks for nothing."""
    return DisplayPolicy(max(filter(None, policies), key=DisplayPolicy.values.index, default=DisplayPolicy.FULL))


class Requester(models.TextChoices):
    """Who asks to have something taken down (articles/models/takedown.py), and at whose request it was."""

    PUBLISHER = "publisher", _("publisher")
    PERSON = "person", _("person concerned")


class Section(models.TextChoices):
    """What an article is about: by its own words (models/section.py), else by what its source writes about. GENERAL is
    none of the others, and has no page."""

    GENERAL = "general", _("General")
    POLITICS = "politics", _("Politics")
    ECONOMY = "economy", _("Economy")
    SOCIETY = "society", _("Society")
    SPORT = "sport", _("Sport")
    CULTURE = "culture", _("Culture")
    WORLD = "world", _("World")
    TECHNOLOGY = "technology", _("Technology")


def validate_host(written: str) -> None:
    try:
        hosts.host_name(written)
    except hosts.NotAHost as problem:
        message = _("“%(host)s” is no host name. Write the name alone, for example m.example.com.")
        raise ValidationError(message, params={"host": str(problem)}) from None


class SourceQuerySet(models.QuerySet["Source"]):
    def shown(self) -> "SourceQuerySet":
        return self.filter(is_shown=True)

    def found_here(self) -> "SourceQuerySet":
        """Those whose articles search engines are to find here: who shows a full text names the source's own page."""
        return self.shown().exclude(display_policy=DisplayPolicy.FULL)

    def withdrawn(self) -> "SourceQuerySet":
        """Hidden at their publisher's request."""
        return self.filter(is_shown=False).exclude(withdrawn_for="")

    def with_freshness(self, *, days: int) -> "SourceQuerySet":
        """With `newest_id`, `newest_title`, `newest_language` and `newest_at` of the newest article that readers see
        (None: there is none), and `articles_a_day`, the mean of the last `days`."""
        articles = self.model._meta.get_field("articles").related_model._default_manager
        visible = articles.filter(source=models.OuterRef("pk"), removed_at=None)
        newest = visible.order_by("-published_at", "-id")
        recent = visible.filter(published_at__gt=Now() - timedelta(days=days), published_at__lte=Now()).order_by()
        count = recent.values("source").annotate(count=models.Count("pk")).values("count")
        mean = Coalesce(models.Subquery(count), 0, output_field=models.FloatField()) / float(days)
        return self.annotate(
            newest_id=models.Subquery(newest.values("pk")[:1]),
            newest_title=models.Subquery(newest.values("title")[:1]),
            newest_language=models.Subquery(newest.values("language")[:1]),
            newest_at=models.Subquery(newest.values("published_at")[:1]),
            articles_a_day=mean,
        )


class Source(models.Model):
    """An outlet: name, home page, and what the portal knows about it."""

    slug = models.SlugField(
        _("name in addresses"), max_length=60, unique=True, help_text=_("In the addresses of its pages: /fr/…/")
    )
    name = models.CharField(_("name"), max_length=120)
    home_url = models.URLField(_("home page"), max_length=500)
    alias_hosts = ArrayField(
        models.CharField(max_length=hosts.LONGEST, validators=[validate_host]),
        verbose_name=_("other hosts"),
        default=list,
        blank=True,
        help_text=_(
            "Other names under which its site serves the same articles, one a line, for example m.example.com. "
            "Their addresses become addresses of the home page's host."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        blank=True,
        choices=[(code, language.name) for code, language in LANGUAGES.items()],
        help_text=_("The language it mostly writes in; each article's own is detected."),
    )
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("ISO 3166 code, for example MA"))
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="UTC", help_text=_("IANA name, for example Africa/Casablanca")
    )
    section = models.CharField(_("section"), max_length=20, choices=Section, default=Section.GENERAL)
    display_policy = models.CharField(
        _("display policy"), max_length=10, choices=DisplayPolicy, default=DisplayPolicy.FULL
    )
    is_shown = models.BooleanField(
        _("visibility to readers"), default=True, help_text=_("Off: its articles disappear from every page.")
    )
    withdrawn_for = models.CharField(  # at whose request an editor hid it; means nothing while it is shown
        max_length=10, choices=Requester, blank=True, default="", db_default="", editable=False
    )
    shows_pictures = models.BooleanField(  # what the last PicturePolicy says; written by articles.moderation.permitting
        _("its pictures are shown"), db_default=True, default=True, editable=False
    )
    created_at = models.DateTimeField(_("added at"), db_default=Now(), editable=False)

    objects: ClassVar[models.Manager["Source"]] = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="source_display_policy_known", condition=models.Q(display_policy__in=DisplayPolicy.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return paths.source(self.slug)

    @property
    def mail_domains(self) -> list[str]:
        """At which domains an e-mail address is its publisher's; none where anybody can have one."""
        return mail_domains.domains([urlsplit(self.home_url).netloc, *self.alias_hosts])
