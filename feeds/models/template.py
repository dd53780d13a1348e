"""PageTemplate: what was learnt of how a source makes its pages, and how it fared."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.models import Source
from feeds import pages


class TemplateVerdict(models.TextChoices):
    """Why a page was read with care, as `pages.Verdict` names it."""

    NO_FRAME = pages.Verdict.NO_FRAME.value, _("the element of the article is not where it was")
    NO_TEXT = pages.Verdict.NO_TEXT.value, _("no text where it stood")
    NO_TITLE = pages.Verdict.NO_TITLE.value, _("no title, or one that contradicts the page's metadata")
    NO_DATE = pages.Verdict.NO_DATE.value, _("no date, unlike every page before")
    OTHER_LANGUAGE = pages.Verdict.OTHER_LANGUAGE.value, _("in another language")
    SHORT = pages.Verdict.SHORT.value, _("far shorter than the others, or than its own data say")
    LONG = pages.Verdict.LONG.value, _("far longer than the others")
    DOUBTFUL = pages.Verdict.DOUBTFUL.value, _("much that may be text where none stood before")
    DISAGREES = pages.Verdict.DISAGREES.value, _("another text when it was read with care to see")


class PageTemplate(models.Model):
    """One source's pages at one host: what was learnt of them. The lessons are the truth, the template is worked out
    from them (`feeds.pages.template`)."""

    source = models.ForeignKey(
        Source, models.CASCADE, verbose_name=pgettext_lazy("column", "source"), related_name="page_templates"
    )
    host = models.CharField(_("host"), max_length=262)  # of the pages, as `canonical_url.host_name` has it
    record = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)  # of the record: what workers keep is as old
    lessons = models.PositiveIntegerField(_("pages learnt from"), default=0, editable=False)
    learnt_at = models.DateTimeField(_("learnt at"), null=True, editable=False)  # None: too few pages agree yet
    uses = models.PositiveBigIntegerField(_("pages read by it"), default=0, editable=False)
    uses_since_learnt = models.PositiveBigIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    failures = models.PositiveBigIntegerField(_("pages that it did not fit"), default=0, editable=False)
    failures_in_a_row = models.PositiveIntegerField(_("failures in a row"), default=0, editable=False)
    lessons_in_a_row = models.PositiveIntegerField(default=0, editable=False)  # since the last page that it fitted
    last_failure = models.CharField(
        _("last failure"), max_length=20, choices=TemplateVerdict, blank=True, editable=False
    )
    relearnt = models.PositiveIntegerField(_("times learnt anew"), default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("template of pages")
        verbose_name_plural = _("templates of pages")
        constraints = [models.UniqueConstraint(fields=["source", "host"], name="template_once_per_host")]
        indexes = [models.Index(fields=["host"], name="template_by_host")]

    def __str__(self) -> str:
        return self.host
