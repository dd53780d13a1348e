"""Pages of text only, for lines that are slow or paid by the byte: under /fr/text/ as the others are under /fr/.

Nothing but one small style in the page itself: one request, one answer. They are addresses of their own, the same for
everybody, so that any cache can hold them (docs/decisions/0022)."""

from base64 import b64encode
from hashlib import sha256
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils.csp import CSP

from articles import chosen_language, paths

NAMESPACE: Final = "text"  # of their addresses' names, and the first word after the language
STYLE: Final = (
    ":root{color-scheme:light dark;background:Canvas;color:CanvasText}"
    "body{max-width:40rem;margin:auto;padding:.5rem 1rem 2rem;font:1.0625rem/1.55 serif;overflow-wrap:anywhere}"
    "h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.2rem}"
    ":is(nav,footer p){display:flex;flex-wrap:wrap;gap:0 1rem;align-items:baseline}"
    ":is(nav,footer) a{padding-block:.35rem;line-height:1.85}.search-form:not(:has(>template)){display:none}"
    "ol,ul.plain{list-style:none;padding:0}li,fieldset{margin:.8rem 0}ol a{display:block}small{font-size:.85rem}"
    ":where([lang]){line-height:1.55}"
    ":is(:lang(ar),:lang(fa),:lang(ur)){line-height:1.85}:lang(ar) :is(em,i){font-style:normal}"
    ":is(input,button){font:inherit;max-width:100%}pre{white-space:pre-wrap}"
    "fieldset label{display:inline-block;margin-inline-end:.8rem}"
    "#browser-language:not(:target){visibility:hidden}:target{scroll-margin:100vh}"
    ".prose__table{overflow-x:auto}:is(td,th){padding:.2rem .5rem;text-align:start;overflow-wrap:normal}"
)
POLICY: Final[dict[str, Any]] = {
    "default-src": [CSP.NONE],
    "style-src": [f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"],
    "img-src": ["data:"],  # an empty icon, since browsers ask for one otherwise
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


def address(request: HttpRequest) -> str:
    """Where the page of that request stands in text only; empty where it does not, or is text only itself."""
    match = request.resolver_match
    if match is None or match.namespaces or not match.url_name:
        return ""
    try:
        path = _path(match)
    except NoReverseMatch:
        return ""
    mark = chosen_language.mark(request) if match.url_name == "home" else None
    query = request.GET.urlencode()
    return path + (f"?{query}" if query else "") + (f"#{mark}" if mark else "")


def _path(match: ResolverMatch) -> str:
    if match.url_name == "article":
        return paths.article(**match.kwargs, pages=f"{NAMESPACE}:")
    name = "front_page" if match.url_name == "home" else match.url_name
    return reverse(f"{NAMESPACE}:{name}", args=match.args, kwargs=match.kwargs)


def is_text(path: str) -> bool:
    """Whether that is the address of a page of text only, or would be if there were one."""
    return path.split("/")[2:3] == [NAMESPACE]


def whole_page(path: str) -> str:
    """The address with everything of a page of text only, with its query if it has one."""
    return path.replace(f"/{NAMESPACE}/", "/", 1)
