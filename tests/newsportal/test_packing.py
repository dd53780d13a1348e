"""Answers travel as gzip to whoever reads it, and say the same; pictures travel as they are."""

import gzip
import re
from typing import Final

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse

from newsportal.packing import pack_answers

PAGE: Final = b"<p>Le vent du large</p>" * 40


def answered(response: HttpResponseBase, *, accepts: str = "gzip, deflate, br") -> HttpResponseBase:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = accepts
    return pack_answers(lambda _request: response)(request)


def test_a_page_is_smaller_and_says_the_same() -> None:
    packed = answered(HttpResponse(PAGE))
    assert isinstance(packed, HttpResponse)
    assert gzip.decompress(packed.content) == PAGE
    assert len(packed.content) < len(PAGE) / 3
    told = {name: packed.headers.get(name) for name in ("Content-Encoding", "Content-Length", "Vary")}
    assert told == {
        "Content-Encoding": "gzip",
        "Content-Length": str(len(packed.content)),
        "Vary": "Accept-Encoding",
    }


def test_its_length_does_not_tell_what_stands_in_it() -> None:
    lengths = {len(getattr(answered(HttpResponse(PAGE)), "content", b"")) for _ in range(100)}
    assert len(lengths) > 10


def test_the_same_page_in_other_bytes_has_a_weak_tag() -> None:
    strong, weak = HttpResponse(PAGE, headers={"ETag": '"a"'}), HttpResponse(PAGE, headers={"ETag": 'W/"a"'})
    assert [answered(each).headers["ETag"] for each in (strong, weak)] == ['W/"a"', 'W/"a"']


def test_who_does_not_read_gzip_gets_the_page_and_caches_are_told_of_both() -> None:
    plain = answered(HttpResponse(PAGE), accepts="br")
    assert isinstance(plain, HttpResponse)
    assert (plain.content, plain.headers["Vary"]) == (PAGE, "Accept-Encoding")
    assert not plain.has_header("Content-Encoding")


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(PAGE, content_type="image/webp"),
        HttpResponse(PAGE[:100]),
        HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
    ],
    ids=["picture", "short", "packed already"],
)
def test_what_gains_nothing_is_left_alone(response: HttpResponse) -> None:
    before = (response.content, dict(response.items()))
    assert (response.content, dict(answered(response).items())) == before


def test_what_would_grow_is_left_as_it_is() -> None:
    noise = bytes(range(200))
    answer = answered(HttpResponse(noise))
    assert isinstance(answer, HttpResponse)
    assert answer.content == noise
    assert not answer.has_header("Content-Encoding")


def test_a_stream_is_left_alone() -> None:
    stream = StreamingHttpResponse([PAGE])
    assert answered(stream) is stream
    assert not re.search("gzip", stream.headers.get("Content-Encoding", ""))
