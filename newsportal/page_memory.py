"""Pages that were made a moment ago are not made again: the outermost thing that a request meets.

What is kept is what any cache may keep, so nothing is shown that a cache could not show. A request that changes
something forgets it all: an editor's decision or a reader's report is seen by the next request."""

from collections.abc import Callable, Hashable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from articles.remembering import Page, forget_all, pages
from newsportal.packing import reads_gzip

READS: Final = {"GET", "HEAD", "OPTIONS", "TRACE"}
PICTURES: Final = "/image/"  # a blocked one is gone with the next request, whichever process it reaches


def remember_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.path_info.startswith(PICTURES) or "HTTP_SAVE_DATA" in request.META:
            response = get_response(request)
            if request.method not in READS:
                forget_all()
            return response
        key, age = _key(request), pages.age
        page = pages.get(key)
        if page is not None:
            return _answer(request, page)
        response = get_response(request)
        if _is_for_everybody(response):
            page = Page(headers=dict(response.items()), body=response.content)
            pages.put(key, page, age=age, weight=len(page.body))
        return response

    return middleware


def _key(request: HttpRequest) -> Hashable:
    """All that an answer to GET may depend on, where it varies by the encoding alone."""
    meta = request.META
    return meta.get("HTTP_HOST"), request.scheme, request.path_info, meta.get("QUERY_STRING", ""), reads_gzip(request)


def _is_for_everybody(response: HttpResponseBase) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
        and "public" in response.get("Cache-Control", "")
        and "max-age=0" not in response.get("Cache-Control", "")
    )


def _answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page, or 304 where the browser has it."""
    response = HttpResponse(page.body, headers=page.headers)
    answer = get_conditional_response(request, etag=page.headers.get("ETag"), response=response)
    return answer if isinstance(answer, HttpResponse) else response
