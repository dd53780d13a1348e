"""Lists of feeds (OPML) come in and go out by the admin, as by `import_opml` and `export_opml`."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import DisplayPolicy
from feeds import exchanging
from feeds.knowledge import opml
from feeds.models import Feed

if TYPE_CHECKING:
    _FeedAdmin = admin.ModelAdmin[Feed]
else:
    _FeedAdmin = admin.ModelAdmin

MOST_BYTES: Final = 10_000_000  # as import_opml takes
MOST_NAMED: Final = 50  # outlines that were skipped, with the reason


class ListForm(forms.Form):
    """A file that another reader wrote, or this portal."""

    file = forms.FileField(label=_("OPML file"))
    display_policy = forms.ChoiceField(
        label=_("display policy"),
        choices=DisplayPolicy.choices,
        help_text=_("How much of their articles is shown, where the list does not say."),
    )

    def clean_file(self) -> list[opml.OpmlFeed]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is too large. Split it into several files."))
        try:
            return opml.read(file.read())
        except opml.NotOpml as problem:
            words = _("This file is no list of feeds: %(reason)s") % {"reason": problem}
            raise ValidationError(words) from None


class Exchange(_FeedAdmin):
    """A half of FeedAdmin: the two ways of a list, for who may add feeds and for who may see them."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("import/", view(self.import_list), name="feeds_feed_import"),
            path("export/", view(self.export_list), name="feeds_feed_export"),
        ]
        return [*own, *super().get_urls()]

    def import_list(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ListForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            policy = form.cleaned_data["display_policy"]
            parts = list(exchanging.import_batches(form.cleaned_data["file"], display_policy=policy))
            _tell(request, exchanging.together(parts))
            return HttpResponseRedirect(reverse("admin:feeds_feed_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": Feed._meta,
            "title": _("Import a list"),
            "form": form,
        }
        return TemplateResponse(request, "admin/feeds/feed/import.html", context)

    def export_list(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        document = opml.write(exchanging.export_list(), title=settings.SITE_NAME)
        headers = {"Content-Disposition": 'attachment; filename="feeds.opml"'}
        return HttpResponse(document, content_type="text/x-opml; charset=utf-8", headers=headers)


def _tell(request: HttpRequest, imported: exchanging.Imported) -> None:
    """How many came and were known; each that was skipped, with the reason."""
    added = imported.added
    count, known = len(added.feeds), added.known
    words = ngettext("%(count)d feed was imported.", "%(count)d feeds were imported.", count) % {"count": count}
    messages.add_message(request, messages.SUCCESS if count else messages.INFO, words)
    if known:
        words = ngettext("%(count)d feed was known already.", "%(count)d feeds were known already.", known)
        messages.info(request, words % {"count": known})
    if added.refused:
        words = ngettext("%(count)d line was skipped:", "%(count)d lines were skipped:", len(added.refused))
        lines = [(draft.line, draft.url[:200] or draft.title[:80], why) for draft, why in added.refused]
        messages.warning(request, _listed(words % {"count": len(lines)}, lines))
    if imported.remarks:
        words = ngettext("%(count)d remark:", "%(count)d remarks:", len(imported.remarks))
        messages.info(
            request, _listed(words % {"count": len(imported.remarks)}, [("", "", each) for each in imported.remarks])
        )


def _listed(words: str, lines: list[Any]) -> SafeString:
    items = format_html_join("", '<li><bdi dir="ltr" lang="en">{} {} {}</bdi></li>', lines[:MOST_NAMED])
    more = "…" if len(lines) > MOST_NAMED else ""
    return format_html("{}<ul>{}</ul>{}", words, items, more)
