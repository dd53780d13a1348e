"""The moderation desk: images that readers reported, and what editors decide on them."""

from collections.abc import Callable
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.csp import CSP
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles.admin import acts, signed_in
from articles.admin.decision import rule_in_words
from articles.admin.desk import Desk, ReasoningActionForm, picture_address
from articles.admin.figures import figures
from articles.admin.queue import QueueFilter, awaits_the_rule, bar_of, tally_of, with_facts
from articles.admin.read_only import ReadOnlyAdmin
from articles.models import Image, Reason, Verdict

THUMBNAIL = 120  # pixels wide


@admin.register(Image)
class ImageAdmin(ReadOnlyAdmin):
    class Media:
        css: ClassVar = {"all": ["css/admin.css", "css/desk.css"]}
        js: ClassVar = [Script("js/desk.js", defer=True)]

    list_display = ("name", "thumbnail", "reported", "stands_on", "state")
    list_filter = (QueueFilter,)
    list_per_page = 25
    ordering = ("-reports_count", "-id")
    search_fields = ("url", "=digest")
    search_help_text = _("Part of the address, or the digest of the bytes")
    show_full_result_count = False
    action_form = ReasoningActionForm
    actions = ("keep", "block", "block_like", "lift")
    fields = ("url", "status", ("created_at", "blocked_at"), "size", "digest")
    readonly_fields = ("size",)

    # -- who may see what -----------------------------------------------------------------------------------------

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.moderate_image")

    def get_list_display(self, request: HttpRequest) -> Any:
        """Thumbnails are for those whom `picture_view` serves."""
        may_see = self.has_moderate_permission(request)
        return [column for column in self.list_display if may_see or column != "thumbnail"]

    def get_urls(self) -> list[URLPattern]:
        seen = self.admin_site.admin_view
        own: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "figures": ("figures/", seen(self.figures_view)),
            "next": ("next/", self._act(acts.claim_next)),
            "undo": ("undo/", self._act(acts.undo)),
            "decide": ("<int:image_id>/decide/", self._act(acts.decide)),
            "claim": ("<int:image_id>/claim/", self._act(acts.claim)),
            "permit": ("<int:image_id>/source/<int:source_id>/", self._act(acts.permit)),
            "report": ("<int:image_id>/report/", seen(self.report_view)),
            "picture": ("<int:image_id>/picture/<int:width>/", seen(self.picture_view)),
        }
        named = [path(route, view, name=f"articles_image_{name}") for name, (route, view) in own.items()]
        return named + super().get_urls()

    # -- what is seen ---------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return with_facts(super().get_queryset(request))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {"may_moderate": self.has_moderate_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **context})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        image = self.get_object(request, object_id)
        editor = cast("User", request.user)
        desk = Desk(image, editor, draft=acts.take_draft(request, object_id)) if image else None
        context = {"desk": desk, "may_moderate": self.has_moderate_permission(request)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def picture_view(self, request: HttpRequest, image_id: int, width: int) -> HttpResponse:
        """A stored rendition, blocked or not, for editors only and kept nowhere."""
        self._require_moderator(request)
        image = get_object_or_404(Image, pk=image_id)
        try:
            picture = image.rendition(width)
        except FileNotFoundError as error:
            raise Http404 from error
        policy = {"Cache-Control": "no-store", "Content-Security-Policy": f"default-src {CSP.NONE}; sandbox"}
        return HttpResponse(picture, content_type="image/webp", headers=policy)

    @admin.display(description=pgettext_lazy("column", "image"), ordering="id")
    def name(self, image: Any) -> SafeString:
        """With the last decision that the list knows of, for the acts on several at once."""
        seen = image.last_decision["number"] if image.last_decision else 0
        hidden = format_html('<input type="hidden" name="seen-{}" value="{}">', image.pk, seen)
        return format_html("№ {}{}", image.pk, hidden)

    @admin.display(description=_("picture"))
    def thumbnail(self, image: Image) -> SafeString | str:
        if not image.widths:
            return gettext("never fetched")
        return format_html(
            '<label class="veil"><input class="veil__switch" type="checkbox"><span class="visually-hidden">{}</span>'
            '<img class="veil__picture" src="{}" alt="" width="{}" height="{}" loading="lazy"></label>',
            gettext("Show the picture"),
            picture_address(image, min(image.widths)),
            THUMBNAIL,
            round(THUMBNAIL * image.height / image.width),
        )

    @admin.display(description=_("open reports"), ordering="reports_count")
    def reported(self, image: Any) -> SafeString | str:  # Any: it bears the facts of `with_facts`, here and below
        lines = _reports_in_words(image) if image.reasons else []
        if image.resembles:
            numbers = ", ".join(f"№\u00a0{number}" for number in image.resembles)
            lines.append(gettext("looks like a blocked image: %(numbers)s") % {"numbers": numbers})
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    @admin.display(description=_("stands on"))
    def stands_on(self, image: Any) -> SafeString | str:
        if not image.newest_article:
            return gettext("No article shows it.")
        others = image.articles_count - 1
        more = format_html('<div class="quiet">{}</div>', _more(others)) if others else ""
        return format_html(
            '<bdi>{}</bdi><div class="quiet"><bdi>{}</bdi></div>{}',
            image.newest_article["title"],
            image.newest_article["source"],
            more,
        )

    @admin.display(description=_("status"), ordering="status")
    def state(self, image: Any) -> SafeString:
        lines = [format_html('<span class="chip chip--{}">{}</span>', image.status, image.get_status_display())]
        if last := image.last_decision:
            who = rule_in_words(last["rule"]) or last["editor"]
            lines.append(format_html("{} · <bdi>{}</bdi>", Verdict(last["verdict"]).label, who))
        if image.claimed_by:
            words = gettext("%(editor)s looks at it") % {"editor": image.claimed_by}
            lines.append(format_html('<span class="chip chip--claim">{}</span>', words))
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    @admin.display(description=_("size in pixels"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}" if image.width else ""

    def report_view(self, request: HttpRequest, image_id: int) -> HttpResponse:
        self._require_moderator(request)
        return signed_in.report(request, image_id, self.admin_site.each_context(request))

    def figures_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return figures(request, self.admin_site.each_context(request))

    # -- deciding -------------------------------------------------------------------------------------------------

    @admin.action(permissions=["moderate"], description=_("Keep"))
    def keep(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._rule(request, queryset, Verdict.KEEP)

    @admin.action(permissions=["moderate"], description=_("Block"))
    def block(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._rule(request, queryset, Verdict.BLOCK)

    @admin.action(permissions=["moderate"], description=_("Block, and what looks like it"))
    def block_like(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._rule(request, queryset, Verdict.BLOCK, and_its_like=True)

    @admin.action(permissions=["moderate"], description=_("Lift the block"))
    def lift(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._rule(request, queryset, Verdict.LIFT)

    def _rule(
        self, request: HttpRequest, queryset: QuerySet[Image], verdict: Verdict, *, and_its_like: bool = False
    ) -> None:
        """On several at once; each row of the list says which decision on it was the last when the list was made."""
        chosen = list(queryset.values_list("pk", flat=True))
        acts.rule(
            request,
            images=chosen,
            verdict=verdict,
            reasoning=request.POST.get("reasoning", ""),
            and_its_like=and_its_like,
            seen={pk: acts.whole(request.POST.get(f"seen-{pk}", "")) for pk in chosen},
        )

    def _act(self, act: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """A view for moderators that only a POST sets going."""

        def view(request: HttpRequest, **named: int) -> HttpResponse:
            self._require_moderator(request)
            return act(request, **named)

        return self.admin_site.admin_view(require_POST(view))

    def _require_moderator(self, request: HttpRequest) -> None:
        if not self.has_moderate_permission(request):
            raise PermissionDenied


def _more(others: int) -> str:
    return ngettext("and %(number)d more article", "and %(number)d more articles", others) % {"number": others}


def _reports_in_words(image: Any) -> list[str]:
    """How many persons reported an image with facts, from how many networks and why; first, whether that is enough."""
    labels = dict(Reason.choices)
    of_reason = gettext("%(reason)s: %(number)d")
    reasons = " · ".join(
        of_reason % {"reason": labels[found["reason"]], "number": found["persons"]} for found in image.reasons
    )
    tally, bar = tally_of(image), bar_of(image)
    counted = gettext("persons: %(persons)d, networks: %(networks)d, weight: %(weight)s of %(bar)s") % {
        "persons": tally.persons,
        "networks": tally.networks,
        "weight": number_format(tally.weight, 1),
        "bar": number_format(bar.weight, 1),
    }
    meter = format_html(
        '<progress class="meter" max="{}" value="{}" aria-hidden="true"></progress>',
        bar.weight,
        min(tally.weight, bar.weight),
    )
    lines: list[str] = [reasons, meter, counted]
    if awaits_the_rule(image):
        lines.insert(0, format_html('<strong class="reached">{}</strong>', gettext("enough for a block")))
    return lines
