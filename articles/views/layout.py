"""The layout of a front page: which article leads, which stand beside it, which fill the sections and languages. Pure.

The lead, by a plain rule: of the newest WINDOW articles that are no older than LEAD_HOURS than the newest, the one with
most of these, the first counting more than the next: a picture that readers may see, the reader's language, a text, a
lead; the newest of those that are alike. So a page has a picture on top if it has one at all, never old news, and no
hand or click decides."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from articles.knowledge.languages import LANGUAGES
from articles.models import Article

WINDOW: Final = 24  # the lead and the seconds are among this many newest: prominence must not make old news new
LEAD_HOURS: Final = 12
SECONDS: Final = 4
BLOCK: Final = 5  # a feature with its picture and four headlines
SMALLEST_BLOCK: Final = 3
SPARE: Final = 1 + SECONDS  # articles of a block that may stand on top of the page instead
BLOCK_DAYS: Final = 7  # a block shows nothing that is so much older than the page's newest


@dataclass(frozen=True, kw_only=True)
class Block:
    """Articles that share a section or a language: `key` is one of `models.Section`, or a language's code."""

    key: str
    feature: Article
    headlines: list[Article]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Every article of the page exactly once. Without articles there is no lead."""

    lead: Article | None = None
    seconds: list[Article] = field(default_factory=list)
    sections: list[Block] = field(default_factory=list)
    languages: list[Block] = field(default_factory=list)
    river: list[Article] = field(default_factory=list)


def lay_out(
    newest: Sequence[Article],
    others: Iterable[Article] = (),
    *,
    sections: Sequence[str] = (),
    most_languages: int = 0,
    preferred: str = "",
) -> Layout:
    """Arrange the newest articles, newest first, all of them. Sections, in the order that is given, then languages, the
    reader's first, are filled from the `others` as well; what stands in a section stands under no language."""
    if not newest:
        return Layout()
    left = list(newest)
    lead = _take_lead(left, preferred)
    seconds = _take_seconds(left)
    oldest = newest[0].published_at - timedelta(days=BLOCK_DAYS)
    pool = [article for article in {*left, *others} - {lead, *seconds} if article.published_at >= oldest]
    pool.sort(key=lambda article: (article.published_at, article.pk), reverse=True)
    of_sections = _take_blocks(pool, sections, lambda article: article.section)
    languages = _languages(pool, preferred)[:most_languages]
    of_languages = _take_blocks(pool, languages, lambda article: article.language)
    taken = {article for block in (*of_sections, *of_languages) for article in (block.feature, *block.headlines)}
    river = [article for article in left if article not in taken]
    return Layout(lead=lead, seconds=seconds, sections=of_sections, languages=of_languages, river=river)


def _languages(pool: Sequence[Article], preferred: str) -> list[str]:
    """Those that articles are known to be written in: the reader's, then by their newest article."""
    found = dict.fromkeys(article.language for article in pool if article.language in LANGUAGES)
    return sorted(found, key=lambda code: code != preferred)


def _take_lead(left: list[Article], preferred: str) -> Article:
    """The lead (its rule stands above)."""
    recent = left[0].published_at - timedelta(hours=LEAD_HOURS)
    lead = max(
        (article for article in left[:WINDOW] if article.published_at >= recent),
        key=lambda article: (
            bool(article.shown_image),
            article.language == preferred,
            article.extracted_at is not None,
            bool(article.shown_lead),
        ),
    )
    left.remove(lead)
    return lead


def _take_seconds(left: list[Article]) -> list[Article]:
    """The newest with pictures, as many sources as possible; back in the order of time."""
    candidates = [article for article in left[:WINDOW] if article.shown_image]
    firsts = {article.source_id: article for article in reversed(candidates)}.values()
    others = [article for article in candidates if article not in firsts]
    chosen = [*sorted(firsts, key=left.index), *others][:SECONDS]
    seconds = sorted(chosen, key=left.index)
    for article in seconds:
        left.remove(article)
    return seconds


def _take_blocks(pool: list[Article], keys: Sequence[str], key_of: Callable[[Article], str]) -> list[Block]:
    blocks = []
    for key in keys:
        members = [article for article in pool if key_of(article) == key][:BLOCK]
        if len(members) < SMALLEST_BLOCK:
            continue
        for article in members:
            pool.remove(article)
        feature = max(members, key=lambda article: bool(article.shown_image))
        headlines = [article for article in members if article is not feature]
        blocks.append(Block(key=key, feature=feature, headlines=headlines))
    return blocks
