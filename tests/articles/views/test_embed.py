"""The line of headlines that other sites place: what it shows, who may frame it, what it may do there."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def line_of(reader: Client, address: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", reader.get(address).content.decode(), re.DOTALL)
    assert found
    return unescape(found[1])


def test_the_line_shows_the_newest_headlines_and_leads_to_our_pages_at_the_top(reader: Client) -> None:
    article = make_article(title="Un titre", source=make_source(slug="challenge"))
    shown = reader.get("/ar/embed/ticker").content.decode()
    link = f'href="/ar/challenge/{article.pk}/" target="_top" rel="noopener">Un titre</a>'
    assert link in shown
    assert 'dir="rtl"' in shown


@pytest.mark.parametrize("address", ["/fr/embed/ticker?language=ar", "/fr/embed/items?language=ar"])
def test_the_line_shows_one_content_language_where_one_is_asked_for(reader: Client, address: str) -> None:
    make_article(title="Un titre", language="fr")
    make_article(title="عنوان", language="ar")
    shown = reader.get(address).content.decode()
    assert ("عنوان" in shown, "Un titre" in shown) == (True, False)


def test_what_is_unknown_is_left_out(reader: Client) -> None:
    make_article(title="Un titre")
    shown = reader.get("/fr/embed/ticker?language=xx&theme=pink").content.decode()
    assert "Un titre" in shown
    assert "data-theme" not in shown
    assert 'data-theme="dark"' in reader.get("/fr/embed/ticker?theme=dark").content.decode()


def test_any_site_may_frame_the_line_and_no_other_page(reader: Client) -> None:
    line = reader.get("/fr/embed/ticker")
    assert "frame-ancestors *" in line.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in line.headers
    for address in ("/fr/embed/", "/fr/embed/items", "/fr/", "/fr/ticker"):
        answer = reader.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/fr/embed/ticker", "/fr/embed/items", "/fr/embed/"])
def test_the_line_has_no_cookie_and_may_be_kept_by_any_cache(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert not answer.cookies
    assert answer.headers["Cache-Control"].startswith("public, max-age=30, stale-while-revalidate")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_the_copied_line_holds_the_choices_in_a_sandbox(reader: Client, settings: Any) -> None:
    settings.SITE_URL, settings.SITE_NAME = "https://news.example", 'The "Kiosk" & Co'
    line = line_of(reader, "/ar/embed/?language=fr&theme=dark&x=1")
    assert 'src="https://news.example/ar/embed/ticker?language=fr&amp;theme=dark"' in line
    assert 'title="The &quot;Kiosk&quot; &amp; Co"' in line
    assert 'sandbox="allow-scripts allow-top-navigation-by-user-activation"' in line
    assert "same-origin" not in line
