"""What to search for instead when a search finds nothing: simpler searches, each tried, so that none of them leads to
another empty page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.http import urlencode

from articles import search_words
from articles.highlighting import positive
from articles.searching import search

MOST_TRIED: Final = 5
MOST: Final = 3
SHORTEST: Final = 3  # letters of a word that stands alone


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A search that finds something; `address` is relative to any search page."""

    words: str
    address: str
    in_all_languages: bool = False  # where one was chosen


def suggestions(query: str, chosen: str) -> list[Suggestion]:
    """Such searches for one that found nothing in the chosen language ("": all), the nearest to it first."""
    found: list[Suggestion] = []
    for words, language in list(dict.fromkeys(_simpler(query, chosen)))[:MOST_TRIED]:
        if len(found) < MOST and search(words, language=language).articles:
            address = "?" + urlencode({"q": words, "language": language} if language else {"q": words})
            found.append(Suggestion(words=words, address=address, in_all_languages=bool(chosen) and not language))
    return found


def _simpler(query: str, chosen: str) -> Iterator[tuple[str, str]]:
    """(words, language): in all languages, then without what narrows, then each word alone, the longest first."""
    if chosen:
        yield query, ""
    asked = search_words.read(query)
    words = positive(f"{asked.words} {asked.titles}")
    plain = " ".join(words)
    if plain and plain != query:
        yield plain, chosen
    single = " ".join(words).split()
    for word in sorted(single if len(single) > 1 else [], key=len, reverse=True):
        if len(word) >= SHORTEST:
            yield word, chosen
