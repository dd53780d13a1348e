"""The page of search results: shareable by its address, narrowed by links that are addresses of their own."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles import search_words
from articles.highlighting import highlights
from articles.languages import LANGUAGES, language
from articles.searching import LONGEST, Facets, Order, SearchPage, search
from articles.views.caching import kept_for
from articles.views.feeds import FORMS
from articles.views.suggestions import suggestions

EXAMPLES: Final = ("source:challenge", "lang:ar", "title:port", "after:2026-03", "before:2026-03-15")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One link. `code` is the content language that it narrows to; empty for a source."""

    name: str
    count: int
    address: str
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class Filters:
    languages: list[Filter]
    sources: list[Filter]


def _filters(facets: Facets, *, query: str, chosen: str, order: Order) -> Filters:
    """Languages and sources of the results; none where there is but one, which narrows nothing, and no sources where
    the search names some, or has no room for another word."""
    kept = {"order": order.value} if order is Order.BEST else {}
    languages = [
        Filter(
            name=language(code).name,
            code=code,
            count=count,
            address="?" + urlencode({"q": query, "language": code, **kept}),
        )
        for code, count in facets.languages.items()
    ]
    narrowed = {"language": chosen, **kept} if chosen else kept
    sources = [
        Filter(
            name=source.name,
            count=count,
            address="?" + urlencode({"q": f"{query} source:{source.slug}", **narrowed}),
        )
        for source, count in facets.sources.items()
        if len(f"{query} source:{source.slug}") <= LONGEST
    ]
    has_sources = bool(search_words.read(query).sources)
    return Filters(
        languages=languages if len(languages) > 1 else [],
        sources=sources if len(sources) > 1 and not has_sources else [],
    )


@require_safe
@kept_for(settings.FRONT_PAGE_SECONDS)
def search_page(request: HttpRequest) -> HttpResponse:
    return render(request, "reader/search.html", context(request.GET))


def context(asked: QueryDict) -> dict[str, Any]:
    """What a page of results shows, for a query as addresses carry it."""
    query = asked.get("q", "").strip()[:LONGEST]
    chosen = asked.get("language", "") if asked.get("language") in LANGUAGES else ""
    order = Order.BEST if asked.get("order") == Order.BEST else Order.NEWEST
    page_key = asked.get("page", "")
    results = (
        search(query, language=chosen, order=order, page_key=page_key, with_facets=True) if query else SearchPage()
    )
    words = urlencode({"q": query, "language": chosen} if chosen else {"q": query})
    return {
        "query": query,
        "chosen": chosen,
        "order": order,
        "longest": LONGEST,
        "examples": EXAMPLES,
        "results": results,
        "highlights": highlights(query, results.articles),
        "suggestions": suggestions(query, chosen) if query and not results.articles and not page_key else [],
        "filters": _filters(results.facets, query=query, chosen=chosen, order=order),
        "feeds": {form: f"{reverse('search_feed', args=[form])}?{words}" for form in FORMS},
    }
