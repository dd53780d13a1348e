"""Entries: the ledger of what the feeds showed, to look up why a text did not come. Nobody edits or deletes it: a
line that is gone comes again with the next poll."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles.admin.read_only import ReadOnlyAdmin
from feeds import ruling
from feeds.admin.filters import TextFilter
from feeds.admin.page_rules import PERMISSION
from feeds.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ("link", "source_name", "text_quality", "state", "attempts", "failure", "first_seen_at")
    list_filter = ("state", TextFilter, "feed__source")
    actions = ("read_again",)
    list_select_related = ("feed__source",)
    list_per_page = 50
    ordering = ("-id",)
    search_fields = ("link",)
    search_help_text = _("Part of the address")
    show_full_result_count = False
    fields = (
        "address",
        "feed",
        "article",
        "state",
        "text_quality",
        "readings",
        "attempts",
        "failure",
        "next_attempt_at",
        "leased_until",
        "host",
        "first_seen_at",
    )

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """With its feed or its source it may go, alone it may not."""
        match = request.resolver_match
        is_alone = match is None or match.url_name is None or match.url_name.startswith("feeds_entry")
        return not is_alone and request.user.has_perm("feeds.delete_feed")

    def has_read_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)

    @admin.action(permissions=["read_again"], description=_("Read the page again"))
    def read_again(self, request: HttpRequest, queryset: QuerySet[Entry]) -> None:
        count = ruling.read_again(entries=queryset.values_list("pk", flat=True))
        words = ngettext("%(count)d page is read again.", "%(count)d pages are read again.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @admin.display(description=_("quality of the text"), ordering="quality", empty_value="-")
    def text_quality(self, entry: Entry) -> str | None:
        return None if entry.quality is None else number_format(round(entry.quality, 2), 2)

    @admin.display(description=pgettext_lazy("column", "source"), ordering="feed__source__name")
    def source_name(self, entry: Entry) -> str:
        return entry.feed.source.name

    @admin.display(description=_("address"))
    def address(self, entry: Entry) -> Any:
        return format_html('<a href="{0}" rel="noopener noreferrer"><bdi dir="ltr">{0}</bdi></a>', entry.link)

    @admin.display(description=_("last failure"))
    def failure(self, entry: Entry) -> Any:
        return format_html('<bdi dir="ltr" lang="en">{}</bdi>', entry.detail) if entry.detail else ""
