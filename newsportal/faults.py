"""What is answered when something breaks: 503 when it was the database that did not answer in time (the limits stand in
wsgi.py), or not at all, else 500."""

import logging
import sys
from typing import Final

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

RETRY_SECONDS: Final = 5

_log = logging.getLogger(__name__)


def broken(request: HttpRequest) -> HttpResponse:
    """Django asks this wherever it broke: in a view, around it, or while a page for another fault was made."""
    problem = sys.exception()
    if not isinstance(problem, OperationalError):
        return server_error(request)
    _log.error("the database does not answer (%s)", type(problem.__cause__ or problem).__name__)
    again = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    if request.resolver_match and request.resolver_match.namespace == "api":
        detail = "The database does not answer. Ask again in a moment."
        return JsonResponse({"detail": detail}, status=503, headers={**again, "Access-Control-Allow-Origin": "*"})
    return HttpResponse(render_to_string("503.html"), status=503, headers=again)
