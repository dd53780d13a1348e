"""The words of sources' own sections, and the section of the portal that each stands for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models.source import Section, Source


class SectionWord(models.Model):
    """A word that an editor, or the beginning's list (starter_sections.py), gave a section; `general`: it says nothing.

    Written by `sorting` only, since what is stored already must be sorted again after each change."""

    word = models.CharField(_("word"), max_length=100, help_text=_("As sources write it: Économie, رياضة"))
    key = models.CharField(max_length=100, editable=False)  # what is compared (section_words.py)
    source = models.ForeignKey(
        Source,
        models.CASCADE,
        verbose_name=pgettext_lazy("column", "source"),
        related_name="section_words",
        null=True,
        blank=True,
        help_text=_("Empty: the word means this in every source. A source's own word comes first."),
    )
    section = models.CharField(
        _("section"),
        max_length=20,
        choices=Section,
        help_text=_("“General”: the word says nothing of an article's subject."),
    )

    objects: ClassVar[models.Manager["SectionWord"]] = models.Manager()

    class Meta:
        verbose_name = _("word of a section")
        verbose_name_plural = _("words of sections")
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "source"], name="section_word_once", nulls_distinct=False),
            models.CheckConstraint(name="section_word_has_key", condition=~models.Q(key="")),
            models.CheckConstraint(name="section_word_known", condition=models.Q(section__in=Section.values)),
        ]

    def __str__(self) -> str:
        return self.word


class SortingState(models.Model):
    """How far stored articles have been sorted again since the words changed: those below this number still wait.
    One row; without it nothing waits."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    below = models.BigIntegerField()

    objects: ClassVar[models.Manager["SortingState"]] = models.Manager()

    class Meta:
        verbose_name = _("state of the sorting")
        verbose_name_plural = _("states of the sorting")
        constraints = [models.CheckConstraint(name="sorting_state_once", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return f"below {self.below}"
