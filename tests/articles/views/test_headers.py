"""What every page has in common: no cookie, a strict policy, and how long caches may keep it."""

import re
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.template.loader import get_template
from django.test import Client
from PIL import Image

from articles.models import Article, DisplayPolicy, Source
from articles.views import application
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db


def make_one(**values: Any) -> Article:
    return make_article(source=make_source(slug="challenge"), **values)


EVERY_PAGE = {
    "/": 302,
    "/fr/": 200,
    "/ar/in/fr/": 200,
    "/ar/in/fr/from/ma/section/sport/": 200,
    "/fr/in/ar,fr/ticker": 200,
    "/fr/in/fr,ar/": 301,
    "/fr/edition/?lang=ar": 302,
    "/fr/challenge/author/amina/": 404,
    "/fr/sources/": 200,
    "/fr/search/?q=port": 200,
    "/fr/ticker": 200,
    "/fr/feed.atom": 200,
    "/ar/challenge/feed.json": 200,
    "/fr/search/feed.atom?q=port": 200,
    "/sitemap.xml": 200,
    "/sitemap-2026-03-01.xml": 200,
    "/fr/challenge/": 200,
    "/fr/challenge/{article}/": 200,
    "/fr/image/5/report": 200,
    "/fr/image/thanks": 200,
    "/fr/nowhere/": 404,
    "/robots.txt": 200,
    "/image/abc/5-320.webp": 404,
}


@pytest.fixture(params=EVERY_PAGE)
def any_page(request: Any, reader: Client) -> Any:
    article = make_one()
    Source.objects.update(display_policy=DisplayPolicy.EXCERPT)  # so that the maps for search engines name it
    response = reader.get(request.param.replace("{article}", str(article.pk)), headers={"Accept-Encoding": "gzip"})
    assert response.status_code == EVERY_PAGE[request.param]
    return response


def test_no_page_sets_a_cookie_or_depends_on_one(any_page: Any) -> None:
    assert "Set-Cookie" not in any_page.headers
    assert not any_page.cookies
    assert "Cookie" not in any_page.headers.get("Vary", "")


def test_no_page_allows_inline_code_or_other_hosts(any_page: Any) -> None:
    policy = any_page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_on_no_page_but_the_admin_s_may_a_script_make_code_of_a_text(any_page: Any, client: Client) -> None:
    """But for the two scripts that are named."""
    demand = "require-trusted-types-for 'script'; trusted-types ticker worker"
    assert demand in any_page.headers["Content-Security-Policy"]
    of_the_admin = client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "trusted-types" not in of_the_admin
    assert "script-src 'self'" in of_the_admin


def test_every_page_bears_the_headers_that_browsers_protect_by(any_page: Any) -> None:
    assert any_page.headers["X-Content-Type-Options"] == "nosniff"
    assert any_page.headers["X-Frame-Options"] == "DENY"
    assert any_page.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert any_page.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/fr/", "/fr/challenge/", "/fr/sources/", "/fr/ticker", "/fr/search/?q=port"])
def test_lists_may_be_kept_by_any_cache_for_a_moment(reader: Client, address: str) -> None:
    make_one()
    kept = "public, max-age=30, stale-while-revalidate=60, stale-if-error=570"
    assert reader.get(address).headers["Cache-Control"] == kept


def test_an_article_may_be_kept_for_ten_minutes_at_most(reader: Client) -> None:
    article = make_one()
    assert reader.get(f"/fr/challenge/{article.pk}/").headers["Cache-Control"] == (
        "public, max-age=120, stale-while-revalidate=60, stale-if-error=480"
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/fr/challenge/{article}/", 410),
        ("/api/v1/articles/{article}", 410),
        ("/ar/challenge/", 404),
        ("/fr/in/xx/", 404),
        ("/fr/?before=x", 404),
    ],
)
def test_caches_keep_it_for_a_moment_that_a_page_is_gone(reader: Client, address: str, status: int) -> None:
    article = make_one(removed_at="2026-03-01T00:00:00Z")
    type(article.source).objects.update(is_shown=False)
    response = reader.get(address.replace("{article}", str(article.pk)))
    kept = response.headers["Cache-Control"]
    assert (response.status_code, set(kept.split(", "))) == (status, {"public", "max-age=5"})


def test_what_is_not_found_in_the_visitors_language_is_not_kept(reader: Client) -> None:
    response = reader.get("/image/nowhere/at/all", headers={"Accept-Language": "ar"})
    assert (response.status_code, response.headers["Content-Language"]) == (404, "ar")
    assert "Cache-Control" not in response.headers


@pytest.mark.parametrize("address", ["/", "/fr/", "/fr/nowhere/", "/robots.txt", "/fr/image/5/report"])
def test_a_page_answers_no_cookie_whatever_cookie_is_sent(reader: Client, address: str) -> None:
    cookies = {"Cookie": "sessionid=zz; csrftoken=zz; messages=zz; django_language=ar"}
    response = reader.get(address, headers=cookies)
    assert "Set-Cookie" not in response.headers
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_refusal_bears_the_policy_too(reader: Client) -> None:
    response = reader.post("/fr/image/5/report")
    assert response.status_code == 403
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in response.headers


def test_no_page_has_code_of_its_own_in_it(reader: Client) -> None:
    article = make_one(image=make_image(), body_html="<p>Un</p>")
    for address in ["/fr/", f"/fr/challenge/{article.pk}/", "/fr/search/?q=a", "/fr/image/5/report", "/fr/nowhere/"]:
        shown = reader.get(address).content.decode()
        assert " style=" not in shown
        assert "<style" not in shown
        assert "<script>" not in shown
        assert " onclick=" not in shown


def test_the_worker_keeps_every_file_that_a_page_asks_for() -> None:
    base: Any = get_template("base.html")
    asked = set(re.findall(r"{% static '([^']+)' %}", base.template.source))
    asked -= {"css/print.css"}  # nobody prints without a network
    assert asked | {"img/logo.svg", "js/share.js"} == set(application.PRECACHED)


def test_an_icon_that_is_cut_to_any_shape_keeps_its_drawing_within_the_circle_that_is_always_left() -> None:
    (name,) = [path for _size, purpose, path in application.ICONS if purpose == "maskable"]
    icon = Image.open(portal_settings.BASE_DIR / "static" / name).convert("RGB")
    middle, ground = (icon.width - 1) / 2, icon.getpixel((0, 0))
    far = (0.4 * icon.width) ** 2  # W3C, Web Application Manifest, "Icon masks and safe zone"
    outside = {
        icon.getpixel((x, y))
        for x in range(icon.width)
        for y in range(icon.height)
        if (x - middle) ** 2 + (y - middle) ** 2 > far
    }
    assert outside == {ground}


@pytest.mark.parametrize("address", ["/manifest.webmanifest", "/worker.js"])
def test_what_is_the_same_for_everybody_does_not_vary(reader: Client, address: str) -> None:
    response = reader.get(address, headers={"Accept-Language": "ar"})
    assert (response.status_code, "Accept-Language" in response.headers.get("Vary", "")) == (200, False)


def test_the_page_for_no_network_holds_no_headlines(reader: Client) -> None:
    make_one(title="Un titre qui sera retiré")
    assert "Un titre qui sera retiré" not in reader.get("/fr/offline/").content.decode()


def test_a_page_names_itself_once_and_its_twins_in_the_other_languages(reader: Client, settings: Any) -> None:
    settings.SITE_URL = "https://news.example"
    make_one()
    page = reader.get("/ar/challenge/?utm_source=x").content.decode()
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', page) == ["https://news.example/ar/challenge/"]
    twins = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))
    expected = {code: f"https://news.example/{code}/challenge/" for code in settings.INTERFACE_LANGUAGES}
    assert twins == {**expected, "x-default": "https://news.example/fr/challenge/"}


def test_a_full_copy_names_its_source_and_no_page_of_ours(reader: Client) -> None:
    article = make_one(body_html="<p>Un</p>")
    page = reader.get(f"/fr/challenge/{article.pk}/").content.decode()
    assert re.findall(r'<link rel="canonical" href="([^"]+)">', page) == [article.canonical_url]
    assert "hreflang=" not in page.partition("</head>")[0]
