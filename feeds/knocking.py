"""Knocking: hosts that are not known to answer are asked all at once, each for what comes first there.

With a place for each, a thousand dead ones among those that an import brings would hold up the others for an hour. A
thread that waits for an answer costs nothing; all else that there is to a visit stays with the one thread that has the
place, as soon as there is an answer."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed

from django.db import close_old_connections, connection

from feeds import attending, fetching, polling, subscribing, throttling
from feeds.attending import Work
from feeds.leasing import KNOCKS_A_PLACE
from feeds.models import Entry, Feed, FeedKind, LeaseLost, Subscription
from feeds.visiting import Request, Visit


def answered(knocks: Iterable[tuple[Visit, Work]]) -> Generator[tuple[Visit, Work, bool]]:
    """Each as soon as its host was asked, and whether the work can be done without asking it again."""
    with ThreadPoolExecutor(max_workers=KNOCKS_A_PLACE, thread_name_prefix="knock") as pool:
        asked = {pool.submit(_ask, *knock, _request(*knock)): knock for knock in knocks}
        close_old_connections()
        for answer in as_completed(asked):
            visit, work = asked[answer]
            yield visit, work, answer.result() and _is_of_use(visit, work)
            close_old_connections()


def _is_of_use(visit: Visit, work: Work) -> bool:
    """A sitemap may name others, which there is no time to ask now."""
    if visit.was_in_vain():
        return False
    is_sitemap = isinstance(work, Feed) and work.kind == FeedKind.SITEMAP
    if is_sitemap:
        visit.note_answer()
    return not is_sitemap


def _request(visit: Visit, work: Work) -> Request | None:
    """The first that the work makes; None: it makes none, or nothing that can be asked ahead."""
    if isinstance(work, Subscription):
        return None
    if isinstance(work, Feed) and work.kind != FeedKind.LISTING:
        return Request(work.url, fetching.Kind.FEED, polling.validators_of(work, visit.now()))
    url = attending.url_of(work)
    if not throttling.knows_rules(visit.host, now=visit.now()):
        return Request(throttling.robots_url(url), fetching.Kind.ROBOTS)
    if throttling.refusal(visit.host, url):
        return None
    if isinstance(work, Feed):
        return Request(url, fetching.Kind.PAGE, polling.validators_of(work, visit.now()))
    if visit.is_at_its_limit():
        return None
    if isinstance(work, Entry):
        return Request(url, fetching.Kind.PAGE)
    return Request(url, fetching.Kind.IMAGE, referer=work.referer)


def _ask(visit: Visit, work: Work, request: Request | None) -> bool:
    """In a thread of its own: whether the work may go on. All that is asked of a hub is asked here."""
    try:
        if request:
            return visit.ask_ahead(request)
        if isinstance(work, Subscription) and visit.take_turn():
            subscribing.ask(work, visit.token, post=visit.post)
    except LeaseLost:
        return False
    finally:
        connection.close()
    return not isinstance(work, Subscription)
