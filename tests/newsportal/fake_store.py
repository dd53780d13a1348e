"""A store that speaks as much of S3 as the portal needs, on the loopback range."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final, Self

KEY: Final = "its-key"


class FakeStore:
    """`with FakeStore() as store:` then `store.objects` holds bytes by path ("/bucket/name"); `store.status` is what
    every request is answered with, when it is not 200."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.requests: list[tuple[str, str]] = []
        self.status = 200
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"store": self}))
        self.address = f"s3+http://{KEY}:s%2Fecret@127.0.0.1:{self._server.server_address[1]}/pictures/of-news"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    store: FakeStore
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.partition("?")[0]
        self.store.requests.append((self.command, path))
        if not re.match(rf"AWS4-HMAC-SHA256 Credential={KEY}/", self.headers.get("Authorization") or ""):
            return self._say(403)
        if self.store.status != 200:
            return self._say(self.store.status)
        if self.command == "PUT":
            self.store.objects[path] = body
        elif self.command == "DELETE":
            self.store.objects.pop(path, None)
            return self._say(204)
        elif path not in self.store.objects:
            return self._say(404)
        return self._say(200, b"" if self.command == "PUT" else self.store.objects[path])

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"an-etag"')
        self.send_header("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_PUT = do_DELETE = _answer  # noqa: N815  # http.server's names

    def log_message(self, *args: object) -> None:
        """Nothing: tests tell what went wrong."""
