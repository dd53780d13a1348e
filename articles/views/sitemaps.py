"""Sitemaps for search engines (sitemaps.org): an index, one map a day of articles, one of the fixed pages, and the news
map of the last two days. Each address once, in the interface's first language; the page names the others.

Articles are on a map where the page here is the one to find: of sources of which only an excerpt or the headline is
shown. A full text names its source's page as the canonical one, and a map would say the opposite."""

from datetime import date, timedelta
from functools import partial
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import archive
from articles.knowledge.editions import EVERYTHING, Edition
from articles.knowledge.languages import UNKNOWN
from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.offering import offered
from articles.whole_addresses import whole

MOST_ADDRESSES: Final = 50_000  # in one map (sitemaps.org)
MOST_DAYS: Final = 40_000  # in the index, which may name 50,000 maps
MOST_NEWS: Final = 1_000  # Google's limit for a news map, and its two days
NEWS_DAYS: Final = timedelta(days=2)
ZONE: Final = "UTC"  # of the maps' days
KEPT: Final = 600  # seconds in caches
# What a map says of an article.
_TOLD: Final = ("source__slug", "title", "language", "published_at", "first_seen_at", "extracted_at")

_as_map = cache_control(public=True, max_age=KEPT)


@require_safe
@_as_map
def index(request: HttpRequest) -> HttpResponse:
    here = list(Source.objects.found_here().values_list("pk", flat=True))
    days = archive.days_of(here, ZONE)[:MOST_DAYS]
    paths = [reverse("sitemap_of_pages"), *(reverse("sitemap_of_day", args=[day]) for day in days)]
    if days and days[0] > (timezone.now() - NEWS_DAYS).date():
        paths.append(reverse("sitemap_of_news"))
    return _map(request, "sitemaps/index.xml", {"addresses": [whole(request, path) for path in paths]})


@require_safe
@_as_map
def pages(request: HttpRequest) -> HttpResponse:
    own = [reverse("front_page"), reverse("sources"), *_front_pages()]
    of_sources = [source.get_absolute_url() for source in Source.objects.shown()[: MOST_ADDRESSES - len(own)]]
    return _map(request, "sitemaps/pages.xml", {"addresses": [whole(request, path) for path in [*own, *of_sources]]})


@require_safe
@_as_map
def of_day(request: HttpRequest, day: date) -> HttpResponse:
    articles = archive.of_day(_to_find(), day, ZONE)
    return _map(request, "sitemaps/articles.xml", _articles(request, articles, MOST_ADDRESSES))


@require_safe
@_as_map
def news(request: HttpRequest) -> HttpResponse:
    """Each article there has to name its language."""
    articles = _to_find().filter(published_at__gte=timezone.now() - NEWS_DAYS).exclude(language=UNKNOWN.code)
    return _map(request, "sitemaps/news.xml", _articles(request, articles, MOST_NEWS))


def _front_pages() -> list[str]:
    """Of each section, language and country that has articles: those that search engines are offered."""
    there = offered()
    languages = [Edition(languages=(known.code,)) for known in there.languages]
    countries = [Edition(countries=(code,)) for code in there.countries]
    return [
        *(reverse("section", args=[EVERYTHING, section]) for section in there.sections),
        *(reverse("front_page", args=[edition]) for edition in (*languages, *countries)),
    ]


def _to_find() -> ArticleQuerySet:
    return Article.objects.visible().filter(source__in=Source.objects.found_here())


def _articles(request: HttpRequest, articles: ArticleQuerySet, most: int) -> dict[str, object]:
    absolute = partial(whole, request)
    listed = articles.newest_first().select_related("source").only(*_TOLD)[:most]
    return {"entries": [(absolute(article.get_absolute_url()), article) for article in listed]}


def _map(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    """A map without any address is none: the schema asks for one at least."""
    if not any(context.values()):
        raise Http404
    return render(request, template, context, content_type="application/xml")
