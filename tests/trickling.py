"""A poor line to a portal: what it answers, and a page in pieces, as a reader far away gets it."""

import http.client
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

PIECE: Final = 400  # bytes at least; it ends with a tag, so that no piece of a word stands alone
PAUSE: Final = 0.004  # seconds between two pieces: a page comes in some ten frames
HOP_BY_HOP: Final = {"connection", "keep-alive", "transfer-encoding", "content-length", "accept-encoding"}


@contextmanager
def trickling(url: str) -> Iterator[str]:
    """The address under which the portal at `url` answers slowly."""
    host = urlsplit(url).netloc

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = http.client.HTTPConnection(host, timeout=30)
            asked.request("GET", self.path, headers=_kept(self.headers.items()))
            answer = asked.getresponse()
            self.send_response(answer.status)
            for name, value in _kept(answer.getheaders()).items():
                self.send_header(name, value)
            self.end_headers()
            is_page = answer.headers.get_content_type() == "text/html"
            with closing(asked), suppress(ConnectionError):  # the reader may have left
                for piece in _pieces(answer.read()) if is_page else [answer.read()]:
                    self.wfile.write(piece)
                    time.sleep(PAUSE)

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _kept(headers: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in HOP_BY_HOP}


def _pieces(page: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(page):
        end = page.find(b">", start + PIECE) + 1 or len(page)
        yield page[start:end]
        start = end
