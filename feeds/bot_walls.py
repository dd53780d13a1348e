"""Which wall against programs an answer comes from, by its status, headers and the beginning of its page.

Named so that an editor knows whom to ask; nothing here is for getting past one. Signatures: Cloudflare's documented
`cf-mitigated` header and its challenge pages, DataDome's `x-datadome` header and captcha host, Akamai's reference
pages, Imperva's incident pages, AWS WAF's documented `x-amzn-waf-action` header."""

from collections.abc import Mapping
from typing import Final

START: Final = 64_000  # bytes of a page that are looked at; challenges are small
STATUSES: Final = frozenset({202, 401, 403, 405, 406, 429, 503})  # with which walls answer

CLOUDFLARE: Final = "Cloudflare"
DATADOME: Final = "DataDome"
AKAMAI: Final = "Akamai"
IMPERVA: Final = "Imperva"
AWS_WAF: Final = "AWS WAF"

_CLOUDFLARE_CHALLENGE: Final = (b"cf-chl-", b"_cf_chl_opt")
_CLOUDFLARE_ERROR: Final = b"cf-error-details"  # also of its 429 (too often) and 503 (the site is down)
_AKAMAI_PAGE: Final = (b"errors.edgesuite.net", b"reference #", b"reference&#32;&#35;")


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
