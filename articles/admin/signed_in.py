"""Reporting with an account: a known reader's report weighs what the earlier ones were worth, an editor's blocks."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from articles import moderating
from articles.admin.desk import REASONING_LENGTH
from articles.forms import ReportForm
from articles.models import Image, Reason, Verdict
from articles.receiving import receive_report


def report(request: HttpRequest, image_id: int, context: dict[str, Any]) -> HttpResponse:
    """The page, for those who may; sent, it is thanked for like anybody's."""
    image = get_object_or_404(Image, pk=image_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    account = cast("User", request.user)
    if not form.is_valid():
        is_editor = account.has_perm("articles.moderate_image")
        context = {**context, "form": form, "image": image, "is_editor": is_editor}
        return render(request, "admin/articles/image/report.html", context, status=422 if form.is_bound else 200)
    if account.has_perm("articles.moderate_image"):
        _block(image, account, **form.cleaned_data)
        return redirect("admin:articles_image_change", image_id)
    receive_report(request.META, image_id=image.pk, account=account, **form.cleaned_data)
    return redirect("thanks")


def _block(image: Image, editor: User, *, reason: str, details: str) -> None:
    reasoning = ": ".join(filter(None, [str(Reason(reason).label), details]))
    moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning=reasoning[:REASONING_LENGTH], editor=editor)
