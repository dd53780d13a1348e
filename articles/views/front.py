"""Front pages: of everything, of an edition, of a section of either; the ticker's headlines, and the choice of an
edition. Each is an address of its own, so that the same address shows the same to everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final
from urllib.parse import unquote

from babel import Locale
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.knowledge import editions
from articles.knowledge.editions import EVERYTHING, Edition
from articles.knowledge.languages import language
from articles.models import FRONT_PAGE, Article, Section
from articles.offering import SECTIONS, newest_of_each
from articles.views.caching import kept_for
from articles.views.layout import BLOCK, SPARE, Layout, lay_out
from articles.views.paging import Page, page_of

MOST_LANGUAGES: Final = 6  # that have a block of their own

_as_list = kept_for(settings.FRONT_PAGE_SECONDS)


def at_its_own_address[**Given](
    view: Callable[Concatenate[HttpRequest, Given], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Given], HttpResponse]:
    """Another spelling of the address (`in/fr,ar/` for `in/ar,fr/`) leads to the one that caches keep."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        match = request.resolver_match
        own = reverse(match.view_name, kwargs=match.kwargs) if match else request.path
        if unquote(own) == request.path:
            return view(request, *args, **kwargs)
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{own}?{query}" if query else own, permanent=True)

    return answer


@require_safe
@_as_list
@at_its_own_address
def front_page(request: HttpRequest, edition: Edition = EVERYTHING, section: str = "") -> HttpResponse:
    articles = Article.objects.visible().in_edition(edition).in_section(section)
    page = page_of(articles, before=request.GET.get("before", ""), length=FRONT_PAGE)
    layout = _layout(page, edition, section) if page.is_first else None
    context = {"page": page, "layout": layout, "name": front_name(edition, section)}
    return render(request, "reader/front_page.html", context)


@require_safe
@_as_list
@at_its_own_address
def ticker(request: HttpRequest, edition: Edition = EVERYTHING) -> HttpResponse:
    """The ticker's headlines alone, for pages that stay open."""
    response = render(request, "components/ticker_items.html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@_as_list
def choose(request: HttpRequest, section: str = "", *, pages: str = "") -> HttpResponse:
    """From the form's boxes to the address of the edition; `pages` is "text:" for those of text only."""
    edition = editions.choose(request.GET.getlist("lang"), request.GET.getlist("country"))
    if section:
        return redirect(f"{pages}section", edition, section)
    return redirect(f"{pages}front_page", edition)


def front_name(edition: Edition, section: str) -> str:
    """What a front page is called where no markup can be, for example "Politics · العربية, Français · Morocco"."""
    territories = Locale.parse(get_language() or settings.LANGUAGE_CODE).territories
    parts = [
        str(Section(section).label) if section else "",
        ", ".join(language(code).name for code in edition.languages),
        ", ".join(str(territories.get(code, code)) for code in edition.countries),
    ]
    return " · ".join(filter(None, parts))


def _layout(page: Page, edition: Edition, section: str) -> Layout:
    if not page.articles:
        return Layout()
    others = newest_of_each(edition, section=section, most=BLOCK + SPARE).for_cards()
    return lay_out(
        page.articles,
        others,
        sections=[] if section else SECTIONS,
        most_languages=0 if edition.language else MOST_LANGUAGES,
        preferred=edition.language or get_language() or "",
    )
