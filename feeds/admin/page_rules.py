"""The rules for a source's pages: written down, tried on an article, and given, on one page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Source
from feeds import ruling, trying
from feeds.discovering import URL_LENGTH, NoFeed
from feeds.knowledge.css_selectors import LONGEST
from feeds.models import PLACE_NAMES, Entry
from feeds.pages import ArticlePage
from feeds.pages.rules import PLACES, Rules, faults

PERMISSION: Final = "feeds.change_pagerules"
POOR_DAYS: Final = 7  # the poor pages of so many days are read again by new rules
MOST_READ_AGAIN: Final = 50
SHOWN_LENGTH: Final = 600  # characters of a text in a trial
_HELP: Final = {
    "title": _("The headline, for example h1.article-title"),
    "lead": _("The chapo above the text"),
    "body": _("The text: the element that holds it, or its paragraphs one by one, for example .article-body p"),
    "date": _("When it was published; of a time element its attribute is read"),
    "authors": _("Each author, or the line that names them"),
    "image": _("The picture, or what it stands in"),
}


class LinesField(forms.CharField):
    """Selectors, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 60, "dir": "ltr", "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in str(value or "").splitlines())
        return tuple(line for line in lines if line)


def _selector(place: str) -> forms.CharField:
    attributes = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "off", "size": 60}
    return forms.CharField(
        required=False,
        max_length=LONGEST,
        label=capfirst(PLACE_NAMES[place]),
        help_text=_HELP[place],
        widget=forms.TextInput(attrs=attributes),
    )


class RulesForm(forms.Form):
    title, lead, body, date, authors, image = map(_selector, PLACES)
    drop = LinesField(
        required=False,
        label=capfirst(PLACE_NAMES["drop"]),
        help_text=_("What is no part of the article, wherever it stands: one selector a line, for example .promo"),
    )
    address = forms.URLField(
        required=False,
        max_length=URL_LENGTH,
        label=_("Article to try them on"),
        help_text=_("The address of an article of this source. It is fetched once; nothing is stored."),
        widget=forms.URLInput(attrs={"dir": "ltr", "size": 60}),
    )

    @property
    def rules(self) -> Rules:
        said = self.cleaned_data
        return Rules(**{place: " ".join(said[place].split()) for place in PLACES}, drop=said["drop"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        for place, fault in faults(self.rules).items():
            self.add_error(place, fault)
        if "try" in self.data and not cleaned.get("address"):
            self.add_error("address", ValidationError(_("Give the address of an article of this source.")))
        return cleaned


@dataclass(frozen=True, kw_only=True)
class Row:
    """One place of the trial: what the rules gave, and what is read without them."""

    name: Any
    is_missed: bool
    ruled: str
    plain: str


def view(owner: "admin.ModelAdmin[Source]") -> Callable[..., HttpResponse]:
    """The page, in the frame of the sources' own admin."""

    def rules_view(request: HttpRequest, source_id: int) -> HttpResponse:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        source = get_object_or_404(Source, pk=source_id)
        form = RulesForm(request.POST or None, initial=_known(source))
        trial = None
        if request.method == "POST" and form.is_valid():
            if "try" not in request.POST:
                return _given(request, source, form.rules)
            trial = trying.try_rules(form.cleaned_data["address"], source=source, rules=form.rules)
        context = {"form": form, "source": source, "opts": Source._meta, "title": _("Rules for pages"), **_shown(trial)}
        context |= owner.admin_site.each_context(request)
        return TemplateResponse(request, "admin/feeds/source/rules.html", context)

    return rules_view


def _known(source: Source) -> dict[str, Any]:
    rules = ruling.rules_of(source.pk)
    newest = Entry.objects.filter(feed__source=source).order_by("-pk").values_list("link", flat=True).first()
    return {**rules.given, "drop": "\n".join(rules.drop), "address": newest or ""}


def _given(request: HttpRequest, source: Source, rules: Rules) -> HttpResponse:
    """Store them, say who did it in the source's history, and have what was read poorly read again."""
    ruling.give_rules(source=source, rules=rules)
    said = ", ".join([*rules.given, *(["drop"] if rules.drop else [])]) or "-"
    user = cast(User, request.user)
    LogEntry.objects.log_actions(user.pk, [source], CHANGE, str(_("Rules for pages: %(places)s") % {"places": said}))
    messages.success(request, _("The rules are kept. Pages are read by them from now on."))
    poor = Entry.objects.of_source(source.pk, days=POOR_DAYS).read_poorly().order_by("-pk")
    count = ruling.read_again(entries=poor.values_list("pk", flat=True)[:MOST_READ_AGAIN])
    if count:
        words = ngettext(
            "%(count)d page with a poor text is read again.", "%(count)d pages with a poor text are read again.", count
        )
        messages.info(request, words % {"count": count})
    return HttpResponseRedirect(reverse("admin:articles_source_change", args=[source.pk]))


def _shown(trial: "trying.Trial | NoFeed | None") -> dict[str, Any]:
    if trial is None:
        return {}
    if isinstance(trial, NoFeed):
        return {"failure": trial.reason}
    effect = trial.effect
    ruled, plain = _values(effect.ruled), _values(effect.plain)
    rows = [
        Row(
            name=PLACE_NAMES[place],
            is_missed=place in effect.ruled.missed_rules,
            ruled=ruled[place],
            plain=plain[place],
        )
        for place in PLACES
    ]
    return {"trial": trial, "rows": rows, "dropped": effect.dropped.items(), "qualities": (effect.ruled, effect.plain)}


def _values(page: ArticlePage) -> dict[str, str]:
    return {
        "title": page.title,
        "lead": page.lead,
        "body": Truncator(page.body_text).chars(SHOWN_LENGTH),
        "date": str(localize(page.published_at)) if page.published_at else "",
        "authors": ", ".join(page.authors),
        "image": page.image_url,
    }
