"""Narrowing: which languages and sources a search is of, from its words and from the edition that it was asked in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.text import slugify

from articles.knowledge.editions import Edition
from articles.knowledge.search_words import SearchWords
from articles.models import Source

MOST_MARKED: Final = 8  # sources of a country: for each the index is asked, and there may be hundreds


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Articles in one of these languages, from one of these sources; empty: of all. `is_nowhere`: there is no such
    source."""

    languages: tuple[str, ...] = ()  # codes
    other_languages: tuple[str, ...] = ()  # that they are not in
    sources: tuple[str, ...] = ()  # slugs, by which the index finds them
    other_sources: tuple[str, ...] = ()  # that they are not from
    outlets: tuple[int, ...] = ()  # sources' ids; more of them than the index is asked for: each hit is looked at
    is_nowhere: bool = False
    unknown: tuple[str, ...] = ()  # filters that mean nothing, as they were written


def scope(words: SearchWords, edition: Edition) -> Scope:
    """Whoever names a language or a source that is outside the edition finds it all the same."""
    named, unknown = _slugs(words.sources)
    other_sources, also_unknown = _slugs(words.other_sources)
    of_countries = _of_countries(edition.countries)
    sources = _within(tuple(of_countries), named)
    is_marked = bool(named) or len(sources) <= MOST_MARKED
    return Scope(
        languages=_within(edition.languages, words.languages),
        other_languages=words.other_languages,
        sources=sources if is_marked else (),
        other_sources=other_sources,
        outlets=() if is_marked else tuple(of_countries.values()),
        is_nowhere=bool(edition.countries) and not sources,
        unknown=(*words.unknown, *unknown, *also_unknown),
    )


def _within(edition: tuple[str, ...], named: Sequence[str]) -> tuple[str, ...]:
    """What is named, of the edition where that has any of it; all of the edition where nothing is named."""
    both = tuple(each for each in named if each in edition)
    return both or tuple(named) or edition


def _of_countries(countries: tuple[str, ...]) -> dict[str, int]:
    """The sources of these countries: their ids by their slugs."""
    if not countries:
        return {}
    return dict(Source.objects.shown().filter(country__in=countries).values_list("slug", "pk"))


def _slugs(written: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The slugs of the sources that are meant, by slug or name, and what names none."""
    found: list[str] = []
    unknown: list[str] = []
    for name in written:
        meant = Source.objects.shown().filter(Q(slug=slugify(name)) | Q(name__iexact=name))
        slugs = list(meant.values_list("slug", flat=True))
        found += slugs
        unknown += [] if slugs else [f"source:{name}"]
    return tuple(found), tuple(unknown)
