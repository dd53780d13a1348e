"""Packing: answers travel as gzip to whoever reads it, as small as Django makes them, in half the time."""

import re
import secrets
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from zlib_ng import zlib_ng

LEAST: Final = 200  # bytes; less is not worth it
MOST_RANDOM: Final = 100  # bytes
LEVEL: Final = 6
GZIP: Final = 31  # zlib's word for it
HEAD: Final = 10  # bytes, of which one holds the flags
FLAGS: Final = 3
NAMED: Final = 8  # the flag of a head that a file's name follows

_READS_GZIP: Final = re.compile(r"\bgzip\b")


def pack_answers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """All but pictures, which have their own packing: a cache would keep them once for each kind of browser."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponse) or not _is_packable(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if reads_gzip(request):
            _pack(response)
        return response

    return middleware


def reads_gzip(request: HttpRequest) -> bool:
    return bool(_READS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def _is_packable(response: HttpResponse) -> bool:
    is_picture = response.get("Content-Type", "").startswith("image/")
    return not is_picture and len(response.content) >= LEAST and not response.has_header("Content-Encoding")


def _pack(response: HttpResponse) -> None:
    packed = _gzip(response.content)
    if len(packed) >= len(response.content):
        return
    response.content = packed
    response.headers["Content-Length"] = str(len(packed))
    response.headers["Content-Encoding"] = "gzip"
    etag = response.get("ETag", "")
    if etag.startswith('"'):  # the same page in other bytes (RFC 9110, 8.8.1)
        response.headers["ETag"] = f"W/{etag}"


def _gzip(content: bytes) -> bytes:
    """With a name of random length in its head, so that its length does not tell what stands in it beside a stranger's
    words (BREACH)."""
    packed = zlib_ng.compress(content, LEVEL, GZIP)
    head = bytearray(packed[:HEAD])
    head[FLAGS] = NAMED
    return bytes(head) + b"a" * secrets.randbelow(MOST_RANDOM) + b"\0" + packed[HEAD:]
