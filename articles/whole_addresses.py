"""Addresses of our own with scheme and host, for what is read elsewhere: feeds, sitemaps, other programs."""

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port


def origin(request: HttpRequest) -> str:
    """Where the portal stands, for example https://news.example: the operator's word, else the request's Host, which
    was checked against ALLOWED_HOSTS. Behind a proxy, which keeps pages for everybody, a visitor's word for the port
    and the scheme does not count."""
    if settings.SITE_URL:
        return str(settings.SITE_URL)
    if not settings.TRUSTED_PROXIES:
        return f"{request.scheme}://{request.get_host()}"
    name, _port = split_domain_port(request.get_host())
    return f"{'https' if settings.SECURE_HTTPS else 'http'}://{name}"


def whole(request: HttpRequest, path: str) -> str:
    """The whole address of a path of ours."""
    return origin(request) + path
