"""What to search for instead when a search finds nothing: simpler searches, each tried, so that none of them leads to
another empty page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from articles.knowledge import arabic, search_words
from articles.knowledge.editions import EVERYTHING
from articles.search.highlighting import positive
from articles.search.searching import search
from articles.views.searched import Searched

MOST_TRIED: Final = 5
MOST: Final = 3
SHORTEST: Final = 3  # letters of a word that stands alone


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A search that finds something."""

    words: str
    address: str
    is_everywhere: bool = False  # where some languages or countries were chosen


def suggestions(asked: Searched) -> list[Suggestion]:
    """Such searches for one that found nothing, the nearest to it first. After one that takes too long none is tried:
    each would keep Postgres and the reader as long."""
    found: list[Suggestion] = []
    for each in list(dict.fromkeys(_simpler(asked)))[:MOST_TRIED]:
        tried = search(each.query, edition=each.edition)
        if tried.articles:
            is_everywhere = each.edition != asked.edition
            found.append(Suggestion(words=each.query, address=each.address, is_everywhere=is_everywhere))
        if tried.too_heavy or len(found) == MOST:
            break
    return found


def _simpler(asked: Searched) -> Iterator[Searched]:
    """In all languages and countries, then without what narrows, then without what Arabic glues to words, then each
    word alone, the longest first."""
    if asked.edition != EVERYTHING:
        yield asked.of(EVERYTHING)
    written = search_words.read(asked.query)
    words = positive(f"{written.words} {written.titles}")
    plain = " ".join(words)
    if plain and plain != asked.query:
        yield asked.words(plain)
    bare = " ".join(arabic.without_particle(word) for word in plain.split())
    if bare != plain:
        yield asked.words(bare)
    single = " ".join(words).split()
    for word in sorted(single if len(single) > 1 else [], key=len, reverse=True):
        if len(word) >= SHORTEST:
            yield asked.words(word)
