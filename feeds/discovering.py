"""Discovering: what an address offers when it is asked once, before anybody makes a feed of it."""

from dataclasses import dataclass

from django.conf import settings

from feeds import addresses, documents, fetching
from feeds.decoding import decode
from feeds.feed_links import feed_links
from feeds.outcomes import Failed, Failure, Fetched, Gone, Outcome, RateLimited

URL_LENGTH = 1_000  # characters, as Feed.url


@dataclass(frozen=True, kw_only=True)
class NoFeed:
    """What an address answers instead of a feed."""

    reason: str  # a sentence for operators, with the remedy where there is one
    is_certain: bool  # False: nothing came that could be judged; it may be a feed tomorrow


def look(url: str) -> documents.FeedDocument | NoFeed:
    """Fetch an address and say whether it is a feed. Never inside a transaction: it may take 30 seconds."""
    try:
        address = feed_address(url)
    except ValueError as problem:
        return NoFeed(reason=f"{url[:200]} cannot be polled: {problem}.", is_certain=True)
    outcome = fetching.get(address, kind=fetching.Kind.FEED)
    return _read(outcome, address) if isinstance(outcome, Fetched) else refusal(outcome, address)


def refusal(outcome: Outcome, address: str) -> NoFeed:
    """Why an address gave nothing."""
    match outcome:
        case Gone():
            return NoFeed(reason=f"{address} answers 410: its publisher took it away for good.", is_certain=True)
        case Failed(kind=Failure.REFUSED, detail=detail):
            return NoFeed(reason=f"{address} may not be visited: {detail}.", is_certain=True)
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


def _read(answer: Fetched, address: str) -> documents.FeedDocument | NoFeed:
    try:
        return documents.parse(answer.body, url=answer.url, content_type=answer.content_type)
    except documents.NotAFeed as problem:
        reason = f"{address} answers {problem}."
    links = feed_links(decode(answer.body, content_type=answer.content_type), url=answer.url)
    return NoFeed(reason=f"{reason} The page names: {', '.join(links)}" if links else reason, is_certain=True)
