"""What a newspaper's server answers to a path: a front page, sections, a feed, articles, pictures, robots.txt."""

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b

from newsportal.demo import feeds, pages
from newsportal.demo.illustrations import illustration
from newsportal.demo.newsroom import Newsroom
from newsportal.demo.prose import prose

ITEMS = 20  # of a feed
CARDS = 16  # of a front page
RELATED = 4  # links beside an article
_LEAST_GZIP = 400  # bytes
_ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /account\n"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class _Content:
    body: bytes
    kind: str
    modified: datetime | None = None
    status: int = 200


def answer(room: Newsroom, path: str, wishes: dict[str, str], *, port: int) -> Answer:
    """The answer to a GET. `path` is unquoted, without a query; `wishes` the request's headers in lower case."""
    content = _content(room, path, port)
    tag = f'W/"{blake2b(content.body, digest_size=12).hexdigest()}"'
    headers = {"Content-Type": content.kind, "Cache-Control": "max-age=0, must-revalidate", "Vary": "Accept-Encoding"}
    if content.status == 200:
        headers["ETag"] = tag
    if content.modified:
        headers["Last-Modified"] = format_datetime(content.modified, usegmt=True)
    if content.status == 200 and _is_known(wishes, tag, content.modified):
        return Answer(status=304, headers=headers, body=b"")
    body = content.body
    if _accepts_gzip(wishes) and len(body) >= _LEAST_GZIP and not content.kind.startswith("image/"):
        body = gzip.compress(body, 6, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Answer(status=content.status, headers=headers, body=body)


def _content(room: Newsroom, path: str, port: int) -> _Content:
    paper = room.paper
    if path == "/robots.txt":
        return _Content(body=_ROBOTS.encode(), kind="text/plain; charset=utf-8")
    if path == "/style.css":
        return _Content(body=pages.stylesheet(paper).encode(), kind="text/css; charset=utf-8")
    if path == paper.feed_path:
        latest = room.latest(ITEMS)
        body = feeds.feed(paper, latest, port=port).encode()
        return _Content(body=body, kind=feeds.content_type(paper), modified=latest[0].published_at if latest else None)
    if path == "/":
        return _html(pages.list_page(paper, room.latest(CARDS), port=port))
    return _article(room, path, port) or _section(room, path, port) or _missing(room, port)


def _article(room: Newsroom, path: str, port: int) -> _Content | None:
    """The page or the picture of an article that is out."""
    publication = room.at(path)
    if publication is None:
        return None
    article = publication.article
    if path == article.image_path:
        picture = illustration(article.scene, room.paper.slug, article.number)
        return _Content(body=picture, kind="image/jpeg", modified=publication.published_at)
    others = room.latest(RELATED, wanted=lambda other: other is not publication)
    return _html(pages.article_page(room.paper, publication, others=others, port=port))


def _section(room: Newsroom, path: str, port: int) -> _Content | None:
    key = path.removeprefix("/section/")
    if key == path or key not in prose(room.paper.slug).sections:
        return None
    latest = room.latest(CARDS, wanted=lambda publication: publication.article.section == key)
    return _html(pages.list_page(room.paper, latest, port=port, section=key))


def _missing(room: Newsroom, port: int) -> _Content:
    return _html(pages.missing_page(room.paper, port=port), status=404)


def _html(page: str, *, status: int = 200) -> _Content:
    return _Content(body=page.encode(), kind="text/html; charset=utf-8", status=status)


def _is_known(wishes: dict[str, str], tag: str, modified: datetime | None) -> bool:
    """Whether the asker has it already; a tag counts before a date (RFC 9110, 13.2.2)."""
    if "if-none-match" in wishes:
        offered = [part.strip().removeprefix("W/") for part in wishes["if-none-match"].split(",")]
        return "*" in offered or tag.removeprefix("W/") in offered
    if modified is None or "if-modified-since" not in wishes:
        return False
    try:
        since = parsedate_to_datetime(wishes["if-modified-since"])
    except ValueError:
        return False
    return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def _accepts_gzip(wishes: dict[str, str]) -> bool:
    for part in wishes.get("accept-encoding", "").split(","):
        name, _, weight = part.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
