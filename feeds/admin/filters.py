"""How the lists are narrowed down: feeds by health and language of the source, entries by their text."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.knowledge.languages import LANGUAGES
from feeds.models import Entry, Feed


class FailingFilter(admin.SimpleListFilter):
    title = _("health")
    parameter_name = "failing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("failing")), ("no", _("answering")), ("never", _("never polled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        match self.value():
            case "yes":
                return queryset.filter(pk__in=Feed.objects.failing())
            case "no":
                return queryset.filter(last_polled_at__isnull=False).exclude(pk__in=Feed.objects.failing())
            case "never":
                return queryset.filter(last_polled_at=None)
        return queryset


class LanguageFilter(admin.SimpleListFilter):
    title = _("language of the source")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = Feed.objects.order_by().values_list("source__language", flat=True).distinct()
        return [(code, LANGUAGES[code].name) for code in sorted(codes) if code in LANGUAGES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Feed]) -> QuerySet[Feed]:
        return queryset.filter(source__language=self.value()) if self.value() else queryset


class TextFilter(admin.SimpleListFilter):
    """Poor texts show which source needs rules."""

    title = _("text")
    parameter_name = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("low", _("poor or missing")), ("none", _("missing")), ("good", _("good")), ("unread", _("not read"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        poor = Entry.objects.read_poorly()
        match self.value():
            case "low":
                return queryset.filter(pk__in=poor)
            case "none":
                return queryset.filter(quality=0)
            case "good":
                return queryset.filter(quality__isnull=False).exclude(pk__in=poor)
            case "unread":
                return queryset.filter(quality=None)
        return queryset
