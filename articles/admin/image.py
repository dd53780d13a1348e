"""The moderation desk: images that readers reported, and what editors decide on them."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.csp import CSP
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles import moderating
from articles.admin import signed_in
from articles.admin.decision import rule_in_words
from articles.admin.desk import BLOCK_LIKE, DecisionForm, Desk, ReasoningActionForm, picture_address
from articles.admin.queue import QueueFilter, awaits_the_rule, bar_of, tally_of, with_facts
from articles.admin.read_only import ReadOnlyAdmin
from articles.models import Image, ImageStatus, Reason, Verdict

THUMBNAIL = 120  # pixels wide


@admin.register(Image)
class ImageAdmin(ReadOnlyAdmin):
    class Media:
        css: ClassVar = {"all": ["css/admin.css"]}

    list_display = ("name", "thumbnail", "reported", "articles_shown_in", "status", "decided")
    list_filter = (QueueFilter,)
    list_per_page = 25
    ordering = ("-reports_count", "-id")
    search_fields = ("url", "=digest")
    search_help_text = _("Part of the address, or the digest of the bytes")
    show_full_result_count = False
    action_form = ReasoningActionForm
    actions = ("block", "block_like", "keep", "lift")
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
        own = [
            path("<int:image_id>/decide/", self.admin_site.admin_view(self.decide_view), name="articles_image_decide"),
            path("<int:image_id>/report/", self.admin_site.admin_view(self.report_view), name="articles_image_report"),
            path(
                "<int:image_id>/picture/<int:width>/",
                self.admin_site.admin_view(self.picture_view),
                name="articles_image_picture",
            ),
        ]
        return own + super().get_urls()

    # -- what is seen ---------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Image]:
        return with_facts(super().get_queryset(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        image = self.get_object(request, object_id)
        context = {"desk": Desk(image) if image else None, "may_moderate": self.has_moderate_permission(request)}
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
    def name(self, image: Image) -> str:
        return f"№ {image.pk}"

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

    @admin.display(description=_("articles"))
    def articles_shown_in(self, image: Any) -> int:
        return image.articles_count or 0

    @admin.display(description=_("last decision"))
    def decided(self, image: Any) -> str:
        last = image.last_decision
        return f"{Verdict(last['verdict']).label} · {rule_in_words(last['rule']) or last['editor']}" if last else ""

    @admin.display(description=_("size in pixels"))
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}" if image.width else ""

    # -- reporting, by those with an account ----------------------------------------------------------------------

    def report_view(self, request: HttpRequest, image_id: int) -> HttpResponse:
        if not request.user.has_perm("articles.report_image") and not self.has_moderate_permission(request):
            raise PermissionDenied
        return signed_in.report(request, image_id, self.admin_site.each_context(request))

    # -- deciding -------------------------------------------------------------------------------------------------

    @admin.action(permissions=["moderate"], description=_("Block"))
    def block(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._decide(request, queryset, Verdict.BLOCK, request.POST.get("reasoning", ""))

    @admin.action(permissions=["moderate"], description=_("Block, and what looks like it"))
    def block_like(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._decide(request, queryset, Verdict.BLOCK, request.POST.get("reasoning", ""), and_its_like=True)

    @admin.action(permissions=["moderate"], description=_("Keep"))
    def keep(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._decide(request, queryset, Verdict.KEEP, request.POST.get("reasoning", ""))

    @admin.action(permissions=["moderate"], description=_("Lift the block"))
    def lift(self, request: HttpRequest, queryset: QuerySet[Image]) -> None:
        self._decide(request, queryset, Verdict.LIFT, request.POST.get("reasoning", ""))

    def decide_view(self, request: HttpRequest, image_id: int) -> HttpResponse:
        """The buttons on an image's own page; then back to what else waits."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self._require_moderator(request)
        chosen = Image.objects.filter(pk=get_object_or_404(Image, pk=image_id).pk)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            problems = (str(problem) for errors in form.errors.values() for problem in errors)
            self.message_user(request, " ".join(problems), messages.ERROR)
            return redirect("admin:articles_image_change", image_id)
        chose_like = form.cleaned_data["verdict"] == BLOCK_LIKE
        verdict = Verdict.BLOCK if chose_like else Verdict(form.cleaned_data["verdict"])
        self._decide(request, chosen, verdict, form.cleaned_data["reasoning"], and_its_like=chose_like)
        return redirect("admin:articles_image_changelist")

    def _decide(
        self,
        request: HttpRequest,
        images: QuerySet[Image],
        verdict: Verdict,
        reasoning: str,
        *,
        and_its_like: bool = False,
    ) -> None:
        """Only what is blocked can be lifted; the message tells of what the verdict applied to."""
        self._require_moderator(request)
        if verdict == Verdict.LIFT:
            images = images.filter(status=ImageStatus.BLOCKED)
        chosen = list(images.values_list("pk", flat=True))
        editor = cast("User", request.user)
        moderating.decide(
            images=chosen, verdict=verdict, reasoning=reasoning.strip(), editor=editor, and_its_like=and_its_like
        )
        words = ngettext(
            "%(verdict)s: %(number)d image. The decision is on record.",
            "%(verdict)s: %(number)d images. The decisions are on record.",
            len(chosen),
        )
        level = messages.SUCCESS if chosen else messages.WARNING
        self.message_user(request, words % {"verdict": verdict.label, "number": len(chosen)}, level)

    def _require_moderator(self, request: HttpRequest) -> None:
        if not self.has_moderate_permission(request):
            raise PermissionDenied


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
    lines: list[str] = [counted, reasons]
    if awaits_the_rule(image):
        lines.insert(0, format_html('<strong class="reached">{}</strong>', gettext("enough for a block")))
    return lines
