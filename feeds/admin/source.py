"""What a source's page tells once its pages are read: how good their texts are, and the rules by which they are cut."""

from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Avg, Count, FloatField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Now
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from articles.admin.source import SourceAdmin
from articles.models import Source
from feeds.admin import page_rules, template
from feeds.models import PLACE_NAMES, TEXTLESS, TRIED, Entry, PageRules, PageTemplate

DAYS: Final = 28  # over which texts are judged

admin.site.unregister(Source)  # articles' own page, which knows nothing of feeds


@admin.register(Source)
class AcquiredSourceAdmin(SourceAdmin):
    """The same, with what feeds know of it."""

    change_form_template = "admin/feeds/source/change_form.html"
    _acquired = ("texts", "rules")
    actions = ("learn_anew",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        tried = Entry.objects.filter(
            TRIED, feed__source=OuterRef("pk"), first_seen_at__gte=Now() - timedelta(days=DAYS)
        )
        by_source = tried.order_by().values("feed__source")
        texts = by_source.annotate(found=Avg("quality", filter=Q(quality__gt=0)))
        pages = by_source.annotate(found=Avg(Coalesce("quality", 0.0)))
        textless = by_source.annotate(found=Cast(Count("pk", filter=TEXTLESS), FloatField()) / Count("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                text_quality=Subquery(texts.values("found")),
                page_quality=Subquery(pages.values("found")),  # those without a text count as 0
                textless=Subquery(textless.values("found")),
            )
        )

    def get_inlines(self, request: HttpRequest, obj: Source | None) -> Any:
        return [template.PageTemplateInline] if obj else []

    def get_list_display(self, request: HttpRequest) -> Any:
        name, *others = super().get_list_display(request)
        return (name, "texts_in_short", *others)

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        own = [name for name in super().get_fields(request, obj) if name not in self._acquired]
        return [(None, {"fields": own}), *([(_("Its pages"), {"fields": self._acquired})] if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> tuple[str, ...]:
        own = super().get_readonly_fields(request, obj)
        return (*own, *self._acquired) if obj else own

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(page_rules.view(self))
        return [path("<int:source_id>/rules/", view, name="articles_source_rules"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        may_rule = request.user.has_perm(page_rules.PERMISSION)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "may_rule": may_rule})

    @admin.action(permissions=["change"], description=_("Learn its pages' template anew"))
    def learn_anew(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        template.learn_anew(self, request, PageTemplate.objects.filter(source__in=queryset.values("pk")))

    @admin.display(description=_("texts"), ordering="page_quality", empty_value="-")
    def texts_in_short(self, source: Any) -> str | None:
        """The mean quality of its texts, and the share of pages that gave none."""
        if source.textless is None:
            return None
        quality = "-" if source.text_quality is None else number_format(round(source.text_quality, 2), 2)
        words = _("%(quality)s · %(share)d %% without text")
        return str(words % {"quality": quality, "share": round(100 * source.textless)})

    @admin.display(description=_("texts of the last 4 weeks"))
    def texts(self, source: Source) -> SafeString:
        return texts_in_words(source)

    @admin.display(description=_("rules for pages"))
    def rules(self, source: Source) -> SafeString:
        return rules_in_words(source)


def texts_in_words(source: Source) -> SafeString:
    """How many pages were read and how well; where there are poor ones, a link to them."""
    found = Entry.objects.of_source(source.pk, days=DAYS).figures()
    if not found["tried"]:
        return format_html("{}", _("No page was read yet."))
    words = ngettext("%(count)d page was read.", "%(count)d pages were read.", found["tried"])
    parts = [words % {"count": found["tried"]}]
    if found["quality"] is not None:
        quality = number_format(round(found["quality"], 2), 2)
        parts.append(_("Mean quality of the texts: %(quality)s.") % {"quality": quality})
    share = round(100 * found["textless"] / found["tried"])
    parts.append(_("Without a text: %(count)d (%(share)d %%).") % {"count": found["textless"], "share": share})
    if not found["poor"] + found["textless"]:
        return format_html("{}", " ".join(map(str, parts)))
    parts.append(_("With a doubtful one: %(count)d.") % {"count": found["poor"]})
    query = urlencode({"text": "low", "feed__source__id__exact": source.pk})
    link = format_html('<a href="{}?{}">{}</a>', reverse("admin:feeds_entry_changelist"), query, _("Look at them"))
    return format_html("{} {}", " ".join(map(str, parts)), link)


def rules_in_words(source: Source) -> SafeString:
    """Which rules there are, and which of them seem to have lost what they should find."""
    row = PageRules.objects.filter(pk=source.pk).first()
    if row is None:
        return format_html("{}", _("None: the pages are read as any others."))
    named = [name for place, name in PLACE_NAMES.items() if getattr(row, place)]
    told = format_html_join("", '<li class="lost">{}</li>', [[words] for words in lost_in_words(row)])
    names = pgettext("between authors", ", ").join(map(str, named))
    return format_html('{} <ul class="reasons">{}</ul>', names, told)


def lost_in_words(row: PageRules) -> list[str]:
    """ "The rule for the text found nothing on 3 pages in a row.", one sentence a rule."""
    return [
        ngettext(
            "The rule for “%(place)s” found nothing on %(count)d page in a row: the ordinary reading stood in.",
            "The rule for “%(place)s” found nothing on %(count)d pages in a row: the ordinary reading stood in.",
            count,
        )
        % {"place": PLACE_NAMES[place], "count": count}
        for place, count in row.lost.items()
    ]
