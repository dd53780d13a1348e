"""Templates of pages: what was learnt of how a source makes its pages, for operators to look at, and to have learnt
anew. Shown with their source as well."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.admin.read_only import ReadOnlyAdmin
from articles.models import Source
from feeds import learning
from feeds.models import PageTemplate

if TYPE_CHECKING:
    _Inline = admin.TabularInline[PageTemplate, Source]
else:
    _Inline = admin.TabularInline

_FATE = ("learnt_at", "lessons", "uses", "last_used_at", "failures", "failures_in_a_row", "last_failure", "relearnt")


@admin.register(PageTemplate)
class PageTemplateAdmin(ReadOnlyAdmin):
    list_display = ("host", "source", "learnt_at", "uses", "failures", "failures_in_a_row", "last_failure", "relearnt")
    list_filter = (("learnt_at", admin.EmptyFieldListFilter), "last_failure")
    list_select_related = ("source",)
    list_per_page = 100
    ordering = ("source__name", "host")
    search_fields = ("host", "source__name")
    search_help_text = _("Part of the host's or the source's name")
    fields = ("source", "host", *_FATE, "places")
    actions = ("learn_anew",)

    def has_delete_permission(self, request: HttpRequest, obj: PageTemplate | None = None) -> bool:
        """With its source it may go, alone it may not: it can be learnt anew."""
        match = request.resolver_match
        is_alone = match is None or match.url_name is None or match.url_name.startswith("feeds_pagetemplate")
        return not is_alone and request.user.has_perm("articles.delete_source")

    @admin.display(description=_("where the text stands"))
    def places(self, template: PageTemplate) -> Any:
        return format_html('<pre dir="ltr" lang="en">{}</pre>', "\n".join(learning.told(template)) or "-")

    def has_learn_permission(self, request: HttpRequest) -> bool:
        """Nobody writes what was learnt; who may change sources' pages may have it forgotten."""
        return request.user.has_perm("feeds.change_pagetemplate")

    @admin.action(permissions=["learn"], description=_("Learn anew"))
    def learn_anew(self, request: HttpRequest, queryset: QuerySet[PageTemplate]) -> None:
        learn_anew(self, request, queryset)


class PageTemplateInline(_Inline):
    model = PageTemplate
    fields = ("host", *_FATE)
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def learn_anew(page: Any, request: HttpRequest, templates: QuerySet[PageTemplate]) -> None:
    count = learning.learn_anew(templates=list(templates.values_list("pk", flat=True)))
    words = ngettext(
        "%(count)d template is learnt anew from the next pages.",
        "%(count)d templates are learnt anew from the next pages.",
        count,
    )
    page.message_user(request, words % {"count": count}, messages.SUCCESS if count else messages.WARNING)
