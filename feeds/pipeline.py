"""The tale of one headline, in order; it decides nothing itself:

    visit a host:   due feed  -> fetch -> parse -> only unseen items -> publish headlines -> next poll
                    due page  -> robots -> fetch -> keep for an extractor
                    due image -> robots -> fetch -> keep for a decoder
                    due subscription -> ask the hub, which confirms by calling us
    extract:        kept page  -> article page, by its source's template or with care -> language -> publish full text;
                                  a poor one is due again later
    read_images:    kept image -> picture -> stored renditions

No network inside a transaction; every commit checks its lease; a lost lease ends the work in silence."""

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from typing import TypeGuard
from uuid import UUID

from articles import keeping
from articles.knowledge.drafts import ArticleDraft, ImageDraft
from articles.models import Article
from feeds import (
    article_drafts,
    attending,
    completing,
    fetching,
    guarding,
    learning,
    leasing,
    ordering,
    recognizing,
    storing,
    subscribing,
    throttling,
)
from feeds.attending import Work
from feeds.completing import ReadPage
from feeds.identity import claimed_address
from feeds.knocking import Knocks
from feeds.knowledge import schedule, text_quality
from feeds.knowledge.lead_image import UnusableImage
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, NotModified, Outcome, RateLimited
from feeds.knowledge.text_quality import Text
from feeds.models import MAX_ATTEMPTS, Entry, Feed, FeedKind, ImageDownload, LeaseLost, Subscription
from feeds.pages import withheld
from feeds.pages.rules import Rules
from feeds.polling import count_broken_off, poll, poll_within
from feeds.touring import Step, Tour
from feeds.visiting import Visit

_log = logging.getLogger(__name__)

__all__ = ["extract", "fetch_image", "ingest", "knock_at_each", "poll", "read_images", "visit", "visit_each"]


def visit_each(hosts: Sequence[int], token: UUID) -> Generator[Entry | ImageDownload]:
    """Do what is due at each, politely, for about VISIT seconds; yields each page and image that now waits for an
    extractor. Who would wait for longer than a visit is given back."""
    return Tour(hosts, token, _steps, takes_more=True).brought()


def visit(host_id: int, token: UUID) -> Generator[Entry | ImageDownload]:
    """The same at one host and nowhere else."""
    return Tour([host_id], token, _steps, takes_more=False).brought()


def knock_at_each(hosts: Sequence[int], token: UUID) -> Generator[Entry | ImageDownload]:
    """The same for hosts that are not known to answer: all are asked at once for what comes first there, and whoever
    answers is heard before the others. What else is due is left to a visit."""
    with Knocks(hosts, token, _first_works) as knocks, closing(knocks.answered()) as answers:
        for visit, work, is_answered in answers:
            yield from _heard(visit, work, is_answered=is_answered)


def _first_works[Each: Visit](visits: Sequence[Each]) -> Iterator[tuple[Each, Work | None]]:
    """What comes first at each of several hosts of one visitor; of most a feed."""
    feeds = attending.first_feeds([visit.host.pk for visit in visits], visits[0].token) if visits else {}
    for visit in visits:
        feed = feeds.get(visit.host.pk)
        if feed:
            visit.goes_on_with(feed, visit.now())
            visit.wait_until(feed.next_poll_at)
        else:
            count_broken_off(visit.host, visit.token)
        yield visit, feed or next((work for work, _ in _due(visit)), None)


def _heard(visit: Visit, work: Work, *, is_answered: bool) -> Iterator[Entry | ImageDownload]:
    """Over before anybody hears of it; also where the work was removed meanwhile."""
    is_fetched = False
    with visit:
        with suppress(LeaseLost):
            is_fetched = is_answered and _do(work, None, visit)
        visit.end()
    if is_fetched and isinstance(work, Entry | ImageDownload):
        yield work


def _steps(visit: Visit) -> Generator[Step]:
    """Until nothing is due, the visit is over, its host is another's, or what it is at was removed."""
    with suppress(LeaseLost):
        count_broken_off(visit.host, visit.token)
        for work, following in _due(visit):
            if visit.pauses():
                yield None
            if not visit.take_turn():
                break
            if _do(work, following, visit):
                yield work


def _due(visit: Visit) -> Iterator[tuple[Work, Work | None]]:
    """Each work as long as there is some, with the one that follows if that is known. Whoever did all that was due, and
    brought nothing, does not look again: what became due meanwhile is the next visitor's."""
    due = attending.due_work(visit.host.pk, token=visit.token)
    while due.works:
        first = due.works[0]
        if isinstance(first, Feed) and due.begun_at:
            visit.goes_on_with(first, due.begun_at)
        for work, following in zip(due.works, [*due.works[1:], None], strict=True):
            if isinstance(work, Feed):
                visit.wait_until(work.next_poll_at)
            yield work, following
        if due.is_all and not visit.has_news:
            return
        due = attending.due_work(visit.host.pk, token=visit.token, pages_first=isinstance(first, Feed))


def _do(work: Work, following: Work | None, visit: Visit) -> TypeGuard[Entry | ImageDownload]:
    """One request. Whether the work, a page or an image, was left to an extractor."""
    token = visit.token
    if isinstance(work, Subscription):
        subscribing.ask(work, token, post=visit.post)
        return False
    host = visit.host
    if isinstance(work, Feed) and work.kind != FeedKind.LISTING:
        poll_within(visit, work, following if isinstance(following, Feed) else None)
        return False
    if not throttling.knows_rules(host, now=visit.now()):
        throttling.learn_rules(host, attending.url_of(work), now=visit.now(), get=visit.get)
        return False  # the work is still due, and comes again after the pause
    if isinstance(work, Feed):  # a page, which robots.txt may forbid
        poll_within(visit, work)
        return False
    return ingest(work, visit, token) if isinstance(work, Entry) else fetch_image(work, visit, token)


def ingest(entry: Entry, visit: Visit, token: UUID) -> bool:
    """Fetch one article's page; whether it waits for an extractor now."""
    page = _fetch(entry, visit, token, fetching.Kind.PAGE)
    if page is None:
        return False
    storing.save_page(entry, token, page)
    return True


def fetch_image(download: ImageDownload, visit: Visit, token: UUID) -> bool:
    """Fetch one image, if it may be shown at all; whether it waits for a decoder now."""
    if ordering.withdraw(download):
        return False
    image = _fetch(download, visit, token, fetching.Kind.IMAGE, referer=download.referer)
    if image is None:
        return False
    storing.save_image_bytes(download, token, image.body)
    return True


def _fetch(
    work: Entry | ImageDownload, visit: Visit, token: UUID, kind: fetching.Kind, *, referer: str = ""
) -> Fetched | None:
    """Fetch what robots.txt allows, and the day's bytes; a setback is stored with the time of the next attempt."""
    url = attending.url_of(work)
    if visit.is_at_its_limit():
        storing.postpone(work, token, until=visit.tomorrow())
        return None
    now = storing.count_attempt(work)
    outcome: Outcome = throttling.refusal(visit.host, url) or visit.get(url, kind=kind, referer=referer)
    if isinstance(outcome, Fetched):
        return outcome
    storing.save_setback(
        work,
        token,
        outcome if isinstance(outcome, Failed) else Failed(kind=Failure.STATUS, detail=_named(outcome)),
        next_attempt_at=schedule.next_attempt(outcome, work.attempts, now),
    )
    return None


def _named(outcome: RateLimited | Gone | NotModified) -> str:
    match outcome:
        case RateLimited(status=status):
            return f"{status}, asks for rest"
        case Gone():
            return "410, gone"
        case NotModified():
            return "304 without having asked"


def extract(entry_ids: Sequence[int]) -> None:
    """Turn fetched pages into full texts."""
    for kept in completing.claim(entry_ids):
        now, course = leasing.now(), learning.Course()
        completing.save([_extract_one(page.entry, page.rules, now, course) for page in kept])


def _extract_one(entry: Entry, editor: Rules, now: datetime, course: learning.Course) -> ReadPage:
    if entry.attempts > MAX_ATTEMPTS:
        detail = f"{Failure.UNREADABLE}: every attempt to read it broke off"
        return ReadPage(entry=entry, detail=detail, is_given_up=True)
    article = entry.article
    if article is None or article.removed_at:  # removed while its page was on the way
        return ReadPage(entry=entry)
    source = article.source
    read = course.read(entry.page, source=source, title_hint=article.title, editor=editor)
    page = read.study.page
    known = _known(article, is_from_page=entry.quality is not None)
    shown = withheld.without(page, page.wishes.and_sent(entry.page.robots), now=now)
    draft = article_drafts.full_text(shown, known, source_language=source.language, now=now)
    found = Text(length=len(page.body_text), quality=page.quality, is_partial=page.is_partial, is_ruled=page.is_ruled)
    best = text_quality.better(found, _of_last_reading(entry, article))
    is_poor = text_quality.is_worth_another(best, shown=len(article.body_text))
    return ReadPage(
        entry=entry,
        draft=draft if best is found else None,
        detail=text_quality.remark(found, best, is_withheld=shown.body_text != page.body_text),
        claimed_address=claimed_address(
            page.canonical_url, page_title=page.title, known=known, site=recognizing.site_of(source)
        ),
        quality=best.quality,
        again_at=schedule.read_again_at(entry.readings + 1, now) if is_poor else None,
        read=read,
        rules=editor,
    )


def _known(article: Article, *, is_from_page: bool) -> ArticleDraft:
    """What the article has already, from its feed or from an earlier reading of its page."""
    return replace(
        keeping.as_draft(article),
        image=ImageDraft(url=article.image.url, alt=article.image_alt) if article.image else None,
        is_from_page=is_from_page,
        is_partial=article.is_partial,
    )


def _of_last_reading(entry: Entry, article: Article) -> Text | None:
    """None: its page was never read."""
    if entry.quality is None:
        return None
    return Text(length=len(article.body_text), quality=entry.quality, is_partial=article.is_partial)


def read_images(image_ids: Sequence[int]) -> None:
    """Turn fetched images into stored pictures."""
    for image_id in image_ids:
        claim = leasing.claim_image(image_id)
        with suppress(LeaseLost):
            if claim:
                _read_one(*claim)


def _read_one(download: ImageDownload, token: UUID) -> None:
    if download.attempts > MAX_ATTEMPTS:
        return storing.give_up_picture(download, token, detail=f"{Failure.UNREADABLE}: every attempt broke off")
    try:
        picture = guarding.read(bytes(download.body or b""))
    except UnusableImage as problem:
        return storing.give_up_picture(download, token, detail=str(problem))
    except guarding.DecoderLost as problem:
        return _log.error("image %d waits for its next attempt: %s", download.pk, problem)
    return storing.save_picture(download, token, picture)
