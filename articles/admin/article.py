"""Articles: to look at, and to remove from the portal. Nobody edits them here: their source does."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import ActionLocation
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import publishing
from articles.admin.desk import ReasoningActionForm
from articles.admin.read_only import ReadOnlyAdmin
from articles.models import Article

_ON_BOTH_PAGES = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]
_HIDDEN_FIELDS = ("body_html",)  # markup is for readers' pages


@admin.register(Article)
class ArticleAdmin(ReadOnlyAdmin):
    class Media:
        css: ClassVar = {"all": ["css/admin.css"]}

    list_display = ("title", "source", "language", "published_at", "has_text", "has_image", "is_removed")
    list_filter = (
        "language",
        ("removed_at", admin.EmptyFieldListFilter),
        ("extracted_at", admin.EmptyFieldListFilter),
        "source",
    )
    list_select_related = ("source",)
    list_per_page = 50
    search_fields = ("title", "canonical_url")
    search_help_text = _("Words of the title or of the address")
    ordering = ("-published_at", "-id")
    show_full_result_count = False
    action_form = ReasoningActionForm
    actions = ("remove_from_portal", "restore_to_portal")
    fields = (
        "title",
        "source",
        "original",
        "language",
        ("published_at", "date_origin"),
        ("first_seen_at", "extracted_at", "removed_at"),
        "authors",
        "sections",
        "lead",
        "body_text",
        "is_partial",
        "read_also",
        "picture",
        "image_alt",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).defer(*_HIDDEN_FIELDS)

    def has_remove_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.change_article")

    @admin.action(permissions=["remove"], description=_("Remove from the portal"), location=_ON_BOTH_PAGES)
    def remove_from_portal(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._act(request, queryset.filter(removed_at=None), publishing.remove, gettext("Removed from the portal"))

    @admin.action(permissions=["remove"], description=_("Restore"), location=_ON_BOTH_PAGES)
    def restore_to_portal(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._act(request, queryset.filter(removed_at__isnull=False), publishing.restore, gettext("Restored"))

    @transaction.atomic
    def _act(self, request: HttpRequest, queryset: QuerySet[Article], act: Callable[..., int], name: str) -> None:
        """Do it, and have each article's history say who did it, when and why."""
        rows = queryset.select_related(None).only("pk", "title").order_by("pk")
        chosen = list(rows.select_for_update(of=("self",), no_key=True))
        changed = act(articles=[article.pk for article in chosen])
        record = ": ".join(filter(None, [name, _reasoning(request)]))
        LogEntry.objects.log_actions(cast(User, request.user).pk, chosen, CHANGE, record)
        words = ngettext("%(changed)d article was changed.", "%(changed)d articles were changed.", changed)
        self.message_user(request, words % {"changed": changed}, messages.SUCCESS)

    @admin.display(description=_("text"), boolean=True, ordering="extracted_at")
    def has_text(self, article: Article) -> bool:
        return article.extracted_at is not None

    @admin.display(description=pgettext_lazy("column", "image"), boolean=True)
    def has_image(self, article: Article) -> bool:
        return article.image_id is not None

    @admin.display(description=_("removed"), boolean=True, ordering="removed_at")
    def is_removed(self, article: Article) -> bool:
        return article.removed_at is not None

    @admin.display(description=_("address at the source"))
    def original(self, article: Article) -> str:
        return format_html('<a href="{0}" rel="noopener"><bdi dir="ltr">{0}</bdi></a>', article.canonical_url)

    @admin.display(description=_("links to other articles"))
    def read_also(self, article: Article) -> str:
        links = ((pointer["url"], pointer["title"]) for pointer in article.pointers)
        return format_html_join("", '<div><a href="{}" rel="noopener"><bdi>{}</bdi></a></div>', links) or "-"

    @admin.display(description=_("lead image"), empty_value="-")
    def picture(self, article: Article) -> Any:
        if article.image is None:
            return None
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:articles_image_change", args=[article.image_id]), article.image
        )


def _reasoning(request: HttpRequest) -> str:
    """What was written beside the button that was pressed, which Django's own form has checked already: the fields on
    an article's own page bear the page's name."""
    names = ("reasoning", f"{ActionLocation.CHANGE_FORM.value}-reasoning")
    return next((text for name in names if (text := request.POST.get(name, "").strip())), "")
