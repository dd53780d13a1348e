"""Whether a browser sent a request from one of our own pages: the proof that works without a cookie.

Any web page can make its visitors' browsers POST here, and each would count as one more person. What it cannot do is
write the headers that browsers add themselves, so these decide (security.md R-02)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def is_from_own_page(request: HttpRequest) -> bool:
    """True when a header proves it and none speaks against it.

    Origin comes with every POST of today's browsers, cross-site ones included ("null" is not ours). Without it
    Sec-Fetch-Site must say same-origin; browsers that send neither (before 2019) must send our page as Referer."""
    site = request.headers.get("Sec-Fetch-Site")
    if site not in {None, "same-origin"}:
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin in _own_origins(request)
    return site is not None or _origin_of(request.headers.get("Referer", "")) in _own_origins(request)


def refuse_strangers(request: HttpRequest, *, largest_body: int) -> None:
    """PermissionDenied unless one of our pages sent this, in a form's size (bytes); before the body is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_small = length.isdecimal() and len(length) <= len(str(largest_body)) and int(length) <= largest_body
    if not is_small or not is_from_own_page(request):
        raise PermissionDenied


def _own_origins(request: HttpRequest) -> set[str]:
    """The host was checked against ALLOWED_HOSTS, so that another name which leads here is not ours."""
    return {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _origin_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
