"""From a feed's item, and later from its page, to the draft that `articles` accepts. Pure."""

import re
from datetime import datetime, time

from articles.knowledge import markup
from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft, Pointer
from feeds import feed_content
from feeds.documents import FeedItem
from feeds.documents.texts import address_title
from feeds.knowledge import addresses, schedule, text_language
from feeds.knowledge.canonical_url import Site, canonical_url
from feeds.pages import ArticlePage

LEAD_LENGTH = 1_000  # characters
APPENDED_LENGTH = 600
# What WordPress appends to every summary: "The post TITLE appeared first on SITE."
_APPENDED = re.compile(
    r"\s*(The post .{1,300} appeared first on|L[’']article .{1,300} est apparu en premier sur"
    r"|La entrada .{1,300} (se publicó primero en|aparece primero en)|ظهرت المقالة .{1,300} أولاً على)\b.{0,100}$",
    re.DOTALL,
)


def headline(
    item: FeedItem,
    *,
    source_id: int,
    source_language: str,
    now: datetime,
    site: Site = Site(),
) -> ArticleDraft:
    """The draft that makes a headline show as soon as its feed was read."""
    dated = schedule.believable(item.published_at, now)
    text = markup.text_of(item.content_html) if item.content_html else ""
    has_text = feed_content.is_whole(text)
    summary = item.summary or ("" if has_text else text)
    summary = summary[:-APPENDED_LENGTH] + _APPENDED.sub("", summary[-APPENDED_LENGTH:])
    lead = markup.clean_text(summary, limit=LEAD_LENGTH)
    return ArticleDraft(
        source_id=source_id,
        canonical_url=canonical_url(item.link, site=site),
        title=item.title,
        language=text_language.detect(f"{item.title}. {lead}", prior=source_language, declared=item.language),
        published_at=item.published_at if dated and item.published_at else now,
        date_origin=DateOrigin.FEED if dated else DateOrigin.FIRST_SEEN,
        lead="" if lead == item.title else lead,
        body_html=item.content_html if has_text else "",
        authors=item.authors,
        sections=item.categories,
        image=ImageDraft(url=item.image_url) if _is_fit(item.image_url) else None,
    )


def full_text(page: ArticlePage, known: ArticleDraft, *, source_language: str, now: datetime) -> ArticleDraft:
    """The draft of the whole article: what its page adds to what is `known` from the feed."""
    published_at, origin = _date(page, known, now)
    language = text_language.detect(
        f"{known.title}. {page.body_text}"[:4_000], prior=source_language, declared=page.language
    )
    image_url = page.image_url if _is_fit(page.image_url) else ""
    is_better = feed_content.is_better(markup.text_of(known.body_html), page, is_feeds=not known.is_from_page)
    return ArticleDraft(
        source_id=known.source_id,
        canonical_url=known.canonical_url,
        title=_title(page, known),
        language=language if page.body_text else known.language,
        published_at=published_at,
        date_origin=origin,
        lead=page.lead or _unrepeated(known.lead, page.body_text),
        body_html=known.body_html if is_better else page.body_html,
        authors=page.authors or known.authors,
        sections=page.sections or known.sections,
        pointers=tuple(Pointer(title=pointer.title, url=pointer.url) for pointer in page.pointers),
        image=ImageDraft(url=image_url, alt=page.image_alt) if image_url else known.image,
        is_from_page=True,
        is_partial=known.is_partial if is_better else page.is_partial,
    )


def _title(page: ArticlePage, known: ArticleDraft) -> str:
    """The feed's title, unless it had none and the address stands in for it."""
    is_address = known.title in {"", address_title(known.canonical_url)}
    return page.title or known.title if is_address else known.title


def _is_fit(url: str) -> bool:
    return bool(markup.safe_url(url)) and addresses.is_visitable(url)


def _date(page: ArticlePage, known: ArticleDraft, now: datetime) -> tuple[datetime, DateOrigin]:
    """The feed's date, unless it had none: then the page's; a day alone counts as its noon in the page's zone."""
    if known.date_origin is not DateOrigin.FIRST_SEEN or page.published_at is None:
        return known.published_at, known.date_origin
    dated = page.published_at
    if not page.date_has_time:
        dated = min(datetime.combine(dated.date(), time(12), dated.tzinfo), now)
    if not schedule.believable(dated, now):
        return known.published_at, known.date_origin
    return dated, DateOrigin.PAGE


def _unrepeated(lead: str, body_text: str) -> str:
    """The feed's summary as the lead, unless the text begins with it: no sentence twice."""
    beginning = "".join(lead.split())[:80]
    return "" if beginning and beginning in "".join(body_text[:3_000].split()) else lead
