"""Hosts: the servers that we visit. They come with addresses; an operator sets their limits."""

from datetime import UTC
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from feeds.admin.history import megabytes_of
from feeds.models import Host

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Host]
else:
    _Admin = admin.ModelAdmin

LONGEST_PAUSE: Final = 60.0  # seconds, as HOST_PAUSE_SECONDS allows; a lease lasts 90


@admin.register(Host)
class HostAdmin(_Admin):
    list_display = ("name", "pause", "next_visit_at", "is_leased")
    list_per_page = 100
    ordering = ("name",)
    search_fields = ("name",)
    fields = (
        "name",
        "pause",
        "requests_at_once",
        "silences",
        "next_visit_at",
        "leased_until",
        "size_today",
        "robots_fetched_at",
        "robots",
    )
    readonly_fields = ("name", "silences", "next_visit_at", "leased_until", "size_today", "robots_fetched_at", "robots")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Host | None = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "pause":
            return forms.FloatField(
                required=False,
                min_value=0.0,
                max_value=LONGEST_PAUSE,
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Host, form: Any, change: bool) -> None:
        obj.save(update_fields=["pause", "requests_at_once"])  # the rest is the workers'

    @admin.display(description=_("text of robots.txt"))
    def robots(self, host: Host) -> str:
        return format_html('<pre dir="ltr">{}</pre>', host.robots_body) if host.robots_body else ""

    @admin.display(description=_("fetched today (UTC)"))
    def size_today(self, host: Host) -> str:
        used = host.day_bytes if host.day == timezone.now().astimezone(UTC).date() else 0
        return megabytes_of(used, settings.HOST_DAY_MEGABYTES)

    @admin.display(description=_("being visited"), boolean=True, ordering="leased_until")
    def is_leased(self, host: Host) -> bool:
        return host.leased_until is not None and host.leased_until > timezone.now()
