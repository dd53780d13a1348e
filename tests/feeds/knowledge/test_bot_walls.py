"""Challenges that answer 200: known by their own code, and never taken for an article."""

import pytest

from articles.models import Article
from feeds import fetching
from feeds.knowledge import bot_walls
from feeds.knowledge.bot_walls import wall_instead
from feeds.knowledge.outcomes import Failed, Failure, Fetched
from feeds.models import Entry
from tests.corpus import DATA, needs_data, pages
from tests.feeds.street import make_outside_feed, page, rss, run_street
from tests.outside import Answer, Outside

HTML = {"Content-Type": "text/html; charset=utf-8"}
CLOUDFLARE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title><style>body{margin:0}</style></head><body>"
    b"<noscript>Enable JavaScript and cookies to continue</noscript>"
    b"<script>(function(){window._cf_chl_opt = {cZone: 'a.test'};})();</script></body></html>"
)
CHALLENGES = {
    "Cloudflare": CLOUDFLARE,
    "DataDome": b"<html><p>Please enable JS</p><script>var dd={'host':'geo.captcha-delivery.com'}</script></html>",
    "Imperva": b'<html><iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9&amp;xinfo=1"></iframe></html>',
    "Akamai": b'<html><div id="sec-if-cpt-container"></div>Powered and protected by</html>',
    "PerimeterX": b'<html><title>Access to this page has been denied</title><div id="px-captcha"></div></html>',
    "Sucuri": b"<html><title>You are being redirected...</title><script>var sucuri_cloudproxy_js='';</script></html>",
    "DDoS-Guard": b"<html><title>DDoS-Guard</title><p>Checking your browser before accessing</p></html>",
    "SiteGround": b'<html><meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=%2F"></html>',
    "AWS WAF": b'<html><script>window.gokuProps = {"key":"A"};</script><div id="challenge-container"></div></html>',
    "Anubis": b'<html><script id="anubis_challenge" type="application/json">{}</script></html>',
    bot_walls.COOKIE_TEST: b'<html><script>document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b))</script></html>',
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_is_known_by_its_code(name: str) -> None:
    assert wall_instead(CHALLENGES[name]) == name
    assert wall_instead(b"\xef\xbb\xbf" + CHALLENGES[name].upper()) == name


@pytest.mark.parametrize(
    "page",
    [
        b"<html><h1>Just a moment...</h1><p>Why Cloudflare asks you to wait, and what DataDome does.</p></html>",
        b"<html><p>The page sets <code>_cf_chl_opt</code>, we read.</p></html>",
        b"<html><script src='/_Incapsula_Resource?SWJIYLWA=719d'></script><p>Le vote</p></html>",
        b"<html><script>window._pxAppId='PX1'</script><p>Le vote</p></html>",
        b"<html><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>Le vote</p></html>",
        b"<rss><item><title>Walls</title><link>https://a.test/?x=captcha-delivery.com</link></item></rss>",
        CLOUDFLARE.replace(b"</body>", b"<p>" + b"Le conseil a vote le budget. " * 60 + b"</p></body>"),
        CLOUDFLARE + b" " * bot_walls.START,
        b"<html><script>never closed",
        b"",
    ],
)
def test_a_page_of_the_site_s_own_is_no_challenge(page: bytes) -> None:
    assert wall_instead(page) == ""


@pytest.mark.parametrize("kind", [fetching.Kind.FEED, fetching.Kind.PAGE])
def test_a_challenge_instead_of_a_page_is_a_failure_that_names_its_wall(outside: Outside, kind: fetching.Kind) -> None:
    outside.answers["/"] = Answer(body=CLOUDFLARE, headers=HTML)
    outcome = fetching.get(outside.url("/"), kind=kind)
    assert outcome == Failed(kind=Failure.BOT_WALL, detail="Cloudflare answers 200 in the site's place", status=200)


def test_a_challenged_robots_txt_is_left_to_its_reader(outside: Outside) -> None:
    outside.answers["/robots.txt"] = Answer(body=CLOUDFLARE, headers=HTML)
    assert isinstance(fetching.get(outside.url("/robots.txt"), kind=fetching.Kind.ROBOTS), Fetched)


@pytest.mark.django_db(transaction=True)
def test_a_challenge_never_becomes_an_article_s_text(outside: Outside) -> None:
    outside.answers["/feed.xml"] = rss(outside, "/a", "/b")
    outside.answers |= {"/a": page(outside), "/b": Answer(body=CLOUDFLARE, headers=HTML)}
    make_outside_feed(outside)
    run_street()
    with_text = Article.objects.exclude(body_html="").values_list("canonical_url", flat=True)
    assert list(with_text) == [outside.url("/a")]
    assert Entry.objects.get(link=outside.url("/b")).detail == "bot wall: Cloudflare answers 200 in the site's place"


@needs_data
def test_no_page_of_the_collections_is_taken_for_a_wall() -> None:
    collections = sorted(path.name for path in (DATA / "articles").iterdir() if path.is_dir())
    taken = [row["file"] for name in collections for row, body in pages(name) if wall_instead(body)]
    assert collections
    assert taken == []
