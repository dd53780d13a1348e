"""Asking to have an article, or a source, shortened or removed: forms without account, cookie or script, and the link
that confirms a request.

Whatever is sent, the answer is the same: who asks learns neither whether an address belongs to a publisher nor whether
there is, or was, such an article."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.forms import TakedownForm, is_fresh, signature
from articles.models import Article, Requester, Source
from articles.takedowns import taking_down
from articles.takedowns.receiving import receive_confirmation, receive_request
from articles.views.own_pages import refuse_strangers

LARGEST_BODY: Final = 60_000  # bytes: 2,000 characters outside the Latin alphabet take 24,000, addresses the rest

_as_page = cache_control(public=True, max_age=settings.ARTICLE_SECONDS)


@require_safe
@_as_page
def for_publishers(request: HttpRequest) -> HttpResponse:
    """What the portal shows of others' articles, and how they can change that."""
    return render(request, "takedown/publishers.html", {"agent": settings.USER_AGENT})


@require_safe
@_as_page
def choose(request: HttpRequest, article_id: int) -> HttpResponse:
    """Who asks: the publisher, or a person whom the article concerns."""
    return render(request, "takedown/choose.html", {"article": _article(article_id), "article_id": article_id})


@csrf_exempt  # a token would need a cookie; `refuse_strangers` does the same without one
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def ask_about_article(request: HttpRequest, requester: Requester, article_id: int) -> HttpResponse:
    return _ask(request, requester, _article(article_id), name=f"article-{article_id}")


@csrf_exempt  # likewise
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def ask_about_source(request: HttpRequest, slug: str) -> HttpResponse:
    source = Source.objects.shown().filter(slug=slug).first()
    return _ask(request, Requester.PUBLISHER, source, name=f"source-{slug}")


@require_safe
@_as_page
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "takedown/sent.html", {"hours": taking_down.LINK_LASTS.total_seconds() // 3600})


@csrf_exempt  # likewise; whoever opens the link without pressing the button, such as a mail scanner, confirms nothing
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the link leads to, and its button."""
    if request.method == "POST":
        refuse_strangers(request, largest_body=LARGEST_BODY)
        if receive_confirmation(request.META, token=token):
            return _see("takedown_confirmed")
    is_open = taking_down.can_be_confirmed(token)
    return render(request, "takedown/confirm.html", {"is_open": is_open}, status=200 if is_open else 410)


@require_safe
@_as_page
def confirmed(request: HttpRequest) -> HttpResponse:
    return render(request, "takedown/confirmed.html")


def _ask(request: HttpRequest, requester: Requester, subject: Article | Source | None, *, name: str) -> HttpResponse:
    """The form; sent, it is received, or not."""
    is_sent, is_about_article = request.method == "POST", name.startswith("article")
    if is_sent:
        refuse_strangers(request, largest_body=LARGEST_BODY)
    form = TakedownForm(request.POST if is_sent else None, requester=requester, subject_is_known=is_about_article)
    signed = f"{requester}-{name}"
    context = {
        "form": form,
        "requester": requester.value,
        "signature": signature(signed),
        "can_ask": _can_ask(),
        "article": subject if isinstance(subject, Article) else None,
        "source": subject.source if isinstance(subject, Article) else subject,
    }
    if not is_sent:
        return render(request, "takedown/form.html", context)
    if not is_fresh(request.POST.get("signature", ""), signed):
        context["problem"] = _("This form was sent too fast or lay open too long. Please send it again.")
        return render(request, "takedown/form.html", context, status=403)
    if not form.is_valid():
        return render(request, "takedown/form.html", context, status=422)
    if subject and _can_ask():
        language = get_language() or settings.LANGUAGE_CODE
        receive_request(request.META, requester=requester, subject=subject, language=language, sent=form.cleaned_data)
    return _see("takedown_sent")


def _see(name: str) -> HttpResponse:
    """303: loading the answer again sends nothing again."""
    answer = redirect(name)
    answer.status_code = 303
    return answer


def _can_ask() -> bool:
    """Whether links can be sent, and lead here."""
    return bool(settings.MAIL_HOST and settings.SITE_URL)


def _article(article_id: int) -> Article | None:
    return Article.objects.visible().for_cards().filter(pk=article_id).first()
