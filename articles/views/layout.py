"""The layout of a front page: which of the newest articles leads, which stand beside it, which fill the sections."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from articles.models import Article

WINDOW: Final = 24  # the lead and the seconds are among this many newest: prominence must not make old news new
SECONDS: Final = 4
SECTION: Final = 5  # a feature with its picture and four headlines
SMALLEST_SECTION: Final = 3


@dataclass(frozen=True, kw_only=True)
class Section:
    """A block of articles that share a key: a language's code, or one of `models.Section`."""

    key: str
    feature: Article
    headlines: list[Article]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Every article of the page exactly once. Without articles there is no lead."""

    lead: Article | None
    seconds: list[Article]
    sections: list[Section]
    river: list[Article]


def lay_out(articles: Sequence[Article], *, key_of: Callable[[Article], str], preferred: str = "") -> Layout:
    """Arrange articles, newest first. The lead is in the `preferred` language if the newest offer one; sections
    gather what `key_of` calls alike ("" belongs to none), the section of the preferred key first."""
    rest = list(articles)
    lead = _take_lead(rest, preferred)
    seconds = _take_seconds(rest)
    sections = _take_sections(rest, key_of, preferred)
    return Layout(lead=lead, seconds=seconds, sections=sections, river=rest)


def _take_lead(rest: list[Article], preferred: str) -> Article | None:
    if not rest:
        return None
    lead = max(
        rest[:WINDOW],
        key=lambda article: (bool(article.shown_image), article.language == preferred, bool(article.shown_lead)),
    )
    rest.remove(lead)
    return lead


def _take_seconds(rest: list[Article]) -> list[Article]:
    """The newest with pictures, as many sources as possible; back in the order of time."""
    candidates = [article for article in rest[:WINDOW] if article.shown_image]
    firsts = {article.source_id: article for article in reversed(candidates)}.values()
    others = [article for article in candidates if article not in firsts]
    chosen = [*sorted(firsts, key=rest.index), *others][:SECONDS]
    seconds = sorted(chosen, key=rest.index)
    for article in seconds:
        rest.remove(article)
    return seconds


def _take_sections(rest: list[Article], key_of: Callable[[Article], str], preferred: str) -> list[Section]:
    counts = Counter(key for article in rest if (key := key_of(article)))
    keys = sorted((key for key, count in counts.items() if count >= SMALLEST_SECTION), key=lambda key: key != preferred)
    return [_take_section(rest, key, [article for article in rest if key_of(article) == key][:SECTION]) for key in keys]


def _take_section(rest: list[Article], key: str, members: list[Article]) -> Section:
    for article in members:
        rest.remove(article)
    feature = max(members, key=lambda article: bool(article.shown_image))
    return Section(key=key, feature=feature, headlines=[article for article in members if article is not feature])
