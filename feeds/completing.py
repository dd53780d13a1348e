"""Completing: kept pages are claimed for extraction and their texts are stored, several at a time.

A statement costs about the same for eight pages as for one. But a page that ends its worker takes those with it that
were claimed together: so whoever was tried before goes alone, and brings down nobody but itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from django.db import transaction

from articles import preparing
from articles.knowledge.drafts import ArticleDraft, url_key
from articles.models import Article, Image, Source
from articles.publishing import publish
from feeds import learning, recognizing, ruling
from feeds.models import LEASE, Entry, EntryState, PageDownload, PageRules
from feeds.pages.rules import NONE, Rules
from feeds.storing import DETAIL_LENGTH, order_images

ONCE: Final = 1  # attempts of a page that came at the first request and was never claimed
_READ: Final = {
    "claimed": Entry,
    "page": PageDownload,
    "article": Article,
    "source": Source,
    "image": Image,
    "rules": PageRules,
}
# One statement finds the pages, leases them and reads all that an extractor needs. No value stands in it.
_CLAIM: Final = f"""
    WITH claimed AS (
        UPDATE feeds_entry SET lease_token = %(token)s, leased_until = now() + %(lease)s, attempts = attempts + 1
        WHERE id IN (
            SELECT id FROM feeds_entry
            WHERE id = ANY(%(entries)s::bigint[]) AND state = '{EntryState.PAGE_FETCHED}'
                AND (leased_until IS NULL OR leased_until <= now())
                AND (%(most)s::int IS NULL OR attempts <= %(most)s::int)
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING feeds_entry.*)
    SELECT {", ".join(preparing.selected(model, name) for name, model in _READ.items())}
    FROM claimed
    LEFT JOIN feeds_pagedownload page ON page.entry_id = claimed.id
    LEFT JOIN articles_article article ON article.id = claimed.article_id
    LEFT JOIN articles_source source ON source.id = article.source_id
    LEFT JOIN articles_image image ON image.id = article.image_id
    LEFT JOIN feeds_pagerules rules ON rules.source_id = article.source_id
    ORDER BY claimed.id"""  # noqa: S608  # no value stands in it
_FETCH_AGAIN: Final = """
    UPDATE feeds_entry SET state = %(state)s, next_attempt_at = now(), lease_token = NULL, leased_until = NULL
    WHERE id = ANY(%(entries)s::bigint[]) AND lease_token = %(token)s"""
_END: Final = """
    UPDATE feeds_entry SET state = ending.state, detail = ending.detail, lease_token = NULL, leased_until = NULL,
        quality = coalesce(ending.quality, feeds_entry.quality),
        readings = feeds_entry.readings + (ending.quality IS NOT NULL)::int,
        attempts = CASE WHEN ending.again_at IS NULL THEN feeds_entry.attempts ELSE 0 END,
        next_attempt_at = coalesce(ending.again_at, feeds_entry.next_attempt_at)
    FROM unnest(%(entries)s::bigint[], %(tokens)s::uuid[], %(states)s::text[], %(details)s::text[],
        %(qualities)s::float8[], %(again)s::timestamptz[]) AS ending(entry, token, state, detail, quality, again_at)
    WHERE feeds_entry.id = ending.entry AND feeds_entry.lease_token = ending.token
    RETURNING id"""
_DELETE: Final = "DELETE FROM feeds_pagedownload WHERE entry_id = ANY(%(entries)s::bigint[])"


@dataclass(frozen=True, kw_only=True)
class ReadPage:
    """What came of a claimed page: a draft of the whole article, or None when the article has no less already.
    `claimed_address` is the one that the page calls canonical, if that is to be believed; `quality` the best text's,
    None when the page was not read; at `again_at` the page is due again, as if for the first time. `rules` are the
    editor's that it was read by."""

    entry: Entry
    draft: ArticleDraft | None = None
    detail: str = ""
    claimed_address: str = ""
    quality: float | None = None
    again_at: datetime | None = None
    is_given_up: bool = False
    read: learning.Read | None = None
    rules: Rules = NONE

    @property
    def state(self) -> EntryState:
        if self.is_given_up:
            return EntryState.GIVEN_UP
        return EntryState.PAGE_DUE if self.again_at else EntryState.DONE

    @property
    def leads_elsewhere(self) -> bool:
        if self.draft is None or not self.claimed_address:
            return False
        return url_key(self.claimed_address) != self.draft.url_key


@dataclass(frozen=True, kw_only=True)
class KeptPage:
    """A claimed page: its entry, with its article, that one's source and image, and the editor's rules for it."""

    entry: Entry
    rules: Rules


def claim(entry_ids: Sequence[int]) -> Iterator[list[KeptPage]]:
    """Lease kept pages, counting the attempt before the work, in groups that may be worked on together: those that
    nobody tried yet, then each of the others when its turn comes. What another extractor holds is left out."""
    together = _claimed(entry_ids, most=ONCE)
    if together:
        yield together
    fresh = {page.entry.pk for page in together}
    for entry_id in entry_ids:
        if entry_id not in fresh and (alone := _claimed([entry_id])):
            yield alone


def save(pages: Sequence[ReadPage]) -> None:
    """Publish texts and end their pages; of a page whose lease was lost, nothing. One that leads to another address has
    a transaction of its own: articles are locked in the order of their addresses, or two would wait for each other."""
    for group in (
        [page for page in pages if not page.leads_elsewhere],
        *([page] for page in pages if page.leads_elsewhere),
    ):
        if group:
            _save(group)


@transaction.atomic
def _save(pages: Sequence[ReadPage]) -> None:
    held = _ended(pages)
    drafts = [draft for page in pages if page.entry.pk in held and (draft := _draft(page))]
    if drafts:
        order_images(publish(drafts), {draft.url_key: draft.canonical_url for draft in drafts})
    preparing.run(_DELETE, {"entries": held})
    _note([page for page in pages if page.entry.pk in held])


def _note(pages: Sequence[ReadPage]) -> None:
    """What the pages were read by has fared well or badly."""
    reads = [page.read for page in pages if page.read]
    learning.note_uses(reads)
    for page in pages:
        if page.read and page.rules.given:
            missed = page.read.study.page.missed_rules
            ruling.note_misses(source_id=page.read.known.source_id, rules=page.rules, missed=missed)


def _ended(pages: Sequence[ReadPage]) -> list[int]:
    """The entries whose lease still held; they are done, given up or due again now."""
    values = {
        "entries": [page.entry.pk for page in pages],
        "tokens": [page.entry.lease_token for page in pages],
        "states": [str(page.state) for page in pages],
        "details": [page.detail[:DETAIL_LENGTH] for page in pages],
        "qualities": [page.quality for page in pages],
        "again": [page.again_at for page in pages],
    }
    return [entry_id for (entry_id,) in preparing.run(_END, values)]


def _draft(page: ReadPage) -> ArticleDraft | None:
    if page.draft is None or not page.leads_elsewhere:
        return page.draft
    return recognizing.addressed(page.draft, page.claimed_address)


def _claimed(entry_ids: Sequence[int], *, most: int | None = None) -> list[KeptPage]:
    """Pages that were attempted at most so often."""
    token = uuid4()
    values = {"entries": list(entry_ids), "token": token, "lease": LEASE, "most": most}
    claimed = [_claimed_page(row) for row in preparing.run(_CLAIM, values)]
    lost = [page.entry.pk for page, has_page in claimed if not has_page]
    if lost:  # Postgres broke down meanwhile: what waits for extractors is not in its log
        preparing.run(_FETCH_AGAIN, {"entries": lost, "token": token, "state": EntryState.PAGE_DUE})
    return [page for page, has_page in claimed if has_page]


def _claimed_page(row: Sequence[Any]) -> tuple[KeptPage, bool]:
    """What a row of _CLAIM holds, and whether the page's bytes are there."""
    parts: list[Any] = []
    for model in _READ.values():
        count = len(preparing.columns(model))
        parts.append(preparing.instance(model, row[:count]) if row[0] is not None else None)
        row = row[count:]
    entry, page, article, source, image, rules = parts
    entry.article = article
    if article:
        article.source, article.image = source, image
    if page:
        entry.page = page
    return KeptPage(entry=entry, rules=rules.values if rules else NONE), page is not None
