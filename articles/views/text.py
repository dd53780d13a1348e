"""The reader's pages in text only: no picture, no script, one request each (articles/text_only.py). Their links lead to
pages of text only."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from articles import text_only
from articles.editions import EVERYTHING, Edition
from articles.languages import LANGUAGES
from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.views import search
from articles.views.around import around
from articles.views.caching import kept_for
from articles.views.front import at_its_own_address, front_name
from articles.views.gone import gone_article, gone_source
from articles.views.paging import page_of

GONE: Final = "text/gone.html"
LENGTH: Final = 30  # articles of a list: some ten kilobytes

View = Callable[..., HttpResponse]


def _kept(seconds: int) -> Callable[[View], View]:
    """A page of text only that any cache may keep for so long."""

    def decorated(view: View) -> View:
        return require_safe(kept_for(seconds)(csp_override(text_only.POLICY)(view)))

    return decorated


@_kept(settings.FRONT_PAGE_SECONDS)
@at_its_own_address
def front_page(request: HttpRequest, edition: Edition = EVERYTHING, section: str = "") -> HttpResponse:
    articles = Article.objects.visible().in_edition(edition).in_section(section)
    return _list(request, articles, name=front_name(edition, section), language=LANGUAGES.get(edition.language))


@_kept(settings.FRONT_PAGE_SECONDS)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Source.objects.shown().filter(slug=slug).first()
    if shown is None:
        return gone_source(request, slug, template=GONE)
    return _list(request, Article.objects.visible().filter(source=shown), source=shown)


@_kept(settings.FRONT_PAGE_SECONDS)
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "text/sources.html", {"sources": Source.objects.shown().order_by("language", "name")})


@_kept(settings.FRONT_PAGE_SECONDS)
def search_page(request: HttpRequest) -> HttpResponse:
    return render(request, "text/search.html", search.context(request.GET))


@_kept(settings.ARTICLE_SECONDS)
def article(request: HttpRequest, slug: str, article_id: int) -> HttpResponse:
    known = Article.objects.visible().select_related("source", "image", "related_row")
    shown = known.filter(pk=article_id, source__slug=slug).first()
    if shown is None:
        return gone_article(request, slug, article_id, template=GONE)
    return render(request, "text/article.html", {"article": shown, **around(shown)})


def _list(request: HttpRequest, articles: ArticleQuerySet, **context: Any) -> HttpResponse:
    page = page_of(articles, before=request.GET.get("before", ""), length=LENGTH)
    return render(request, "text/list.html", {"page": page, **context})
