"""Which wall against programs an answer comes from, by its status, headers and the beginning of its page; also of one
that is called a success.

Named so that an editor knows whom to ask; nothing here is for getting past one. Signatures: Cloudflare's documented
`cf-mitigated` header and its challenge pages, DataDome's `x-datadome` header and captcha host, Akamai's reference
pages, Imperva's incident pages, AWS WAF's documented `x-amzn-waf-action` header; of challenges that answer 200 the
names that only their own scripts and elements have. (`_Incapsula_Resource?SWJIYLWA`, `_pxAppId`, `challenge-platform`
and Akamai's sensors stand in every page of a guarded site, so they tell nothing.)"""

import re
from collections.abc import Mapping
from typing import Final

START: Final = 64_000  # bytes of a page that are looked at; challenges are small
STATUSES: Final = frozenset({202, 401, 403, 405, 406, 429, 503})  # with which walls answer

CLOUDFLARE: Final = "Cloudflare"
DATADOME: Final = "DataDome"
AKAMAI: Final = "Akamai"
IMPERVA: Final = "Imperva"
AWS_WAF: Final = "AWS WAF"
PERIMETERX: Final = "PerimeterX"
SUCURI: Final = "Sucuri"
DDOS_GUARD: Final = "DDoS-Guard"
SITEGROUND: Final = "SiteGround"
ANUBIS: Final = "Anubis"
COOKIE_TEST: Final = "A test for browsers (testcookie)"

MOST_WORDS: Final = 1_500  # characters that a reader sees; a challenge says a sentence or two

_CLOUDFLARE_CHALLENGE: Final = (b"cf-chl-", b"_cf_chl_opt")
_CLOUDFLARE_ERROR: Final = b"cf-error-details"  # also of its 429 (too often) and 503 (the site is down)
_AKAMAI_PAGE: Final = (b"errors.edgesuite.net", b"reference #", b"reference&#32;&#35;")
# In the code of a page, never in what it shows: an article about walls is no wall.
_CHALLENGES: Final = (
    (b"_cf_chl_opt", CLOUDFLARE),
    (b"captcha-delivery.com", DATADOME),
    (b"/_incapsula_resource?cwudnsai", IMPERVA),
    (b"sec-if-cpt-container", AKAMAI),
    (b"?bm-verify=", AKAMAI),
    (b"px-captcha", PERIMETERX),
    (b"sucuri_cloudproxy_js", SUCURI),
    (b"<title>sucuri website firewall", SUCURI),
    (b"<title>ddos-guard</title>", DDOS_GUARD),
    (b"/.well-known/sgcaptcha/", SITEGROUND),
    (b"gokuprops", AWS_WAF),
    (b"anubis_challenge", ANUBIS),
    (b"slowaes.decrypt", COOKIE_TEST),
)
_FEED: Final = re.compile(rb"\s*<(?:\?xml|rss|feed|[\w.-]+:rdf|urlset|sitemapindex)\b")
_CODE: Final = re.compile(rb"<(script|style|template|!--)")
_TAG: Final = re.compile(rb"<[^<>]*>")


def wall_instead(page: bytes) -> str:
    """The name of the wall whose challenge this page of a status 200 is, "" for a page of the site's own."""
    if len(page) > START:
        return ""
    page = page.removeprefix(b"\xef\xbb\xbf").lower()
    names = [(sign, name) for sign, name in _CHALLENGES if sign in page]
    if not names or _FEED.match(page):
        return ""
    shown = _shown(page)
    return next((name for sign, name in names if sign not in shown), "") if len(shown) <= MOST_WORDS else ""


def _shown(page: bytes) -> bytes:
    """The text of a page as its reader sees it, about."""
    kept, position = [], 0
    while code := _CODE.search(page, position):
        kept.append(page[position : code.start()])
        end = b"-->" if code[1] == b"!--" else b"</" + code[1]
        position = page.find(end, code.end())
        if position < 0:
            break
    else:
        kept.append(page[position:])
    return b" ".join(_TAG.sub(b" ", b"".join(kept)).split())


def wall_in(status: int, headers: Mapping[str, str], start: bytes = b"") -> str:
    """The name of the wall that gave this answer, "" for an answer of the site's own. `headers` by their names in
    lower case; `start` is the beginning of the page, decoded, or empty when only the headers are known."""
    if status not in STATUSES:
        return ""
    by_headers = _in_headers(headers)
    if by_headers or status == 202:  # an acceptance is a wall's only when a header says so
        return by_headers
    return _in_page(status, start.lower(), headers.get("server", "").lower())


def _in_headers(headers: Mapping[str, str]) -> str:
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return CLOUDFLARE
    if "x-datadome" in headers or "x-dd-b" in headers:
        return DATADOME
    if headers.get("x-amzn-waf-action", "").lower() in {"challenge", "captcha"}:
        return AWS_WAF
    return ""


def _in_page(status: int, page: bytes, server: str) -> str:
    if server == "cloudflare" and any(sign in page for sign in _CLOUDFLARE_CHALLENGE):
        return CLOUDFLARE
    if server == "cloudflare" and status == 403 and _CLOUDFLARE_ERROR in page:
        return CLOUDFLARE
    if b"captcha-delivery.com" in page:
        return DATADOME
    if b"incapsula incident id" in page or b"/_incapsula_resource" in page:
        return IMPERVA
    if server.startswith("akamai") and b"access denied" in page and any(sign in page for sign in _AKAMAI_PAGE):
        return AKAMAI
    return ""
