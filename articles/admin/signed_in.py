"""An editor's report, from the page where readers report: it blocks at once."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles.admin.desk import REASONING_LENGTH
from articles.forms import ReportForm
from articles.models import Image, Reason, Verdict
from articles.moderation import moderating


def report(request: HttpRequest, image_id: int, context: dict[str, Any]) -> HttpResponse:
    image = get_object_or_404(Image, pk=image_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {**context, "form": form, "image": image}
        return render(request, "admin/articles/image/report.html", context, status=422 if form.is_bound else 200)
    _block(image, cast("User", request.user), **form.cleaned_data)
    return redirect("admin:articles_image_change", image_id)


def _block(image: Image, editor: User, *, reason: str, details: str) -> None:
    reasoning = ": ".join(filter(None, [str(Reason(reason).label), details]))
    moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning=reasoning[:REASONING_LENGTH], editor=editor)
