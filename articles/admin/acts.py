"""What editors do at the desk, by the buttons and keys of its pages. Each act answers with a page to go on from, and
with words of what was done or why not; what was typed is lost in no case."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext

from articles.admin.desk import BLOCK_LIKE, REASONING_LENGTH, DecisionForm, problems
from articles.models import Image, Source, Verdict
from articles.moderation import claiming, moderating, permitting, undoing
from articles.moderation.moderating import Refusal

_DRAFT: Final = "desk draft"  # in the session: {"image": pk, "reasoning": what was typed}
_DIGITS: Final = 19  # that no row's number has
QUEUE: Final = "admin:articles_image_changelist"
CASE: Final = "admin:articles_image_change"


def decide(request: HttpRequest, image_id: int) -> HttpResponse:
    """A verdict on one image; then back to the queue, or to the image when somebody else was faster."""
    image = get_object_or_404(Image, pk=image_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, problems(form))
        return _back_to_case(request, image)
    chose_like = form.cleaned_data["verdict"] == BLOCK_LIKE
    verdict = Verdict.BLOCK if chose_like else Verdict(form.cleaned_data["verdict"])
    ruling = rule(
        request,
        images=[image.pk],
        verdict=verdict,
        reasoning=form.cleaned_data["reasoning"],
        and_its_like=chose_like,
        seen={image.pk: form.cleaned_data["seen"] or 0},
    )
    return _back_to_case(request, image) if ruling.refusals else redirect(QUEUE)


def rule(
    request: HttpRequest,
    *,
    images: Iterable[int],
    verdict: Verdict,
    reasoning: str,
    and_its_like: bool,
    seen: Mapping[int, int],
) -> moderating.Ruling:
    """Decide, and say what came of it."""
    ruling = moderating.decide(
        images=images,
        verdict=verdict,
        reasoning=reasoning.strip(),
        editor=_editor(request),
        and_its_like=and_its_like,
        seen=seen,
    )
    number = len(ruling.decisions)
    if number:
        words = ngettext(
            "%(verdict)s: %(number)d image. The decision is on record.",
            "%(verdict)s: %(number)d images. The decisions are on record.",
            number,
        )
        messages.success(request, words % {"verdict": verdict.label, "number": number})
    elif not ruling.refusals:  # a block that was lifted meanwhile
        words = gettext("%(verdict)s: there was nothing left to decide, and nothing is on record.")
        messages.warning(request, words % {"verdict": verdict.label})
    for refusal in ruling.refusals:
        messages.warning(request, _in_words(refusal))
    return ruling


def claim(request: HttpRequest, image_id: int) -> HttpResponse:
    """Claim a case, prolong the claim, or take it over; `give_back` ends it."""
    image = get_object_or_404(Image, pk=image_id)
    editor = _editor(request)
    if "give_back" in request.POST:
        claiming.release(image=image, editor=editor)
        return redirect(QUEUE)
    if not claiming.claim(image=image, editor=editor, take_over="take_over" in request.POST):
        held = claiming.held_by_another(image, editor)
        if held:
            refusal = Refusal(image=image, editor=held.editor, claimed_until=held.ends_at)
            messages.warning(request, _in_words(refusal))
    return _back_to_case(request, image)


def claim_next(request: HttpRequest) -> HttpResponse:
    """Claim the first case of the queue that nobody else looks at. The one that is left undecided for it (`left`) is
    given back."""
    left = Image.objects.filter(pk=whole(request.POST.get("left", ""))).first()
    queue = Image.objects.needing_decision().order_by("-reports_count", "-pk")
    if left:
        queue = queue.exclude(pk__in=Image.objects.same_picture(left))
        claiming.release(image=left, editor=_editor(request))
    image = claiming.claim_next(images=queue, editor=_editor(request))
    if image is None:
        messages.info(request, gettext("No image needs a decision that nobody else looks at."))
        return redirect(QUEUE)
    return redirect(CASE, image.pk)


def undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own last act, be it on one image or on several."""
    named = [whole(number) for number in request.POST.getlist("decision")[:500]]
    result = undoing.undo(decisions=named, editor=_editor(request))
    number = len(result.undone)
    if number:
        words = ngettext(
            "Undone: %(number)d decision. What held before it holds again.",
            "Undone: %(number)d decisions. What held before them holds again.",
            number,
        )
        messages.success(request, words % {"number": number})
    if result.refused or not number:
        words = gettext(
            "A decision can be undone for ten minutes, by who made it, and while it is the last one on its image."
            " After that, decide otherwise. What was decided for a take-down case is changed on the page of the case."
        )
        messages.warning(request, words)
    return redirect(QUEUE)


def permit(request: HttpRequest, image_id: int, source_id: int) -> HttpResponse:
    """No more pictures from a source, or its pictures again, as `shows_pictures` says; decided on this image's page."""
    image, source = get_object_or_404(Image, pk=image_id), get_object_or_404(Source, pk=source_id)
    wanted = request.POST.get("shows_pictures")
    if wanted not in {"yes", "no"}:
        messages.error(
            request, gettext("The button “No more pictures”, or the one that takes it back, was not pressed.")
        )
        return _back_to_case(request, image)
    shows = wanted == "yes"
    made = permitting.permit_pictures(
        source=source.pk,
        shows_pictures=shows,
        reasoning=request.POST.get("reasoning", "").strip()[:REASONING_LENGTH],
        editor=_editor(request),
        image=image,
    )
    words = gettext("%(source)s: its pictures are shown again.") if shows else gettext("%(source)s: no more pictures.")
    if made:
        messages.success(request, words % {"source": source.name} + " " + gettext("The decision is on record."))
    else:
        messages.warning(request, gettext("%(source)s: that was decided already.") % {"source": source.name})
    return redirect(CASE, image.pk)


def whole(written: str) -> int:
    """The number of a row as a form sends it; 0 for what is none."""
    return int(written) if written.isdecimal() and len(written) < _DIGITS else 0


def take_draft(request: HttpRequest, image_id: str) -> str:
    """What the editor had typed for this image when the last act on it came to nothing; once."""
    draft: Any = request.session.get(_DRAFT)
    if not draft or str(draft["image"]) != image_id:
        return ""
    del request.session[_DRAFT]
    return str(draft["reasoning"])


def _back_to_case(request: HttpRequest, image: Image) -> HttpResponse:
    if typed := request.POST.get("reasoning", "").strip():
        request.session[_DRAFT] = {"image": image.pk, "reasoning": typed[: 4 * REASONING_LENGTH]}
    return redirect(CASE, image.pk)


def _in_words(refusal: Refusal) -> str:
    if refusal.case:
        words = gettext(
            "№ %(number)d: take-down case № %(case)d keeps it hidden. Nothing was changed; decide on the case."
        )
        told = words % {"number": refusal.image.pk, "case": refusal.case.pk}
        address = reverse("admin:articles_takedowncase_change", args=[refusal.case.pk])
        return format_html('{} <a href="{}">{}</a>', told, address, gettext("To the case"))
    assert refusal.editor
    facts = {"number": refusal.image.pk, "editor": refusal.editor.get_username()}
    if refusal.decision:
        words = gettext(
            "№ %(number)d: %(editor)s decided “%(verdict)s” on it at %(time)s, while you looked at it. Nothing was"
            " changed; look again, and decide if you still want to."
        )
        at = timezone.localtime(refusal.decision.created_at)
        return words % {**facts, "verdict": Verdict(refusal.decision.verdict).label, "time": time_format(at, "H:i")}
    assert refusal.claimed_until
    words = gettext(
        "№ %(number)d: %(editor)s looks at it until %(time)s. Nothing was changed; if you must, take it over on"
        " its page."
    )
    return words % {**facts, "time": time_format(timezone.localtime(refusal.claimed_until), "H:i")}


def _editor(request: HttpRequest) -> User:
    return cast("User", request.user)
