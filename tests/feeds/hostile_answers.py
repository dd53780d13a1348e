"""Answers of servers that mean harm, one a class, small and own-written; each with how it has to end.

The vocabulary is that of the collection of hostile feeds beside the project: `reject` (nothing is read), `accept`
(exactly `entries` items), `bounded` (rejected, or from `min_entries` to `max_entries` items)."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any, Final

from tests.outside import Answer

MEGABYTE: Final = 1_000_000
LINK: Final = "<link>https://news.test/1</link>"


def rss(items: str, *, before: str = "", channel: str = "") -> bytes:
    return f'{before}<rss version="2.0"><channel><title>J</title>{channel}{items}</channel></rss>'.encode()


def item(inner: str = "", *, title: str = "Titre") -> str:
    return f"<item><title>{title}</title>{LINK}{inner}</item>"


def listed(count: int, inner: str = "") -> str:
    return "".join(f"<item><title>T{n}</title><link>https://news.test/{n}</link>{inner}</item>" for n in range(count))


ORDINARY: Final = rss(item())


def answer(body: bytes, **headers: str) -> Answer:
    return Answer(body=body, headers={"Content-Type": "application/rss+xml", **headers})


def packed(body: bytes, encoding: str = "gzip") -> Answer:
    return answer(body, **{"Content-Encoding": encoding})


def raw(*chunks: bytes | Iterator[bytes], pause: float = 0.0) -> Answer:
    """Exactly these bytes, without a word of HTTP from the server."""

    def sent() -> Iterator[bytes]:
        for chunk in chunks:
            yield from ([chunk] if isinstance(chunk, bytes) else chunk)

    return Answer(chunks=sent, pause=pause, is_raw=True)


def head(*lines: str, status: str = "200 OK") -> bytes:
    return "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", "Connection: close", *lines)).encode("latin-1")


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    pieces = [packer.compress(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)]
    return b"".join([*pieces, packer.flush()])


def _row(name: str, build: Callable[[], Answer], outcome: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "answer": build, "outcome": outcome, **more}


_LAUGHS: Final = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10)
)  # a billion, if anybody counted
_TOO_LARGE, _PROTOCOL, _TIMEOUT = ({"kind": kind} for kind in ("too large", "protocol", "timeout"))

# What breaks the rules of HTTP, or stretches them: for the door.
TRANSFERS: Final = [
    _row("gzip bomb", lambda: packed(_bomb(200 * MEGABYTE)), "reject", **_TOO_LARGE),
    _row("gzip bomb of members", lambda: packed(gzip.compress(bytes(MEGABYTE)) * 200), "reject", **_TOO_LARGE),
    _row("gzip in gzip", lambda: packed(gzip.compress(_bomb(MEGABYTE)), "gzip, gzip"), "reject", **_PROTOCOL),
    _row("gzip in gzip unsaid", lambda: packed(gzip.compress(_bomb(50 * MEGABYTE))), "reject"),
    _row("deflate bomb", lambda: packed(zlib.compress(bytes(50 * MEGABYTE)), "deflate"), "reject", **_TOO_LARGE),
    _row("brotli unasked", lambda: packed(b"\x1b\x00", "br"), "reject", **_PROTOCOL),
    _row("gzip cut off", lambda: packed(gzip.compress(ORDINARY)[:-12]), "bounded", max_entries=1),
    _row("gzip garbled", lambda: packed(gzip.compress(ORDINARY)[:20] + b"\xff" * 40), "bounded", max_entries=1),
    _row("gzip that is none", lambda: packed(ORDINARY), "bounded", max_entries=1),
    _row("body without end", lambda: Answer(chunks=lambda: repeat(b"x" * 65_536)), "reject", **_TOO_LARGE),
    _row("a byte now and then", lambda: Answer(chunks=lambda: repeat(b" ", 100), pause=0.05), "reject", **_TIMEOUT),
    _row("a header now and then", lambda: raw(head(), repeat(b"X: y\r\n", 100), pause=0.05), "reject", **_TIMEOUT),
    _row("not a word", lambda: raw(b"", b"", pause=2.0), "reject"),
    _row("status line now and then", lambda: raw(iter([bytes([b]) for b in head()]), pause=0.05), "reject"),
    _row("one header of a megabyte", lambda: raw(head("X: " + "y" * MEGABYTE), b"\r\n"), "reject", **_PROTOCOL),
    _row("headers without end", lambda: raw(head(), repeat(b"X-Header: y\r\n" * 100)), "reject", **_PROTOCOL),
    _row("interim answers without end", lambda: raw(repeat(b"HTTP/1.1 103 Early\r\n\r\n" * 50)), "reject"),
    _row("a status line of a megabyte", lambda: raw(head(status="200 " + "y" * MEGABYTE)), "reject", **_PROTOCOL),
    _row("length too long", lambda: raw(head("Content-Length: 9999"), b"\r\n", ORDINARY), "bounded", max_entries=1),
    _row("length too short", lambda: raw(head("Content-Length: 9"), b"\r\n", ORDINARY), "reject"),
    _row(
        "length absurd", lambda: raw(head("Content-Length: 9" + "0" * 30), b"\r\n", ORDINARY), "bounded", max_entries=1
    ),
    _row("length negative", lambda: raw(head("Content-Length: -1"), b"\r\n", ORDINARY), "reject", **_PROTOCOL),
    _row("two lengths", lambda: raw(head("Content-Length: 9", "Content-Length: 8"), b"\r\n"), "reject", **_PROTOCOL),
    _row(
        "length and chunks",
        lambda: raw(head("Content-Length: 9", "Transfer-Encoding: chunked"), b"\r\n0\r\n\r\n"),
        "reject",
    ),
    _row("chunk of no size", lambda: raw(head("Transfer-Encoding: chunked"), b"\r\nzz\r\n"), "reject", **_PROTOCOL),
    _row(
        "chunk size without end",
        lambda: raw(head("Transfer-Encoding: chunked"), b"\r\n", repeat(b"1" * 1_000)),
        "reject",
        **_PROTOCOL,
    ),
    _row(
        "tiny chunks without end",
        lambda: raw(head("Transfer-Encoding: chunked"), b"\r\n", repeat(b"1\r\n \r\n" * 500)),
        "reject",
    ),
    _row(
        "trailers without end",
        lambda: raw(head("Transfer-Encoding: chunked"), b"\r\n0\r\n", repeat(b"X: y\r\n" * 99)),
        "reject",
        **_PROTOCOL,
    ),
    _row("header with a zero byte", lambda: raw(head("ETag: a\0b"), b"\r\n", ORDINARY), "reject", **_PROTOCOL),
    _row("bare line feeds", lambda: raw(b"HTTP/1.1 200 OK\nETag: a\n\n" + ORDINARY), "bounded", max_entries=1),
    _row("header folded over lines", lambda: raw(head("X: a\r\n b"), b"\r\n", ORDINARY), "bounded", max_entries=1),
    _row("not HTTP", lambda: raw(b"SSH-2.0-OpenSSH_9.9 secret-banner\r\n"), "reject", **_PROTOCOL),
    _row("nothing at all", lambda: raw(b""), "reject"),
    _row("upgrade", lambda: raw(head("Upgrade: h2c", status="101 Switching"), b"\r\n"), "reject"),
    _row("status out of range", lambda: raw(head(status="999 Odd"), b"\r\n"), "reject"),
    _row("no content", lambda: Answer(status=204), "reject"),
    _row("redirect to nowhere", lambda: Answer(status=302), "reject"),
    _row("rest of 31,000 years", lambda: Answer(status=429, headers={"Retry-After": "999999999999"}), "reject"),
]

# What is a feed, or seems to be: for the parsers behind the door.
DOCUMENTS: Final = [
    _row(
        "entities of entities",
        lambda: answer(rss(item(title="&l9;"), before=f"<!DOCTYPE r [{_LAUGHS}]>")),
        "bounded",
        max_entries=1,
        must_not_store=["lollol"],
    ),
    _row(
        "one long entity often",
        lambda: answer(rss(item(title="&a;" * 2_000), before=f'<!DOCTYPE r [<!ENTITY a "{"A" * 20_000}">]>')),
        "bounded",
        max_entries=1,
        must_not_store=["A" * 300],
    ),
    _row(
        "file as an entity",
        lambda: answer(rss(item(title="t &x;"), before='<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        "bounded",
        max_entries=1,
        must_not_store=["root:"],
    ),
    _row(
        "address as an entity",
        lambda: answer(rss(item(title="t &x;"), before='<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>')),
        "bounded",
        max_entries=1,
    ),
    _row(
        "entity of parameters",
        lambda: answer(rss(item(), before='<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>')),
        "bounded",
        max_entries=1,
    ),
    _row(
        "type from outside",
        lambda: answer(rss(item(), before='<!DOCTYPE r SYSTEM "http://127.0.0.1:9/d">')),
        "accept",
        entries=1,
    ),
    _row(
        "style sheet from outside",
        lambda: answer(rss(item(), before='<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/s"?>')),
        "accept",
        entries=1,
    ),
    _row(
        "inclusion",
        lambda: answer(
            rss(item('<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="file:///etc/passwd"/>'))
        ),
        "accept",
        entries=1,
        must_not_store=["root:"],
    ),
    _row("elements in elements", lambda: answer(rss(item("<a>" * 20_000 + "</a>" * 20_000))), "bounded", max_entries=1),
    _row("elements never closed", lambda: answer(rss(item("<a>" * 20_000))), "bounded", max_entries=1),
    _row(
        "markup in markup",
        lambda: answer(rss(item(f"<description>{'&lt;div&gt;' * 20_000}</description>"))),
        "bounded",
        max_entries=1,
    ),
    _row("arrays in arrays", lambda: answer(b"[" * 100_000), "reject"),
    _row("objects in objects", lambda: answer(b'{"version":' * 50_000), "reject"),
    _row("a number of a megabyte", lambda: answer(b'{"version":' + b"1" * MEGABYTE + b"}"), "reject"),
    _row("title of 9 MB", lambda: answer(rss(item(title="A" * 9 * MEGABYTE))), "bounded", max_entries=1),
    _row(
        "text of 9 MB",
        lambda: answer(rss(item(f"<description>&lt;img {' ' * 9 * MEGABYTE}</description>"))),
        "bounded",
        max_entries=1,
    ),
    _row("attribute of 2 MB", lambda: answer(rss(item(f'<x a="{"y" * 2 * MEGABYTE}"/>'))), "bounded", max_entries=1),
    _row(
        "4,000 namespaces",
        lambda: answer(rss(item("".join(f'<x:y xmlns:x="urn:{n}"/>' for n in range(4_000))))),
        "bounded",
        max_entries=1,
    ),
    _row(
        "3,000 pictures",
        lambda: answer(
            rss(item("".join(f'<enclosure url="https://news.test/{n}.jpg" type="image/jpeg"/>' for n in range(3_000))))
        ),
        "accept",
        entries=1,
    ),
    _row(
        "3,000 authors and sections",
        lambda: answer(rss(item("<category>c</category><author>a</author>" * 3_000))),
        "accept",
        entries=1,
    ),
    _row(
        "50,000 items",
        lambda: answer(rss(listed(50_000))),
        "bounded",
        max_entries=2_000,
        min_entries=2_000,
        left_out=48_000,
    ),
    _row(
        "50,000 items with one guid",
        lambda: answer(rss(listed(50_000, "<guid>g</guid>"))),
        "bounded",
        max_entries=2_000,
        left_out=48_000,
    ),
    _row("comments never closed", lambda: answer(rss("<!--" * 20_000)), "bounded", max_entries=0),
    _row("a million angle brackets", lambda: answer(rss("<" * MEGABYTE)), "bounded", max_entries=0),
    _row("a million ampersands", lambda: answer(rss(item(title="&" * MEGABYTE))), "bounded", max_entries=1),
    _row("blanks", lambda: answer(b"<rss>" + b" " * 9 * MEGABYTE + b"</rss>"), "bounded", max_entries=0),
    _row(
        "guids that end differently",
        lambda: answer(
            rss(
                "".join(
                    f"<item><title>T</title>{LINK}<guid isPermaLink='false'>{'g' * 100_000}{n}</guid></item>"
                    for n in range(2)
                )
            )
        ),
        "accept",
        entries=2,
        must_be_distinct=True,
    ),
    _row(
        "zero bytes", lambda: answer(rss(item(title="a\0b") + listed(1))), "accept", entries=2, must_not_store=["\\x00"]
    ),
    _row(
        "controls",
        lambda: answer(rss(item(title="a\x01\x08\x1b\x7fb"))),
        "accept",
        entries=1,
        must_not_store=["\\x01", "\\x08", "\\x1b", "\\x7f"],
    ),
    _row(
        "broken UTF-8",
        lambda: answer(rss(item()).replace(b"Titre", b"T\xc0\xaf\xed\xa0\x80\xff")),
        "bounded",
        max_entries=1,
        must_not_store=["\\ud800"],
    ),
    _row(
        "UTF-7",
        lambda: answer(
            rss(item(title="+ADw-script+AD4-"), before='<?xml version="1.0" encoding="utf-7"?>'),
            **{"Content-Type": "application/rss+xml; charset=utf-7"},
        ),
        "bounded",
        max_entries=1,
        must_not_store=["<script"],
    ),
    _row(
        "unheard-of encoding",
        lambda: answer(rss(item(), before='<?xml version="1.0" encoding="x-none"?>')),
        "accept",
        entries=1,
    ),
    _row(
        "years that are none",
        lambda: answer(
            rss(
                "".join(
                    item(f"<pubDate>{date}</pubDate>")
                    for date in (
                        *("Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "0000-00-00T00:00:00Z"),
                        *("-1", "9" * 9_999),
                    )
                )
            )
        ),
        "accept",
        entries=5,
    ),
    _row(
        "links to scripts and to here",
        lambda: answer(
            rss(
                "".join(
                    f"<item><title>T</title><link>{link}</link></item>"
                    for link in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x")
                )
            )
        ),
        "bounded",
        max_entries=0,
    ),
    _row("HTML instead", lambda: answer(b"<!doctype html><html><title>503</title></html>"), "reject"),
    _row("JSON instead", lambda: answer(b'{"error":"not found"}'), "reject"),
    _row("a picture instead", lambda: answer(b"\x89PNG\r\n\x1a\n" + bytes(5_000)), "reject"),
    _row("a gzip file instead", lambda: answer(gzip.compress(b"x")), "reject"),
    _row("a gzip bomb as a file", lambda: answer(_bomb(100 * MEGABYTE)), "reject"),
    _row("nothing", lambda: answer(b""), "reject"),
    _row("white space", lambda: answer(b" \r\n\t"), "reject"),
]
