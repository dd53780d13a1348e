"""The reader's pages in text only: no picture, no script, one request each (articles/text_only.py). Their links lead to
pages of text only."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from articles import reading, text_only
from articles.knowledge.editions import EVERYTHING, Edition
from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.views import archive, front, search
from articles.views.around import around
from articles.views.author import articles_by
from articles.views.caching import kept_for
from articles.views.front import at_its_own_address, front_name
from articles.views.gone import gone_article, gone_source
from articles.views.paging import page_of
from articles.views.searched import in_its_edition

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
    return _list(request, articles, name=front_name(edition, section), edition=edition, section=section)


@_kept(settings.FRONT_PAGE_SECONDS)
def choose(request: HttpRequest, section: str = "") -> HttpResponse:
    return front.choose(request, section, pages="text:")


@_kept(settings.FRONT_PAGE_SECONDS)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    shown = Source.objects.shown().filter(slug=slug).first()
    if shown is None:
        return gone_source(request, slug, template=GONE)
    return _list(request, Article.objects.visible().filter(source=shown), source=shown)


@_kept(settings.FRONT_PAGE_SECONDS)
@at_its_own_address
def author(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    shown, name, articles = articles_by(slug, key)
    return _list(request, articles, name=name, of=shown)


@_kept(settings.FRONT_PAGE_SECONDS)
def newest_day(request: HttpRequest) -> HttpResponse:
    return archive.newest(request, pages="text:")


@_kept(settings.FRONT_PAGE_SECONDS)
def of_day(request: HttpRequest, day: date, slug: str = "") -> HttpResponse:
    """With the nearest days before and after it, whether it has articles or not: there is no calendar."""
    asked = archive.asked_for(request, day, slug, length=LENGTH)
    return archive.shown(request, "text/day.html", asked, asked.nearest(pages="text:"))


@_kept(settings.FRONT_PAGE_SECONDS)
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "text/sources.html", {"sources": Source.objects.shown().order_by("language", "name")})


@_kept(settings.FRONT_PAGE_SECONDS)
@in_its_edition
@at_its_own_address
def search_page(request: HttpRequest, edition: Edition = EVERYTHING) -> HttpResponse:
    return render(request, "text/search.html", search.context(request, edition))


@_kept(settings.ARTICLE_SECONDS)
def article(request: HttpRequest, slug: str, article_id: int) -> HttpResponse:
    shown = reading.shown(slug, article_id)
    if shown is None:
        return gone_article(request, slug, article_id, template=GONE)
    return render(request, "text/article.html", around(shown))


def _list(
    request: HttpRequest,
    articles: ArticleQuerySet,
    *,
    source: Source | None = None,
    of: Source | None = None,
    **more: Any,
) -> HttpResponse:
    """Of a source, of one of its authors, or of whatever else `more` names."""
    page = page_of(articles, before=request.GET.get("before", ""), length=LENGTH)
    context = {"page": page, "source": source, "of": of, "is_of_one": source or of, **more}
    return render(request, "text/list.html", context)


@csp_override(text_only.POLICY)
def _not_found(request: HttpRequest) -> HttpResponse:
    return render(request, "text/404.html", status=404)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that is none: told in text only to whoever reads so."""
    return _not_found(request) if text_only.is_text(request.path) else page_not_found(request, exception)
