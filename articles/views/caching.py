"""For how long caches may keep what is the same for everybody: never longer than ten minutes in all, so that a decision
of the editors reaches every one of them in that time."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

LONGEST: Final = 600  # seconds
REFUSAL: Final = 400  # this status and those above it
STALE: Final = 60  # seconds in which a cache may show the old page while it fetches the new one

_View = Callable[..., HttpResponse]


def directives(seconds: int) -> dict[str, Any]:
    """Of Cache-Control, for what is fresh for so many seconds (RFC 9111, RFC 5861). What is never fresh is never stale
    either, and what is fresh for all of the ten minutes is not stale as well."""
    fresh = {"public": True, "max_age": seconds}
    if not 0 < seconds < LONGEST:
        return fresh
    rest = LONGEST - seconds
    return {**fresh, "stale_while_revalidate": min(STALE, rest), "stale_if_error": rest}


def kept_for(seconds: int, *, is_ever_stale: bool = True) -> Callable[[_View], _View]:
    """A view whose answers any cache may keep, unless it says otherwise itself; refusals say so or are not kept."""
    told = directives(seconds) if is_ever_stale else {"public": True, "max_age": seconds}

    def decorator(view: _View) -> _View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            response = view(request, *args, **named)
            if response.status_code < REFUSAL and not response.has_header("Cache-Control"):
                patch_cache_control(response, **told)
            return response

        return kept

    return decorator


def keep(response: HttpResponse, seconds: int) -> None:
    patch_cache_control(response, **directives(seconds))
