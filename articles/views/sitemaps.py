"""Sitemaps for search engines (sitemaps.org): an index, one map a day of articles, one of the fixed pages, and the news
map of the last two days. Each address once, in the interface's first language; the page names the others."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.whole_addresses import whole

MOST_ADDRESSES: Final = 50_000  # in one map (sitemaps.org)
MOST_DAYS: Final = 40_000  # in the index, which may name 50,000 maps
MOST_NEWS: Final = 1_000  # Google's limit for a news map, and its two days
NEWS_DAYS: Final = timedelta(days=2)
KEPT: Final = 600  # seconds in caches

# Every day that has an article: one look into the index by date for each, whatever the number of articles.
_DAYS: Final = """
    WITH RECURSIVE days AS (
        (SELECT published_at FROM articles_article WHERE published_at <= %(now)s ORDER BY published_at DESC LIMIT 1)
        UNION ALL
        SELECT (SELECT published_at FROM articles_article
                WHERE published_at < date_trunc('day', days.published_at, 'UTC') ORDER BY published_at DESC LIMIT 1)
        FROM days WHERE days.published_at IS NOT NULL)
    SELECT published_at FROM days WHERE published_at IS NOT NULL LIMIT %(most)s"""

_as_map = cache_control(public=True, max_age=KEPT)


@require_safe
@_as_map
def index(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"now": timezone.now(), "most": MOST_DAYS})
        days = [moment.astimezone(UTC).date() for (moment,) in cursor.fetchall()]
    paths = [reverse("sitemap_of_pages"), *(reverse("sitemap_of_day", args=[day]) for day in days)]
    return _map(request, "sitemaps/index.xml", {"addresses": [whole(request, path) for path in paths]})


@require_safe
@_as_map
def pages(request: HttpRequest) -> HttpResponse:
    own = [reverse("front_page"), reverse("sources")]
    of_sources = [source.get_absolute_url() for source in Source.objects.shown()[: MOST_ADDRESSES - len(own)]]
    return _map(request, "sitemaps/pages.xml", {"addresses": [whole(request, path) for path in [*own, *of_sources]]})


@require_safe
@_as_map
def of_day(request: HttpRequest, day: date) -> HttpResponse:
    first, last = datetime.combine(day, time.min, UTC), datetime.combine(day, time.max, UTC)
    articles = Article.objects.visible().filter(published_at__gte=first, published_at__lte=last)
    return _map(request, "sitemaps/articles.xml", _articles(request, articles, MOST_ADDRESSES))


@require_safe
@_as_map
def news(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.visible().filter(published_at__gte=timezone.now() - NEWS_DAYS)
    return _map(request, "sitemaps/news.xml", _articles(request, articles, MOST_NEWS))


def _articles(request: HttpRequest, articles: ArticleQuerySet, most: int) -> dict[str, object]:
    absolute = partial(whole, request)
    listed = list(articles.newest_first().for_cards()[:most])
    return {"entries": [(absolute(article.get_absolute_url()), article) for article in listed]}


def _map(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A map without any address is none: the schema asks for one at least."""
    if not any(context.values()):
        raise Http404
    return render(request, template, context, content_type="application/xml")
