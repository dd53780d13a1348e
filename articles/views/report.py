"""Reporting an image: a form, a confirming button, a word of thanks. No script; no account and no cookie, unless the
reader has them (account.py)."""

from typing import Final

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.forms import ReportForm, is_fresh, signature
from articles.knowledge import page_keys
from articles.models import Article
from articles.takedowns.receiving import receive_report
from articles.views.own_pages import refuse_strangers

LARGEST_BODY: Final = 8_192  # bytes: 500 characters outside the Latin alphabet take up to 6,000 in a form


@csrf_exempt  # a token would need a cookie; `refuse_strangers` does the same without one
@cache_control(no_store=True)
def report_image(request: HttpRequest, image_id: int) -> HttpResponse:
    return report_of(request, image_id)


@require_http_methods(["GET", "HEAD", "POST"])
def report_of(request: HttpRequest, image_id: int, *, account: User | None = None) -> HttpResponse:
    """The form; sent, it is counted, a known reader's with what it weighs. The answer is the same whatever became of
    the report: who asks learns nothing."""
    if request.method != "POST":
        return _form_page(request, image_id, ReportForm())
    refuse_strangers(request, largest_body=LARGEST_BODY)
    form = ReportForm(request.POST)
    if not is_fresh(request.POST.get("signature", ""), image_id):
        problem = _("This form was sent too fast or lay open too long. Nothing was counted: please send it again.")
        return _form_page(request, image_id, form, problem=problem, status=403)
    if not form.is_valid():
        return _form_page(request, image_id, form, status=422)
    receive_report(request.META, image_id=image_id, account=account, **form.cleaned_data)
    return _to_thanks(request)


@require_safe
@cache_control(public=True, max_age=settings.ARTICLE_SECONDS)
def thanks(request: HttpRequest) -> HttpResponse:
    article = _article(request)
    return render(request, "report/thanks.html", {"article_url": article.get_absolute_url() if article else ""})


def _form_page(
    request: HttpRequest, image_id: int, form: ReportForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The form under a fresh signature; for images that we do not know as well."""
    article = _article(request)
    context = {
        "form": form,
        "image_id": image_id,
        "signature": signature(image_id),
        "problem": problem,
        "is_account": request.resolver_match is not None and request.resolver_match.url_name == "account_report",
        "article": article if article and article.image_id == image_id else None,
    }
    return render(request, "report/form.html", context, status=status)


def _to_thanks(request: HttpRequest) -> HttpResponse:
    """303: reloading the thanks sends nothing again."""
    article = _article(request)
    address = reverse("thanks", query={"article": article.pk} if article else None)
    return HttpResponse(status=303, headers={"Location": address})


def _article(request: HttpRequest) -> Article | None:
    """The visible article that the reader came from, as `?article=` names it."""
    number = page_keys.whole_number(request.GET.get("article", ""))
    return Article.objects.visible().for_cards().filter(pk=number).first() if number else None
