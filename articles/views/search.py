"""The page of search results: shareable by its address, narrowed by links that are addresses of their own.

The languages and countries that it is of are an edition, the beginning of its address as of any other page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from articles.knowledge import editions, search_words
from articles.knowledge.editions import EVERYTHING, Edition
from articles.knowledge.languages import language
from articles.search.highlighting import highlights
from articles.search.searching import LONGEST, Facets, SearchPage, search
from articles.views.caching import kept_for
from articles.views.feeds import FORMS
from articles.views.front import at_its_own_address
from articles.views.searched import Searched, in_its_edition
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


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A language or a country that a search is narrowed to, and the same search without it."""

    address: str
    language: str = ""
    country: str = ""


@require_safe
@kept_for(settings.FRONT_PAGE_SECONDS)
@in_its_edition
@at_its_own_address
def search_page(request: HttpRequest, edition: Edition = EVERYTHING) -> HttpResponse:
    return render(request, "reader/search.html", context(request, edition))


@require_safe
@kept_for(settings.FRONT_PAGE_SECONDS)
def choose(request: HttpRequest) -> HttpResponse:
    """From the form's words and boxes to the address of that search."""
    asked = Searched.read(request, "search", EVERYTHING)
    return redirect(asked.of(editions.choose(request.GET.getlist("lang"), request.GET.getlist("country"))).address)


def context(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """What a page of results shows, with everything or in text only."""
    asked = Searched.read(request, request.resolver_match.view_name if request.resolver_match else "search", edition)
    query, page_key = asked.query, request.GET.get("page", "")
    results = SearchPage()
    if query:
        results = search(query, edition=edition, order=asked.order, page_key=page_key, with_facets=True)
    words = urlencode({"q": query})
    return {
        "query": query,
        "edition": edition,
        "chosen": list(_chosen(asked)),
        "order": asked.order,
        "longest": LONGEST,
        "examples": EXAMPLES,
        "results": results,
        "highlights": highlights(query, results.articles),
        "suggestions": suggestions(asked) if query and _found_nothing(results) and not page_key else [],
        "filters": _filters(results.facets, asked),
        "feeds": {form: f"{reverse('search_feed', args=[edition, form])}?{words}" for form in FORMS},
    }


def _found_nothing(results: SearchPage) -> bool:
    """Not where Postgres gave up: a simpler search may keep it, and the reader, as long again."""
    return not results.articles and not results.too_heavy


def _chosen(asked: Searched) -> Iterator[Chosen]:
    languages, countries = asked.edition.languages, asked.edition.countries
    for code in languages:
        rest = Edition(languages=tuple(each for each in languages if each != code), countries=countries)
        yield Chosen(language=code, address=asked.of(rest).address)
    for code in countries:
        rest = Edition(languages=languages, countries=tuple(each for each in countries if each != code))
        yield Chosen(country=code, address=asked.of(rest).address)


def _filters(facets: Facets, asked: Searched) -> Filters:
    """Languages and sources of the results; none where there is but one, which narrows nothing, and no sources where
    the search names some, or has no room for another word."""
    countries = asked.edition.countries
    languages = [
        Filter(
            name=language(code).name,
            code=code,
            count=count,
            address=asked.of(Edition(languages=(code,), countries=countries)).address,
        )
        for code, count in facets.languages.items()
    ]
    sources = [
        Filter(name=source.name, count=count, address=asked.words(f"{asked.query} source:{source.slug}").address)
        for source, count in facets.sources.items()
        if len(f"{asked.query} source:{source.slug}") <= LONGEST
    ]
    has_sources = bool(search_words.read(asked.query).sources)
    return Filters(
        languages=languages if len(languages) > 1 else [],
        sources=sources if len(sources) > 1 and not has_sources else [],
    )
