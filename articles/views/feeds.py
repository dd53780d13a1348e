"""Every list of articles as a feed: the newest, of an edition, a section, a source, an author, a search."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import syndication
from articles.knowledge.editions import EVERYTHING, Edition
from articles.models import Article, Source
from articles.search.searching import search
from articles.syndication import Channel
from articles.views.author import articles_by
from articles.views.caching import kept_for
from articles.views.front import at_its_own_address, front_name
from articles.views.searched import Searched, in_its_edition
from articles.whole_addresses import whole

LENGTH: Final = 30  # articles
FORMS: Final = {
    "atom": ("application/atom+xml; charset=utf-8", syndication.atom),
    "json": ("application/feed+json; charset=utf-8", syndication.json_feed),
}

# Never stale: a hub that was told of news must not be given the old feed.
_as_feed = kept_for(settings.FRONT_PAGE_SECONDS, is_ever_stale=False)


@require_safe
@_as_feed
@at_its_own_address
def newest(request: HttpRequest, form: str, edition: Edition = EVERYTHING, section: str = "") -> HttpResponse:
    articles = Article.objects.visible().in_edition(edition).in_section(section)
    page = reverse("section", args=[edition, section]) if section else reverse("front_page", args=[edition])
    name, cards = front_name(edition, section), articles.newest_first().for_cards()[:LENGTH]
    has_hub = edition.is_plain and not (section and str(edition))  # of these the hub is told
    return _told(request, form, cards, page=page, name=name, language=edition.language, has_hub=has_hub)


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
    page, cards = reverse("author", args=[slug, key]), articles.newest_first().for_cards()[:LENGTH]
    return _told(request, form, cards, page=page, name=f"{name} · {source.name}", has_hub=False)


@require_safe
@_as_feed
@in_its_edition
@at_its_own_address
def of_search(request: HttpRequest, form: str, edition: Edition = EVERYTHING) -> HttpResponse:
    """The first page of the search with the same words; a query that is too heavy is a feed that could not be made,
    so that readers of it try again and forget nothing. Without words it is empty, or the feed of what was
    chosen."""
    asked = Searched.read(request, "search", edition)
    if not asked.query and edition != EVERYTHING:
        return redirect("newest_feed", edition, form)
    found = search(asked.query, edition=edition)
    if found.too_heavy:
        return HttpResponse(status=503, headers={"Retry-After": "600", "Cache-Control": "no-store"})
    words = "".join(filter(str.isprintable, asked.query)) or _("Search")
    name, page = " · ".join(filter(None, [words, front_name(edition, "")])), asked.address
    return _told(request, form, found.articles, page=page, name=name, language=edition.language, has_hub=False)


def _told(
    request: HttpRequest,
    form: str,
    articles: Iterable[Article],
    *,
    page: str,
    name: str = "",
    language: str = "",
    has_hub: bool = True,
) -> HttpResponse:
    """The feed. It names the hub in itself and in its head (WebSub, section 4), if the hub is told of its news."""
    content_type, write = FORMS[form]
    absolute = partial(whole, request)
    hub = settings.HUB_URL if has_hub and settings.SITE_URL else ""
    channel = Channel(
        title=f"{name} · {settings.SITE_NAME}" if name else settings.SITE_NAME,
        description=_("The newest headlines of many newspapers, in their own languages."),
        page=absolute(page),
        own=absolute(request.get_full_path()),
        author=settings.SITE_NAME,
        language=language,
        hub=hub,
    )
    document = write(channel, syndication.items(articles, absolute))
    links = {"Link": f'<{hub}>; rel="hub", <{channel.own}>; rel="self"'} if hub else {}
    # Whoever may read it may do so with a page of another site: it is the same for everybody.
    return HttpResponse(document, content_type=content_type, headers={**links, "Access-Control-Allow-Origin": "*"})
