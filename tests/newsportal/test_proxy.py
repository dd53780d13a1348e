"""The caching proxy: a real nginx with the portal's own configuration, in front of a web server that tells what it was
asked for."""

import gzip
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from django.test import Client

from feeds.admin.exchange import MOST_BYTES
from feeds.views import LARGEST_PUSH
from tests.factories import make_article
from tests.processes import PROJECT, eventually
from tests.proxies import CONFIGURATION, NGINX, Proxy, nginx

needs_nginx = pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed")
PICTURE: Final = "/image/0123456789abcdef/5-320.webp"
ARTICLE: Final = "/fr/challenge/5/"


@dataclass
class Web:
    """What the web server answers, and what it was asked for: (path with query, its headers)."""

    status: int = 200
    cache_control: str = "public, max-age=60"
    seconds: float = 0.0
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def web_server(web: Web) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            web.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            status, cache_control = web.status, web.cache_control
            time.sleep(web.seconds)
            body = f"{status} {self.path} ".encode().ljust(2_000, b".")
            self.send_response(status)
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Cache-Control", cache_control)
            self.send_header("Vary", "Accept-Encoding, Accept-Language")
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join(20)


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def proxy(web: Web, tmp_path: Path) -> Iterator[Proxy]:
    with web_server(web) as port, nginx(tmp_path, port) as running:
        web.asked.clear()
        yield running


# -- one copy of each page --------------------------------------------------------------------------------------------

ENCODINGS: Final = ["", "gzip", "br", "gzip, deflate, br", "identity", "zstd;q=0.5, *"]


@needs_nginx
@pytest.mark.parametrize("path", ["/fr/", ARTICLE, PICTURE, "/static/js/ticker.js"])
def test_browsers_that_read_other_encodings_and_languages_share_one_copy(proxy: Proxy, web: Web, path: str) -> None:
    asked = [proxy.get(path, Accept_Encoding=encoding, Accept_Language="ar") for encoding in ENCODINGS]
    asked += [proxy.get(path, Accept_Language=language) for language in ("fr", "en-GB, en;q=0.7")]
    assert [answer.cache for answer in asked] == ["MISS"] + ["HIT"] * (len(asked) - 1)
    assert web.asked[0][1].get("accept-encoding", "") == ("" if path == PICTURE else "gzip")


@needs_nginx
def test_the_one_copy_is_packed_and_unpacked_for_a_browser_that_does_not_read_gzip(proxy: Proxy) -> None:
    plain, packed = proxy.get("/fr/"), proxy.get("/fr/", Accept_Encoding="gzip")
    assert (packed.cache, packed.headers["content-encoding"]) == ("HIT", "gzip")
    assert "content-encoding" not in plain.headers
    assert plain.body == gzip.decompress(packed.body)


@needs_nginx
def test_the_answers_for_programs_are_kept_by_the_parameters_that_they_read(proxy: Proxy, web: Web) -> None:
    same = ["/api/v1/articles?limit=5&language=ar", "/api/v1/articles?language=ar&limit=5&x=1"]
    others = ["/api/v1/articles?language=ar&limit=6", "/api/v1/articles?cursor=1_2", "/api/v1/search?q=a&order=best"]
    assert [proxy.get(path).cache for path in [*same, *others]] == ["MISS", "HIT", "MISS", "MISS", "MISS"]
    assert web.paths == [
        "/api/v1/articles?&language=ar&limit=5",
        "/api/v1/articles?&language=ar&limit=6",
        "/api/v1/articles?&cursor=1_2",
        "/api/v1/search?q=a&order=best",
    ]


@needs_nginx
@pytest.mark.parametrize(
    ("path", "same"),
    [
        ("/fr/", ["/fr/?utm_source=x", "/fr/?q=1&page=2", "/fr/?%62efore=1", "/fr//", "/%66r/", "/fr%2F", "/fr/./"]),
        ("/fr/?before=1_2", ["/fr/?before=1_2&before=3_4", "/fr/?x=1&before=1_2", "/fr/?before=1_2&%62efore=9_9"]),
        ("/fr/in/ar/", ["/fr/in/ar/?language=fr", "/fr%2Fin%2Far%2F"]),
        ("/fr/in/ar,fr/from/ma/", ["/fr/in/ar,fr/from/ma/?lang=es", "/fr/in/ar%2Cfr/from/ma/"]),
        ("/fr/challenge/author/amina/", ["/fr/challenge/author/amina/?lang=es"]),
        (ARTICLE, [ARTICLE + "?before=1_2", ARTICLE + "?article=7", ARTICLE.replace("challenge/", "challenge%2F")]),
        ("/fr/search/?q=a", ["/fr/search/?q=a&before=1", "/fr/search/?x=1&q=a&q=b", "/fr/search/?q=a&language="]),
        ("/fr/in/ar,fr/from/ma/search/?q=a", ["/fr/in/ar%2Cfr/from/ma/search/?x=1&q=a&before=1"]),
        ("/fr/in/ar/search/feed.atom?q=a", ["/fr/in/ar/search/feed.atom?page=2&q=a"]),
        ("/fr/image/thanks?article=5", ["/fr/image/thanks?article=5&q=1"]),
        (PICTURE, [PICTURE + "?v=1", PICTURE.replace("/5-", "%2F5-")]),
    ],
)
def test_other_spellings_of_an_address_share_its_copy(proxy: Proxy, web: Web, path: str, same: list[str]) -> None:
    proxy.get(path)
    assert {other: proxy.get(other).cache for other in same} == dict.fromkeys(same, "HIT")
    web.asked.clear()
    for number, other in enumerate(same):
        proxy.get(other, Host=f"name-{number}.test")  # which has no copy yet
    assert web.paths == [path] * len(same)  # so nobody puts another page in its place


@needs_nginx
def test_what_pages_tell_apart_is_kept_apart(proxy: Proxy, web: Web) -> None:
    addresses = [
        *("/fr/", "/ar/", "/fr/?before=1_2", "/fr/?before=1_3", "/fr/in/ar/", "/fr/challenge/?before=1_2"),
        *("/fr/search/?q=a", "/fr/search/?q=b", "/fr/search/?q=a&language=fr", "/fr/search/?q=a&language=fr&page=1_1"),
        *("/fr/in/ar/search/?q=a", "/fr/in/ar/from/ma/search/?q=a&order=best&page=1_1", "/fr/from/ma/search/?q=a"),
        *("/fr/in/ar,fr/from/ma/", "/fr/in/ar/from/ma/?before=1_2", "/fr/in/ar/section/sport/?before=1_2"),
        *("/fr/section/sport/?before=1_2", "/fr/challenge/author/amina/?before=1_2", "/fr/in/ar,fr/ticker"),
        *("/fr/image/thanks?article=5", "/fr/image/thanks?article=6", "/fr/%3Fbefore=1_2"),
    ]
    for _ in range(2):
        assert {address: proxy.get(address).body.split()[1].decode() for address in addresses} == {
            address: address for address in addresses
        }
    assert web.paths == addresses


@needs_nginx
@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=zz; csrftoken=zz; django_language=ar"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Host": "elsewhere.test"},
        {"Forwarded": "host=elsewhere.test"},
        {"Host": "127.0.0.1:4711"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_of_a_visitor_makes_a_second_copy(proxy: Proxy, web: Web, headers: dict[str, str]) -> None:
    assert [proxy.get("/fr/", **headers).cache, proxy.get("/fr/").cache] == ["MISS", "HIT"]
    assert "cookie" not in web.asked[0][1]
    assert "elsewhere.test" not in str(web.asked)


@needs_nginx
@pytest.mark.parametrize("path", ["/admin/articles/image/?queue=all&q=x", "/fr/account/login/?next=/fr/account/"])
def test_accounts_have_their_cookies_and_their_queries_and_are_never_kept(proxy: Proxy, web: Web, path: str) -> None:
    answers = [proxy.get(path, Cookie="sessionid=zz") for _ in range(2)]
    assert {answer.cache for answer in answers} == {None}
    assert web.paths == [path] * 2
    assert web.asked[0][1]["cookie"] == "sessionid=zz"


@needs_nginx
@pytest.mark.parametrize(
    "form", ["/fr/edition/?", "/fr/text/edition/?", "/fr/text/edition/sport/?", "/fr/search/edition/?q=a&"]
)
def test_every_box_of_the_form_of_an_edition_reaches_the_portal(proxy: Proxy, web: Web, form: str) -> None:
    answers = [proxy.get(f"{form}lang=fr&lang=ar&country=MA") for _ in range(2)]
    assert {answer.cache for answer in answers} == {None}
    assert web.paths == [f"{form}lang=fr&lang=ar&country=MA"] * 2


@needs_nginx
@pytest.mark.parametrize("path", ["/", "/robots.txt", "/sources/", "/nowhere"])
def test_what_depends_on_the_visitors_language_is_not_kept(proxy: Proxy, path: str) -> None:
    assert {proxy.get(path, Accept_Language=language).cache for language in ("fr", "ar", "fr")} == {None}


SAVES_DATA: Final = {"Save_Data": "on", "Sec_Fetch_Site": "none", "Sec_Fetch_Dest": "document"}


@needs_nginx
def test_who_asks_to_save_data_is_led_to_the_text_whatever_is_kept(proxy: Proxy, web: Web) -> None:
    proxy.get(ARTICLE)
    web.status, web.cache_control = 302, "private, no-store"
    assert [proxy.get(ARTICLE, **SAVES_DATA).status for _ in range(2)] == [302, 302]
    assert web.asked[-1][1]["save-data"] == "on"
    assert (proxy.get(ARTICLE).status, proxy.get(ARTICLE).cache) == (200, "HIT")


@needs_nginx
@pytest.mark.parametrize(
    ("path", "headers"), [("/fr/text/challenge/5/", {}), (ARTICLE, {"Sec_Fetch_Site": "same-origin"})]
)
def test_who_is_in_the_text_or_left_it_is_served_from_what_is_kept(
    proxy: Proxy, web: Web, path: str, headers: dict[str, str]
) -> None:
    proxy.get(path)
    assert proxy.get(path, **{**SAVES_DATA, **headers}).cache == "HIT"


@needs_nginx
def test_pages_of_text_are_kept_by_the_queries_that_they_read(proxy: Proxy, web: Web) -> None:
    lists = ["", "in/ar/", "on/2026-03-01/", "challenge/", "challenge/2026-03-01/", "challenge/author/amina/"]
    expected = [*(f"/fr/text/{each}?before=x" for each in lists), "/fr/text/from/ma/search/?q=port&page=2"]
    for path in expected:
        proxy.get(f"{path}&y=z")
    assert web.paths == expected


def test_the_proxy_knows_every_query_key_that_a_view_reads(client: Client) -> None:
    views = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "articles/views").glob("*.py"))
    read = set(re.findall(r'(?:GET|asked)\.get\("(\w+)"', views))
    assert read | set().union(*_parameters(client).values()) == set(re.findall(r"\$arg_(\w+)", CONFIGURATION))


def _parameters(client: Client) -> dict[str, set[str]]:
    """Of the API, by address."""
    described = client.get("/api/v1/openapi.json").json()["paths"]
    return {
        path: {each["name"] for each in methods["get"].get("parameters", []) if each["in"] == "query"}
        for path, methods in described.items()
    }


def test_the_proxy_knows_every_parameter_of_the_api(client: Client) -> None:
    for path, asked in _parameters(client).items():
        line = next((line for line in CONFIGURATION.splitlines() if f"~^{path}$ " in line), "")
        assert set(re.findall(r"\$(?:and|arg)_(\w+)", line)) == asked, path


@pytest.mark.parametrize(("place", "most"), [("/admin/", MOST_BYTES), ("/websub/", LARGEST_PUSH)])
def test_the_proxy_takes_as_much_as_the_web_server_would(place: str, most: int) -> None:
    [megabytes] = re.findall(rf"location {place} {{\s+client_max_body_size (\d+)m;", CONFIGURATION)
    assert int(megabytes) * 1024 * 1024 > most


def test_the_proxy_takes_the_addresses_of_every_language_for_pages() -> None:
    assert "location ~ ^/[a-z][a-z][a-z]?/ {" in CONFIGURATION
    assert [path.name for path in (PROJECT / "locale").iterdir() if not re.fullmatch("[a-z]{2,3}", path.name)] == []


# -- what was taken away ----------------------------------------------------------------------------------------------


@needs_nginx
@pytest.mark.parametrize(("path", "refusal"), [(PICTURE, 410), (ARTICLE, 404)])
def test_a_refusal_replaces_what_the_proxy_kept(proxy: Proxy, web: Web, path: str, refusal: int) -> None:
    web.cache_control = "public, max-age=1"
    assert [proxy.get(path).status, proxy.get(path).cache] == [200, "HIT"]
    web.status, web.cache_control = refusal, "public, max-age=5"
    time.sleep(2.1)
    assert proxy.get(path).status == refusal
    web.seconds = 0.3
    with ThreadPoolExecutor(12) as visitors:
        seen = {answer.status for answer in visitors.map(lambda _: proxy.get(path), range(48))}
    assert seen == {refusal}


@needs_nginx
def test_nobody_waits_for_a_page_that_may_be_stale_and_the_next_sees_the_new_one(proxy: Proxy, web: Web) -> None:
    web.cache_control = "public, max-age=1, stale-while-revalidate=30"
    proxy.get(ARTICLE)
    time.sleep(2.1)
    web.status, web.cache_control = 404, "public, max-age=5"
    first = proxy.get(ARTICLE)
    assert (first.status, first.cache) == (200, "STALE")
    eventually(lambda: proxy.get(ARTICLE).status == 404, within=10, what="the new answer")


@needs_nginx
def test_no_page_is_shown_beyond_the_time_that_it_may_be_stale(proxy: Proxy, web: Web) -> None:
    web.cache_control = "public, max-age=1, stale-while-revalidate=1"
    proxy.get(ARTICLE)
    time.sleep(3.1)
    web.status, web.cache_control = 404, "public, max-age=5"
    assert proxy.get(ARTICLE).status == 404


@needs_nginx
def test_nobody_is_shown_a_blocked_picture_while_another_waits_for_it(proxy: Proxy, web: Web) -> None:
    web.cache_control = "public, max-age=1"
    proxy.get(PICTURE)
    web.status, web.cache_control, web.seconds = 410, "public, max-age=5", 0.3
    time.sleep(2.1)
    with ThreadPoolExecutor(12) as visitors:
        assert {answer.status for answer in visitors.map(lambda _: proxy.get(PICTURE), range(24))} == {410}


@needs_nginx
def test_readers_are_served_while_the_web_server_is_too_busy_but_no_picture_outlives_its_time(
    proxy: Proxy, web: Web
) -> None:
    web.cache_control = "public, max-age=1"
    proxy.get(ARTICLE)
    proxy.get(PICTURE)
    web.status, web.cache_control = 503, "no-store"
    time.sleep(2.1)
    assert [proxy.get(ARTICLE).status, proxy.get(PICTURE).status] == [200, 503]


# -- the portal itself behind it --------------------------------------------------------------------------------------


@needs_nginx
@pytest.mark.django_db(transaction=True)
def test_a_removed_article_of_the_portal_leaves_the_proxy(live_server: Any, tmp_path: Path) -> None:
    article = make_article()
    path = f"/fr/{article.source.slug}/{article.pk}/"
    with nginx(tmp_path, live_server.thread.port) as proxy:
        kept = [proxy.get(path, Accept_Encoding=encoding) for encoding in ENCODINGS]
        assert [(answer.status, answer.cache) for answer in kept] == [(200, "MISS")] + [(200, "HIT")] * 5
        type(article).objects.update(removed_at="2026-03-01T00:00:00Z")
        gone = f"{path}?x="  # another spelling: the same copy
        assert proxy.get(gone).cache == "HIT"
        other = f"/ar/{article.source.slug}/{article.pk}/"  # what the proxy has not kept yet
        assert [(proxy.get(other).status, proxy.get(other).cache) for _ in range(2)] == [(410, "HIT")] * 2
