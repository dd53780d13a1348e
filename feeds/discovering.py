"""Discovering: what an address offers when it is asked once, before anybody makes a feed of it."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from django.conf import settings

from feeds import descending, documents, fetching
from feeds.calling import LONGEST, Busy, Call
from feeds.knowledge import addresses
from feeds.knowledge.decoding import decode
from feeds.knowledge.feed_links import feed_links, linked_feeds, narrowness, news_sitemaps, usual_feeds
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, Outcome, RateLimited
from feeds.models import FeedKind

URL_LENGTH = 1_000  # characters, as Feed.url
HEADLINES: Final = 5  # in a preview
MOST_TRIED: Final = 8  # addresses of one kind
AT_ONCE: Final = 2  # requests, each in its turn
LOOK_ELSEWHERE: Final = "Look for a new feed on the site's own page."
CORRECT: Final = "Correct the address; FETCH_PORTS and FETCH_ALLOW_NETWORKS say what may be visited."
ASK_PUBLISHER: Final = "Name a feed of the site if you know one, or ask its publisher for one."
_UNDATED: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class NoFeed:
    """What an address answers instead of a feed."""

    reason: str  # a sentence for operators, with the remedy where there is one
    is_certain: bool  # False: nothing came that could be judged; it may be a feed tomorrow


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Something at an address that can be polled."""

    url: str
    kind: str  # of FeedKind
    document: documents.FeedDocument
    narrowness: int = 0  # of feed_links: 0 for a main feed

    @property
    def newest(self) -> tuple[documents.FeedItem, ...]:
        """Its newest headlines, undated ones last, for a preview."""
        ranked = sorted(self.document.headlines, key=lambda item: item.published_at or _UNDATED, reverse=True)
        return tuple(ranked[:HEADLINES])


@dataclass(frozen=True, kw_only=True)
class Offers:
    """What a site offers, the best first. Never empty."""

    ranked: tuple[Offer, ...]
    is_direct: bool = False  # the address that was given is the feed itself

    @property
    def is_clear(self) -> bool:
        """Whether exactly one is good: a feed or news sitemap with headlines that is no narrower than the best. What is
        found on a page without a feed, an editor looks at first."""
        best = self.ranked[0]
        good = [each for each in self.ranked if each.narrowness == best.narrowness and each.document.headlines]
        return self.is_direct or (len(good) == 1 and best.kind != FeedKind.LISTING)


@dataclass
class _Search:
    """One discovery, and whom it has asked."""

    call: Call
    tried: set[tuple[str, str]] = field(default_factory=set)  # address and kind
    is_cut: bool = False  # somebody was not asked for want of time

    def is_over(self) -> bool:
        self.is_cut = self.is_cut or self.call.time_left() <= 0
        return self.call.time_left() <= 0

    def fresh(self, links: Sequence[str], kind: str) -> list[str]:
        found = [link for link in dict.fromkeys(links) if (link, kind) not in self.tried]
        self.tried.update((link, kind) for link in found)
        return found


def look(url: str, *, kind: str = FeedKind.FEED, link_selector: str = "") -> documents.FeedDocument | NoFeed:
    """Fetch an address and say whether it is a feed of that kind. Never inside a transaction: it may take half a
    minute."""
    try:
        with Call() as call:
            return _looked(url, call, kind, link_selector)
    except Busy as problem:
        return NoFeed(reason=f"{url[:200]} was not asked: {problem}.", is_certain=False)


def page(url: str) -> Fetched | NoFeed:
    """Fetch the page of one article, if its robots.txt allows it, or say why it did not come. Never inside a
    transaction."""
    try:
        with Call() as call:
            return _fetch(url, fetching.Kind.PAGE, call)
    except Busy as problem:
        return NoFeed(reason=f"{url[:200]} was not asked: {problem}.", is_certain=False)


def discover(url: str) -> Offers | NoFeed:
    """What the address offers: itself, when it is a feed or a news sitemap; of a site's page its feeds, else its news
    sitemap, else the links of the page. Never inside a transaction: about a dozen requests, each in its turn, within
    half a minute."""
    try:
        with Call() as call:
            return _discovered(url, _Search(call))
    except Busy as problem:
        return NoFeed(reason=f"{url[:200]} was not asked: {problem}.", is_certain=False)


def _looked(url: str, call: Call, kind: str, link_selector: str = "") -> documents.FeedDocument | NoFeed:
    fetched = _fetch(url, fetching.Kind.PAGE if kind == FeedKind.LISTING else fetching.Kind.FEED, call)
    if isinstance(fetched, NoFeed):
        return fetched
    found = _read(fetched, call, kind, link_selector)
    if isinstance(found, NoFeed) and kind == FeedKind.FEED:
        links = feed_links(decode(fetched.body, content_type=fetched.content_type), url=fetched.url)
        named = f" The page names: {', '.join(links)}" if links else ""
        return NoFeed(reason=f"{url} answers {found.reason}.{named}", is_certain=True)
    return NoFeed(reason=f"{url} answers {found.reason}.", is_certain=True) if isinstance(found, NoFeed) else found


def _discovered(url: str, search: _Search) -> Offers | NoFeed:
    fetched = _fetch(url, fetching.Kind.FEED, search.call)
    if isinstance(fetched, NoFeed):
        return fetched
    kind = documents.kind_of(fetched.body, content_type=fetched.content_type)
    if kind != FeedKind.LISTING:
        found = _read(fetched, search.call, kind or FeedKind.FEED)
        if isinstance(found, NoFeed):
            return NoFeed(reason=f"{url} answers {found.reason}.", is_certain=True)
        return Offers(ranked=(Offer(url=feed_address(url), kind=kind, document=found),), is_direct=True)
    return _offers_of_page(fetched, search)


def _offers_of_page(page: Fetched, search: _Search) -> Offers | NoFeed:
    """One way after the other, until one leads somewhere. What the page names is meant to be asked for; guesses, and
    the page itself as a listing, are the business of robots.txt."""
    html = decode(page.body, content_type=page.content_type)
    search.tried.add((page.url, FeedKind.FEED))
    for links in (feed_links(html, url=page.url), linked_feeds(html, url=page.url)):
        if found := _tried(links, search, page.url):
            return Offers(ranked=found)
    if not search.is_over():
        guesses = tuple(link for link in usual_feeds(page.url) if not search.call.refusal(link))
        found = _tried(guesses, search, page.url, is_one_enough=True) or _sitemaps(page.url, search)
        if found:
            return Offers(ranked=found)
    listing = _listing(page, search)
    if isinstance(listing, NoFeed):
        named = ", ".join(feed_links(html, url=page.url))
        silent = f" It names what could not be read as a feed now: {named}" if named else ""
        late = f" Not every address was asked within {LONGEST:.0f} seconds: try again." if search.is_cut else ""
        remedy = f"{silent}{late}" or f" {ASK_PUBLISHER}"
        reason = f"{page.url} offers no feed and no news sitemap, and {listing.reason}.{remedy}"
        return NoFeed(reason=reason, is_certain=listing.is_certain and not search.is_cut)
    return Offers(ranked=(Offer(url=page.url, kind=FeedKind.LISTING, document=listing),))


def _listing(page: Fetched, search: _Search) -> documents.FeedDocument | NoFeed:
    refused = search.call.refusal(page.url)
    if refused:
        return NoFeed(
            reason=f"as a page it may not be read: {refused.detail}", is_certain=refused.kind == Failure.ROBOTS
        )
    listing = _read(page, search.call, FeedKind.LISTING)
    return NoFeed(reason=f"it is {listing.reason}", is_certain=True) if isinstance(listing, NoFeed) else listing


def _tried(links: tuple[str, ...], search: _Search, page_url: str, *, is_one_enough: bool = False) -> tuple[Offer, ...]:
    """Those links that are feeds, ranked: broad ones first, full ones before empty ones; the same headlines once."""
    found: dict[tuple[str, ...], Offer] = {}
    for link, document in _documents(search.fresh(links[:MOST_TRIED], FeedKind.FEED), search, FeedKind.FEED):
        width = narrowness(link, document.title, url=page_url)
        offer = Offer(url=link, kind=FeedKind.FEED, document=document, narrowness=width)
        found.setdefault(tuple(item.link for item in offer.newest) or (link,), offer)
        if is_one_enough:
            break
    return tuple(sorted(found.values(), key=lambda each: (not each.document.headlines, each.narrowness)))


def _sitemaps(page_url: str, search: _Search) -> tuple[Offer, ...]:
    """The first of the sitemaps named in robots.txt that holds news."""
    links = search.fresh(news_sitemaps(search.call.rules(page_url), url=page_url), FeedKind.SITEMAP)
    for link, document in _documents(links, search, FeedKind.SITEMAP):
        if document.headlines:
            return (Offer(url=link, kind=FeedKind.SITEMAP, document=document),)
    return ()


def _documents(links: Sequence[str], search: _Search, kind: FeedKind) -> Iterator[tuple[str, documents.FeedDocument]]:
    """Those addresses that are what they should be, in the order of the links, however fast each answers. AT_ONCE are
    asked at a time; whoever has heard enough stops, and nobody else is asked."""
    search.call.meet(links)
    pool = ThreadPoolExecutor(max_workers=AT_ONCE)
    try:
        asked = [(link, pool.submit(_document, link, search, kind)) for link in links]
        for link, answer in asked:
            if document := answer.result():
                yield link, document
    finally:
        pool.shutdown(cancel_futures=True)


def _document(link: str, search: _Search, kind: FeedKind) -> documents.FeedDocument | None:
    if search.is_over():
        return None
    found = _looked(link, search.call, kind)
    return None if isinstance(found, NoFeed) else found


def _fetch(url: str, kind: fetching.Kind, call: Call) -> Fetched | NoFeed:
    """A page only if robots.txt allows it."""
    try:
        address = feed_address(url)
    except ValueError as problem:
        return NoFeed(reason=f"{url[:200]} cannot be polled: {problem}.", is_certain=True)
    call.meet([address])
    forbidden = call.refusal(address) if kind is fetching.Kind.PAGE else None
    outcome = forbidden or call.get(address, kind=kind)
    return outcome if isinstance(outcome, Fetched) else refusal(outcome, address)


def refusal(outcome: Outcome, address: str) -> NoFeed:
    """Why an address gave nothing."""
    match outcome:
        case Gone():
            reason = f"{address} answers 410: its publisher took it away for good. {LOOK_ELSEWHERE}"
            return NoFeed(reason=reason, is_certain=True)
        case Failed(kind=Failure.REFUSED | Failure.ROBOTS as kind, detail=detail):
            remedy = ASK_PUBLISHER if kind == Failure.ROBOTS else CORRECT
            return NoFeed(reason=f"{address} may not be visited: {detail}. {remedy}", is_certain=True)
        case Failed(kind=kind, detail=detail):
            return NoFeed(reason=f"{address} cannot be read now ({kind}: {detail}).", is_certain=False)
        case RateLimited(status=status):
            return NoFeed(reason=f"{address} answers {status}: too many requests for now.", is_certain=False)
        case _:
            return NoFeed(reason=f"{address} answers, but not with what was asked for.", is_certain=False)


def feed_address(url: str, *, checks_network: bool = True) -> str:
    """The address as it is kept: tidy, without fragment, `feed:` resolved. ValueError with the reason when it cannot
    be polled. A name that leads into a private network is found out when it is polled."""
    url = url.strip()
    if not url:
        raise ValueError("it names no address")
    if url[:5].lower() == "feed:":
        rest = url[5:]
        url = f"http:{rest}" if rest.startswith("//") else rest
    address = addresses.read(url)
    ip = addresses.literal(address.host)
    if ip and checks_network:
        addresses.policy(settings.FETCH_PORTS, settings.FETCH_ALLOW_NETWORKS).check(ip, address.port)
    if len(address.url) > URL_LENGTH:
        raise ValueError(f"its address is longer than {URL_LENGTH:,} characters")
    return address.url


def _read(answer: Fetched, call: Call, kind: str, link_selector: str = "") -> documents.FeedDocument | NoFeed:
    """The document, or why it is none: "an HTML page ..."."""
    now = datetime.now(UTC)
    try:
        document = documents.parse(
            answer.body,
            url=answer.url,
            content_type=answer.content_type,
            kind=kind,
            link_selector=link_selector,
            now=now,
        )
        if document.sitemaps:
            document = descending.descend(
                document, url=answer.url, before_each=lambda: call.time_left() > 0, get=call.get, now=now
            )
    except documents.NotAFeed as problem:
        return NoFeed(reason=str(problem), is_certain=True)
    return document
