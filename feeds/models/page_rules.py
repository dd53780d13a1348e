"""PageRules: what an editor says about the pages of one source, and whether it still holds."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Source
from feeds.knowledge.css_selectors import LONGEST
from feeds.pages.rules import MOST_DROPPED, PLACES, Rules

TOLD_AFTER = 3  # pages in a row on which a rule found nothing: then the editor is told


# What people call the places.
PLACE_NAMES: Final = {
    "title": _("title"),
    "lead": _("lead"),
    "body": _("text"),
    "date": _("date"),
    "authors": _("authors"),
    "image": _("lead image"),
    "drop": _("taken out"),
}


def _selector(place: str) -> "models.CharField[str, str]":
    return models.CharField(PLACE_NAMES[place], max_length=LONGEST, blank=True)


class PageRules(models.Model):
    """The CSS rules of one source: they come before everything else that is known of its pages."""

    source = models.OneToOneField(
        Source, models.CASCADE, primary_key=True, verbose_name=_("source"), related_name="page_rules"
    )
    title = _selector("title")
    lead = _selector("lead")
    body = _selector("body")
    date = _selector("date")
    authors = _selector("authors")
    image = _selector("image")
    drop = ArrayField(
        models.CharField(max_length=LONGEST),
        verbose_name=PLACE_NAMES["drop"],
        size=MOST_DROPPED,
        default=list,
        blank=True,
    )
    misses = models.JSONField(default=dict, editable=False)  # pages in a row on which a rule found nothing, by place
    changed_at = models.DateTimeField(_("changed at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("rules for pages")
        verbose_name_plural = _("rules for pages")

    def __str__(self) -> str:
        return str(self.source)

    @property
    def values(self) -> Rules:
        return Rules(**{place: getattr(self, place) for place in PLACES}, drop=tuple(self.drop))

    @property
    def lost(self) -> dict[str, int]:
        """The places whose rule found nothing on the last pages, and on how many in a row."""
        given = self.values.given
        return {place: self.misses[place] for place in given if self.misses.get(place, 0) >= TOLD_AFTER}
