"""Every list of articles as a feed: the newest, of an edition, a section, a source, an author, a search."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import syndication
from articles.editions import EVERYTHING, Edition
from articles.languages import LANGUAGES
from articles.models import Article, Source
from articles.searching import LONGEST, search
from articles.syndication import Channel
from articles.views.author import articles_by
from articles.views.front import at_its_own_address, front_name
from articles.whole_addresses import whole

LENGTH: Final = 30  # articles
FORMS: Final = {
    "atom": ("application/atom+xml; charset=utf-8", syndication.atom),
    "json": ("application/feed+json; charset=utf-8", syndication.json_feed),
}

_as_feed = cache_control(public=True, max_age=settings.FRONT_PAGE_SECONDS)


@require_safe
@_as_feed
@at_its_own_address
def newest(request: HttpRequest, form: str, edition: Edition = EVERYTHING, section: str = "") -> HttpResponse:
    articles = Article.objects.visible().in_edition(edition)
    articles = articles.in_section(section) if section else articles
    page = reverse("section", args=[edition, section]) if section else reverse("front_page", args=[edition])
    told = {"name": front_name(edition, section), "language": edition.language}
    return _told(request, form, articles.newest_first().for_cards()[:LENGTH], page=page, **told)


@require_safe
@_as_feed
def of_source(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    source = get_object_or_404(Source.objects.shown(), slug=slug)
    articles = Article.objects.visible().filter(source=source).newest_first().for_cards()[:LENGTH]
    return _told(request, form, articles, page=source.get_absolute_url(), name=source.name, language=source.language)


@require_safe
@_as_feed
@at_its_own_address
def of_author(request: HttpRequest, slug: str, key: str, form: str) -> HttpResponse:
    source, name, articles = articles_by(slug, key)
    page = reverse("author", args=[slug, key])
    return _told(request, form, articles.newest_first().for_cards()[:LENGTH], page=page, name=f"{name} · {source.name}")


@require_safe
@_as_feed
def of_search(request: HttpRequest, form: str) -> HttpResponse:
    """The first page of the search with the same words; a query that is too heavy is a feed that could not be made,
    so that readers of it try again and forget nothing."""
    query, code = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("language", "")
    found = search(query, language=code if code in LANGUAGES else "")
    if found.too_heavy:
        return HttpResponse(status=503, headers={"Retry-After": "600"})
    page = f"{reverse('search')}?{request.GET.urlencode()}"
    return _told(request, form, found.articles, page=page, name="".join(filter(str.isprintable, query)) or _("Search"))


def _told(
    request: HttpRequest, form: str, articles: Iterable[Article], *, page: str, name: str = "", language: str = ""
) -> HttpResponse:
    content_type, write = FORMS[form]
    absolute = partial(whole, request)
    channel = Channel(
        title=f"{name} · {settings.SITE_NAME}" if name else settings.SITE_NAME,
        description=_("The newest headlines of many newspapers, in their own languages."),
        page=absolute(page),
        own=absolute(request.get_full_path()),
        author=settings.SITE_NAME,
        language=language,
    )
    document = write(channel, syndication.items(articles, absolute))
    return HttpResponse(document, content_type=content_type)
