"""The reader's pages. Each is the same for everybody: no cookie, no session, so any cache may hold it."""

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.languages import LANGUAGES, Language
from articles.models import FRONT_PAGE, Article, Section, Source
from articles.views.around import around
from articles.views.gone import gone_article, gone_source
from articles.views.layout import lay_out
from articles.views.paging import page_of
from articles.whole_addresses import origin

LIST_PAGE: Final = 30
FRESHNESS_DAYS: Final = 30  # over which a source's articles a day are counted

_as_list = cache_control(public=True, max_age=settings.FRONT_PAGE_SECONDS)
_as_article = cache_control(public=True, max_age=settings.ARTICLE_SECONDS)


@require_safe
@_as_list
def home(request: HttpRequest) -> HttpResponse:
    """The front page in the visitor's language (LocaleMiddleware reads Accept-Language and sets Vary)."""
    return redirect("front_page")


@require_safe
@_as_list
def front_page(request: HttpRequest) -> HttpResponse:
    page = page_of(Article.objects.visible(), before=request.GET.get("before", ""), length=FRONT_PAGE)
    layout = lay_out(page.articles, key_of=_language_key, preferred=get_language() or "")
    return render(request, "reader/front_page.html", {"page": page, "layout": layout})


@require_safe
@_as_list
def front_page_in(request: HttpRequest, code: str) -> HttpResponse:
    articles = Article.objects.visible().in_language(_content_language(code).code)
    page = page_of(articles, before=request.GET.get("before", ""), length=FRONT_PAGE)
    layout = lay_out(page.articles, key_of=_section_key)
    context = {"page": page, "layout": layout, "language": LANGUAGES[code]}
    return render(request, "reader/front_page.html", context)


@require_safe
@_as_list
def ticker(request: HttpRequest) -> HttpResponse:
    """The ticker's headlines alone, for pages that stay open."""
    response = render(request, "components/ticker_items.html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@_as_article
def article(request: HttpRequest, slug: str, article_id: int) -> HttpResponse:
    known = Article.objects.visible().select_related("source", "image", "related_row")
    shown = known.filter(pk=article_id, source__slug=slug).first()
    if shown is None:
        return gone_article(request, slug, article_id)
    return render(request, "reader/article.html", {"article": shown, **around(shown)})


@require_safe
@_as_list
def source(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Source.objects.shown().filter(slug=slug).first()
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
    return render(request, "robots.txt", {"origin": origin(request)}, content_type="text/plain")


def _content_language(code: str) -> Language:
    if code not in LANGUAGES:
        raise Http404
    return LANGUAGES[code]


def _language_key(article: Article) -> str:
    """Articles of no known language make no section: no front page of theirs could stand behind its heading."""
    return article.language if article.language in LANGUAGES else ""


def _section_key(article: Article) -> str:
    """General news make no section of their own: they are the river."""
    return "" if article.source.section == Section.GENERAL else article.source.section
