"""Sorting: which section an article belongs to, by the words of its source, and the keys of its authors' names.

Editors give words their sections. From that moment new articles follow; those that are stored are sorted again by
`sort_again`, newest first, in small batches, so that no request and no transaction takes long."""

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction

from articles import keeping, preparing
from articles.holding import hold
from articles.knowledge import section_words
from articles.knowledge.author_names import author_keys
from articles.knowledge.drafts import ArticleDraft
from articles.models import Article, Section, SectionWord, SortingState, Source

BATCH: Final = 1_000  # articles looked at in one transaction
LOOKED_AT: Final = 20_000  # newest articles whose words are counted
MOST_UNKNOWN: Final = 15  # words offered to an editor
ALL: Final = 2**63 - 1  # above every article's number
_SORTED_BY: Final = ("source_id", "sections", "authors", "section", "author_keys")
_NAME: Final = "section words"  # of the lock between those who sort and those who change the words

# The words that count for some sources, and those sources' own sections (with no word).
_KNOWN: Final = """
    SELECT source_id, key, section FROM articles_sectionword
    WHERE key = ANY(%(keys)s::text[]) AND (source_id IS NULL OR source_id = ANY(%(sources)s::bigint[]))
    UNION ALL SELECT id, '', section FROM articles_source WHERE id = ANY(%(sources)s::bigint[])"""
_WRITTEN: Final = """
    SELECT word, count(*), min(source_id), max(source_id) FROM (
        SELECT source_id, sections FROM articles_article WHERE removed_at IS NULL
        ORDER BY published_at DESC, id DESC LIMIT %s
    ) AS newest, unnest(sections) AS word GROUP BY word"""


class _Sections:
    """What the words mean, by source."""

    def __init__(self, rows: Iterable[tuple[int | None, str, str]]) -> None:
        self._known: dict[int | None, dict[str, str]] = defaultdict(dict)
        for source_id, key, section in rows:
            self._known[source_id][key] = section

    def of(self, source_id: int, words: Sequence[str]) -> str:
        """The section of an article with these words: theirs, else its source's."""
        own = self._known[source_id]
        found = section_words.choose(words, ChainMap(own, self._known[None]), none=Section.GENERAL)
        return own.get("", Section.GENERAL.value) if found == Section.GENERAL else found


def sections_of(drafts: Iterable[ArticleDraft]) -> dict[str, str]:
    """Inside a transaction: the section of each draft, by its `url_key`. Until its end nobody changes the words."""
    drafts = list(drafts)
    hold(_NAME, shared=True)
    known = _read({draft.source_id for draft in drafts}, [word for draft in drafts for word in draft.sections])
    return {draft.url_key: known.of(draft.source_id, draft.sections) for draft in drafts}


def _read(sources: Iterable[int], words: Iterable[str]) -> _Sections:
    keys = {key for word in words for key in section_words.keys_of(word)}
    return _Sections(preparing.run(_KNOWN, {"keys": sorted(keys), "sources": sorted(sources)}).fetchall())


@transaction.atomic
def request() -> None:
    """All stored articles are sorted again, beginning now; call it in the transaction that changed words, or a source's
    section. It waits for those who are just publishing by what held until now."""
    hold(_NAME)
    SortingState.objects.update_or_create(pk=1, defaults={"below": ALL})


@transaction.atomic
def give_section(*, word: str, section: str, source: Source | None = None) -> SectionWord:
    """Let a word mean that section, in one source or in all. ValueError when nothing of the word can be compared."""
    key = section_words.word_key(word)
    if not key:
        raise ValueError(f"“{word}” has no letter or digit by which articles could be sorted")
    given, _is_new = SectionWord.objects.update_or_create(
        key=key, source=source, defaults={"word": word, "section": section}
    )
    request()
    return given


@transaction.atomic
def forget_words(*, words: Iterable[int]) -> None:
    """These words mean nothing from now on."""
    SectionWord.objects.filter(pk__in=list(words)).delete()
    request()


@transaction.atomic
def sort_again() -> int:
    """Sort the next batch of stored articles; how many it looked at, 0 when nothing waits or another does it just now.

    Rows are locked in the order of their keys, as `publish` does, and only those that change."""
    state = SortingState.objects.select_for_update(skip_locked=True).first()
    if state is None:
        return 0
    batch = Article.objects.filter(pk__lt=state.below).order_by("-pk").only(*_SORTED_BY)[:BATCH]
    articles = list(batch)
    changed = [article.pk for article in _sorted(articles)]
    held = Article.objects.filter(pk__in=changed).order_by("url_key").select_for_update(no_key=True, of=("self",))
    keeping.sort(_sorted(list(held.only(*_SORTED_BY))))
    if len(articles) < BATCH:
        state.delete()
    else:
        SortingState.objects.filter(pk=1).update(below=articles[-1].pk)
    return len(articles)


def _sorted(articles: list[Article]) -> list[Article]:
    """Those whose section or authors' keys are others than before, as they are now."""
    known = _read({article.source_id for article in articles}, [word for each in articles for word in each.sections])
    changed = []
    for article in articles:
        before = (article.section, article.author_keys)
        article.section = known.of(article.source_id, article.sections)
        article.author_keys = author_keys(article.authors)
        changed += [article] if before != (article.section, article.author_keys) else []
    return changed


@dataclass(frozen=True, kw_only=True)
class UnknownWord:
    """A word of the newest articles that has no section yet; `source`: the only one that writes it, if it is one."""

    word: str
    articles: int
    source: Source | None


def unknown_words() -> list[UnknownWord]:
    """Of the newest articles' words, those without a section, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [LOOKED_AT])
        rows: list[tuple[str, int, int, int]] = cursor.fetchall()
    by_key: dict[str, list[tuple[str, int, int, int]]] = defaultdict(list)
    for row in rows:
        by_key[section_words.word_key(row[0])].append(row)
    known = _known_keys(rows)
    groups = [group for key, group in by_key.items() if key and key not in known]
    groups = sorted(groups, key=lambda group: (-sum(row[1] for row in group), group[0][0]))[:MOST_UNKNOWN]
    sources = Source.objects.in_bulk({row[2] for group in groups for row in group})
    return [_unknown(group, sources) for group in groups]


def _known_keys(rows: list[tuple[str, int, int, int]]) -> set[str]:
    """The words' keys that mean something somewhere, by themselves or by a part of their path."""
    mapped = set(SectionWord.objects.values_list("key", flat=True))
    words = (row[0] for row in rows)
    return {section_words.word_key(word) for word in words if not mapped.isdisjoint(section_words.keys_of(word))}


def _unknown(group: list[tuple[str, int, int, int]], sources: dict[int, Source]) -> UnknownWord:
    writers = {source for row in group for source in row[2:]}
    most = max(group, key=lambda row: row[1])
    return UnknownWord(
        word=most[0],
        articles=sum(row[1] for row in group),
        source=sources[writers.pop()] if len(writers) == 1 else None,
    )
