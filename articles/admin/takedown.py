"""Take-down cases: what publishers and persons ask for, and what editors decide on it."""

from typing import Any, ClassVar, Final, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin.decision import decider
from articles.admin.desk import ReasoningField, problems
from articles.admin.queue import WaitingFirst
from articles.admin.read_only import ReadOnlyAdmin
from articles.models import OF_SOURCE, Article, CaseDecision, CaseVerdict, DisplayPolicy, Image, TakedownCase, Wish
from articles.models.takedown import TakedownCaseQuerySet
from articles.takedowns import taking_down

_POLICIES: Final = {
    CaseVerdict.SOURCE_FULL: DisplayPolicy.FULL.label,
    CaseVerdict.SOURCE_EXCERPT: DisplayPolicy.EXCERPT.label,
    CaseVerdict.SOURCE_HEADLINE: DisplayPolicy.HEADLINE.label,
    CaseVerdict.SOURCE_NONE: _("nothing at all"),
}


class VerdictForm(forms.Form):
    """A verdict on one case, by the button that was pressed."""

    verdict = forms.ChoiceField(choices=CaseVerdict.choices)
    reasoning = ReasoningField()


class CaseFilter(WaitingFirst):
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("decided", _("decided on")), ("all", pgettext_lazy("take-down cases", "all"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[TakedownCase]) -> QuerySet[TakedownCase]:
        cases = cast("TakedownCaseQuerySet", queryset)
        match self.value():
            case "all":
                return cases
            case "decided":
                return cases.decided()
            case _:
                return cases.undecided()


@admin.register(TakedownCase)
class CaseAdmin(ReadOnlyAdmin):
    """Cases that their requester confirmed. Who asked stands on a case's own page only."""

    class Media:
        css: ClassVar = {"all": ["css/admin.css", "css/desk.css"]}

    list_display = ("number", "requester", "source", "concerns", "wish", "reason", "confirmed_at", "decided")
    list_filter = (CaseFilter, "requester")
    list_select_related = ("source",)
    list_per_page = 50
    ordering = ("confirmed_at", "pk")
    search_fields = ("=id", "source__name", "articles__title")
    show_full_result_count = False
    actions = None
    fields = (("confirmed_at", "forgotten_at"),)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.decide_takedown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TakedownCase]:
        cases = cast("TakedownCaseQuerySet", super().get_queryset(request))
        return cases.confirmed().with_last_decision()

    def get_urls(self) -> list[URLPattern]:
        decide = self.admin_site.admin_view(require_POST(self.decide_view))
        return [path("<int:case_id>/decide/", decide, name="articles_takedowncase_decide"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        case = self.get_object(request, object_id)
        context = {"case": case, "may_decide": self.has_decide_permission(request), **(_facts(case) if case else {})}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def decide_view(self, request: HttpRequest, case_id: int) -> HttpResponse:
        """The buttons on a case's page; then back to what else waits."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        case = get_object_or_404(TakedownCase.objects.confirmed(), pk=case_id)
        form = VerdictForm(request.POST)
        if not form.is_valid():
            self.message_user(request, problems(form), messages.ERROR)
            return redirect("admin:articles_takedowncase_change", case_id)
        return self._decide(request, case, CaseVerdict(form.cleaned_data["verdict"]), form.cleaned_data["reasoning"])

    def _decide(self, request: HttpRequest, case: TakedownCase, verdict: CaseVerdict, reasoning: str) -> HttpResponse:
        editor = cast("User", request.user)
        try:
            taking_down.decide(case_id=case.pk, verdict=verdict, reasoning=reasoning.strip(), editor=editor)
        except taking_down.NotOfferedError:
            words = gettext("“%(verdict)s” does not fit this case any more. Please look at it again.")
            self.message_user(request, words % {"verdict": verdict.label}, messages.ERROR)
            return redirect("admin:articles_takedowncase_change", case.pk)
        words = gettext("№ %(number)d: %(verdict)s. The decision is on record, and the requester is told.")
        self.message_user(request, words % {"number": case.pk, "verdict": verdict.label}, messages.SUCCESS)
        return redirect("admin:articles_takedowncase_changelist")

    @admin.display(description=_("case"), ordering="id")
    def number(self, case: TakedownCase) -> str:
        return f"№ {case.pk}"

    @admin.display(description=_("concerns"))
    def concerns(self, case: TakedownCase) -> Any:
        if case.is_of_source:
            return gettext("the whole source")
        first, *others = case.articles.order_by("pk").values_list("title", flat=True) or [""]
        return format_html("<bdi>{}</bdi>{}", first, f" + {len(others)}" if others else "")

    @admin.display(description=_("last decision"))
    def decided(self, case: Any) -> str:
        verdict = str(CaseVerdict(case.last_verdict).label) if case.last_verdict else ""
        return gettext("hidden until you decide: %(verdict)s") % {"verdict": verdict} if case.last_rule else verdict


@admin.register(CaseDecision)
class CaseDecisionAdmin(ReadOnlyAdmin):
    """The record, for good."""

    list_display = ("created_at", "verdict", "of_case", "decided_by", "reasoning", "overrides")
    list_display_links = ("created_at",)
    list_filter = ("verdict", ("editor", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("editor", "overrides")
    fields = ("created_at", "verdict", "of_case", "decided_by", "reasoning", "overrides")
    search_fields = ("reasoning", "=case__id")
    show_full_result_count = False

    @admin.display(description=_("decided by"))
    def decided_by(self, decision: CaseDecision) -> str:
        return decider(decision)

    @admin.display(description=_("case"))
    def of_case(self, decision: CaseDecision) -> SafeString:
        address = reverse("admin:articles_takedowncase_change", args=[decision.case_id])
        return format_html('<a href="{}">№ {}</a>', address, decision.case_id)


def _facts(case: TakedownCase) -> dict[str, Any]:
    """What an editor sees of a case before deciding: its articles as readers have them now, what was decided on it,
    other cases of the source, and the verdicts that it allows, those for the whole source apart."""
    offered = taking_down.verdicts_for(case)
    articles = Article.objects.filter(takedown_cases=case).select_related("source")
    decisions = list(case.decisions.select_related("editor"))
    others = TakedownCase.objects.confirmed().filter(source=case.source_id).exclude(pk=case.pk)
    return {
        "articles": list(articles.defer("body_html", "body_text").newest_first()),
        "decisions": [(decision, decider(decision)) for decision in decisions],
        "is_hidden": bool(decisions) and decisions[0].editor is None,
        "pictures": Image.objects.filter(articles__in=articles).distinct() if case.wish == Wish.PICTURE else [],
        "others": others.with_last_decision().order_by("-pk")[:10],
        "verdicts": [verdict for verdict in offered if verdict not in OF_SOURCE],
        "source_verdicts": [(verdict, _POLICIES[verdict]) for verdict in offered if verdict in OF_SOURCE],
        "verdict_form": VerdictForm(),
    }
