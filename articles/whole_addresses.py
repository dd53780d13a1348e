"""Addresses of our own with scheme and host, for what is read elsewhere: feeds, sitemaps, other programs."""

from django.conf import settings
from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """Where the portal stands, for example https://news.example: the operator's word, else the request's Host, which
    was checked against ALLOWED_HOSTS."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def whole(request: HttpRequest, path: str) -> str:
    """The whole address of a path of ours."""
    return origin(request) + path
