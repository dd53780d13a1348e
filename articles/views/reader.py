"""The reader's pages. Each is the same for everybody: no cookie, no session, so any cache may hold it."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import chosen_language, reading
from articles.models import Article, Source
from articles.views.around import around
from articles.views.caching import kept_for
from articles.views.gone import gone_article, gone_source
from articles.views.paging import page_of
from articles.whole_addresses import origin, whole

LIST_PAGE: Final = 30
CONTACTS: Final = ("mailto:", "https://", "http://", "tel:")
SECURITY_TXT_LASTS: Final = timedelta(days=180)  # the norm recommends less than a year
FRESHNESS_DAYS: Final = 30  # over which a source's articles a day are counted

_as_list = kept_for(settings.FRONT_PAGE_SECONDS)
_as_article = kept_for(settings.ARTICLE_SECONDS)


@require_safe
@_as_list
def home(request: HttpRequest) -> HttpResponse:
    """The front page in the visitor's language (LocaleMiddleware reads Accept-Language and sets Vary)."""
    return redirect(reverse("front_page", fragment=chosen_language.mark(request)))


@require_safe
@_as_article
def article(request: HttpRequest, slug: str, article_id: int) -> HttpResponse:
    shown = reading.shown(slug, article_id)
    if shown is None:
        return gone_article(request, slug, article_id)
    return render(request, "reader/article.html", around(shown))


@require_safe
@_as_list
def source(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Source.objects.shown().with_freshness(days=FRESHNESS_DAYS).filter(slug=slug).first()
    if shown is None:
        return gone_source(request, slug)
    articles = Article.objects.visible().filter(source=shown)
    page = page_of(articles, before=request.GET.get("before", ""), length=LIST_PAGE)
    return render(request, "reader/source.html", {"source": shown, "page": page})


@require_safe
@_as_list
def sources(request: HttpRequest) -> HttpResponse:
    shown = Source.objects.shown().with_freshness(days=FRESHNESS_DAYS).order_by("language", "name")
    return render(request, "reader/sources.html", {"sources": shown})


@require_safe
@_as_list
def robots(request: HttpRequest) -> HttpResponse:
    """Asks the database nothing: while it is away, engines would take a fault here for a ban of everything."""
    return render(request, "robots.txt", {"origin": origin(request)}, content_type="text/plain")


@require_safe
@_as_list
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom programs and people write to about a fault, or about what must go (RFC 9116). The day until which it is good
    moves on with every answer, since the operator's setting is never older than the process."""
    contact = settings.CONTACT
    if "@" in contact and ":" not in contact:
        contact = f"mailto:{contact}"
    if not contact.startswith(CONTACTS):
        raise Http404("CONTACT is neither an e-mail address nor a page")
    lines = {
        "Contact": contact,
        "Expires": f"{timezone.now() + SECURITY_TXT_LASTS:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages": ", ".join(settings.INTERFACE_LANGUAGES),
        "Canonical": whole(request, request.path),
        "Policy": whole(request, reverse("for_publishers")),
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
