"""What every request passes through, beside Django's own middleware."""

import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.csp import CSP, build_policy
from django.utils.translation import activate

from articles import text_only
from newsportal import verifying

ADMIN: Final = "/admin/"
TRUSTED_TYPES: Final = {"require-trusted-types-for", "trusted-types"}
WITH_COOKIES: Final = re.compile(r"/(?P<admin>admin)/|/[a-z]{2,3}/(?P<account>account)/")
WITHOUT_SECOND_FACTOR: Final = ("/admin/login/", "/admin/logout/", "/admin/second-factor/")
SITEMAPS: Final = {"sitemap", "sitemap_of_pages", "sitemap_of_news", "sitemap_of_day"}
LANGUAGE_FREE: Final = {
    "image_file",
    "robots",
    "security_txt",
    "healthz",
    "websub",
    "manifest",
    "worker",
    "taken_away",
    *SITEMAPS,
}  # addresses whose answer has no words for readers
ENTRANCES: Final = {"none", "cross-site", "same-site"}  # Sec-Fetch-Site of a visit that begins
ABSENT: Final = {404, 410}
ABSENT_SECONDS: Final = 5


def let_the_admins_scripts_write(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The admin's pages have the same policy but for Trusted Types: jQuery, on which Django's admin stands, makes
    markup of texts as soon as it is loaded."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SECURE_CSP and request.path_info.startswith(ADMIN):
            policy = {name: sources for name, sources in settings.SECURE_CSP.items() if name not in TRUSTED_TYPES}
            response.setdefault(CSP.HEADER_ENFORCE.value, build_policy(policy))
        return response

    return middleware


def cookies_for_accounts(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Cookies are for accounts: the admin's for the admin, a reader's for the reader's own pages. Other pages see none,
    so none can change them or be answered with another, not even with the deletion of one that is no good. And what is
    for accounts is for no search engine.

    By https they have names that a browser takes from this host alone, and sends to all of its pages (decision 38); by
    http it sends them to the pages under whose address they were given."""

    def middleware(request: HttpRequest) -> HttpResponse:
        place = WITH_COOKIES.match(request.path_info)
        if place is None:
            request.META.pop("HTTP_COOKIE", None)
            return get_response(request)
        prefix = f"__Host-{place.lastgroup}-" if settings.SECURE_HTTPS else ""
        _keep_own_cookies(request, prefix)
        response = get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        _give_own_cookies(response, prefix, "/" if prefix else place[0])
        return response

    return middleware


def _keep_own_cookies(request: HttpRequest, prefix: str) -> None:
    """What has the prefix, without it. Only where a name begins as browsers write it: they let a neighbour set a name
    that has an odd space before the prefix, which Django's own reader would take away."""
    sent = request.META.pop("HTTP_COOKIE", "").split("; ")
    request.META["HTTP_COOKIE"] = "; ".join(cookie.removeprefix(prefix) for cookie in sent if cookie.startswith(prefix))


def _give_own_cookies(response: HttpResponse, prefix: str, path: str) -> None:
    for name, cookie in list(response.cookies.items()):
        cookie["path"] = path
        if prefix:
            cookie["secure"] = True  # else browsers refuse the name, also for a deletion
            del response.cookies[name]
            cookie.set(prefix + name, cookie.value, cookie.coded_value)
            response.cookies[cookie.key] = cookie


def ask_for_the_second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Whoever has a second factor, or has to have one, gets no further into the admin without, by whatever address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith(ADMIN) or path.startswith(WITHOUT_SECOND_FACTOR) or not request.user.is_authenticated:
            return get_response(request)
        match verifying.missing(request):
            case "":
                return get_response(request)
            case "check":
                wanted = request.get_full_path() if request.method == "GET" else ADMIN
                return redirect(reverse("second_factor_check", query={"next": wanted}))
            case "enrol":
                return redirect("second_factor")
            case _:
                return redirect("admin:login")

    return middleware


class Languages(LocaleMiddleware):
    """The visitor's language, except for what has none: caches need not keep a picture once a language."""

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """What is the same for everybody leads to pages in the interface's first language."""
        if _is_language_free(request):
            activate(settings.LANGUAGE_CODE)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if _is_language_free(request) else super().process_response(request, response)


def _is_language_free(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and (match.url_name in LANGUAGE_FREE or match.namespace == "api")


def keep_absence(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let caches keep "not found" and "gone" for a moment, where it is the same for everybody.

    A removed article's page would stay in them otherwise: what they may not keep does not replace what they have."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_the_same_for_everybody = "Accept-Language" not in response.get("Vary", "")
        if response.status_code in ABSENT and is_the_same_for_everybody and not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=ABSENT_SECONDS)
        return response

    return middleware


class DataSaver:
    """Readers whose browsers ask to save data come in to pages of text only (docs/decisions/0022). Within the portal
    they go where its links lead, so that "with pictures" means it; no page depends on a header of theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not _comes_in_saving_data(request):
            return None
        address = text_only.address(request)
        return HttpResponseRedirect(address, headers={"Cache-Control": "private, no-store"}) if address else None


def _comes_in_saving_data(request: HttpRequest) -> bool:
    """Browsers that do not tell where a visit comes from could not leave the text again: they stay where they are."""
    headers = request.headers
    comes_in = headers.get("Sec-Fetch-Site") in ENTRANCES and headers.get("Sec-Fetch-Dest") == "document"
    return comes_in and headers.get("Save-Data", "").lower() == "on"
