"""A poor line to a portal: what it answers, and a page in pieces, as a reader far away gets it."""

import http.client
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Final
from urllib.parse import urlsplit

from tests.outside import Answer, Outside, Request

PIECE: Final = 400  # bytes at least; it ends with a tag, so that no piece of a word stands alone
PAUSE: Final = 0.004  # seconds between two pieces: a page comes in some ten frames
HOP_BY_HOP: Final = {"connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"}


class PoorLine(Outside):
    """`with PoorLine(portal.url) as line: line.url("/fr/")`: where the portal answers slowly."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._portal = urlsplit(url).netloc

    def answer(self, request: Request) -> Answer:
        with closing(http.client.HTTPConnection(self._portal, timeout=30)) as portal:
            portal.request(request.method, request.path, request.body, _kept(request.headers.items()))
            answer = portal.getresponse()
            body, headers = answer.read(), _kept(answer.getheaders())
        if answer.headers.get_content_type() != "text/html":
            return Answer(body=body, status=answer.status, headers=headers)
        return Answer(status=answer.status, headers=headers, chunks=lambda: _pieces(body), pause=PAUSE)


def _kept(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in HOP_BY_HOP}


def _pieces(page: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(page):
        end = page.find(b">", start + PIECE) + 1 or len(page)
        yield page[start:end]
        start = end
