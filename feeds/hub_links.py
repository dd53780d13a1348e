"""Hub links: who tells of a feed's news at once, and under which address it knows the feed (WebSub section 4)."""

import re
from dataclasses import dataclass
from typing import Final

from feeds.documents import FeedDocument
from feeds.documents.linking import hub, link

_BETWEEN: Final = re.compile(r",\s*(?=<)")
_TARGET: Final = re.compile(r"\s*<([^<>]*)>(.*)", re.DOTALL)
_RELATION: Final = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s\";,]+))", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class HubLinks:
    """Both absolute http(s) addresses; a topic only where there is a hub."""

    hub: str = ""
    topic: str = ""


def named(document: FeedDocument, *, links: str, url: str) -> HubLinks:
    """What a feed names: in its Link headers (`links`, as `Fetched` has them), else in the document. The topic is the
    feed's word for itself, else `url`, where it was read: many leave it out."""
    related = _related(links)
    by_header = hub(related.get("hub", ()), url=url)
    chosen = by_header or document.hub_url
    if not chosen:
        return HubLinks()
    by_word = next((link(each, url=url) for each in related.get("self", ())), "")
    return HubLinks(hub=chosen, topic=by_word or document.self_url or url)


def _related(links: str) -> dict[str, list[str]]:
    """The addresses of each relation, in lower case, that Link headers name (RFC 8288 section 3)."""
    found: dict[str, list[str]] = {}
    for each in _BETWEEN.split(links):
        target, relation = _TARGET.match(each), _RELATION.search(each)
        words = (relation[1] or relation[2] or "") if relation else ""
        for word in words.lower().split():
            if target:
                found.setdefault(word, []).append(target[1])
    return found
