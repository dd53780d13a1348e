"""Asking a newspaper as a portal or a browser does."""

import urllib.request
from http.client import HTTPResponse
from urllib.error import HTTPError


def get(url: str, **headers: str) -> HTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer: HTTPResponse = urllib.request.urlopen(urllib.request.Request(url, headers=named), timeout=10)
    return answer


def status_of(url: str, **headers: str) -> int:
    try:
        with get(url, **headers) as answer:
            return answer.status
    except HTTPError as problem:
        with problem:
            return problem.code
