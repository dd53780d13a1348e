"""The page of search results: shareable by its address, narrowed by links that are addresses of their own."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.highlighting import highlights
from articles.languages import LANGUAGES, language
from articles.searching import LONGEST, Facets, Order, SearchPage, search
from articles.views.feeds import FORMS

EXAMPLES: Final = ("source:challenge", "lang:ar", "title:port", "after:2026-03", "before:2026-03-15")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One link. `code` is the content language of its name."""

    name: str
    code: str
    count: int
    address: str


@dataclass(frozen=True, kw_only=True)
class Filters:
    languages: list[Filter]
    sources: list[Filter]


def _filters(facets: Facets, *, query: str, chosen: str) -> Filters:
    """Languages and sources of the results; none where there is but one, which narrows nothing."""
    languages = [
        Filter(
            name=language(code).name,
            code=code,
            count=count,
            address="?" + urlencode({"q": query, "language": code}),
        )
        for code, count in facets.languages.items()
    ]
    narrowed = {"language": chosen} if chosen else {}
    sources = [
        Filter(
            name=source.name,
            code=source.language,
            count=count,
            address="?" + urlencode({"q": f"{query} source:{source.slug}", **narrowed}),
        )
        for source, count in facets.sources.items()
    ]
    return Filters(
        languages=languages if len(languages) > 1 else [],
        sources=sources if len(sources) > 1 else [],
    )


@require_safe
@cache_control(public=True, max_age=settings.FRONT_PAGE_SECONDS)
def search_page(request: HttpRequest) -> HttpResponse:
    return render(request, "reader/search.html", _context(request.GET))


def _context(asked: QueryDict) -> dict[str, Any]:
    query = asked.get("q", "").strip()[:LONGEST]
    chosen = asked.get("language", "") if asked.get("language") in LANGUAGES else ""
    order = Order.BEST if asked.get("order") == Order.BEST else Order.NEWEST
    results = search(query, language=chosen, order=order, page_key=asked.get("page", "")) if query else SearchPage()
    words = urlencode({"q": query, "language": chosen} if chosen else {"q": query})
    return {
        "query": query,
        "chosen": chosen,
        "order": order,
        "longest": LONGEST,
        "examples": EXAMPLES,
        "results": results,
        "highlights": highlights(query, results.articles),
        "filters": _filters(results.facets, query=query, chosen=chosen),
        "feeds": {form: f"{reverse('search_feed', args=[form])}?{words}" for form in FORMS},
    }
