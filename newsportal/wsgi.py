"""The WSGI application that granian serves."""

import gc
import os
from typing import Any, Final

import django
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
# For libpq: while somebody waits for a page, no statement may take longer than this, nor wait longer for a lock.
os.environ.setdefault(
    "PGOPTIONS", "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=30s"
)

NEW_OBJECTS: Final = 50_000  # after so many Python looks for circles among them; a page leaves few, and makes thousands


class Request(WSGIRequest):
    """A request whose address and forms are UTF-8, as our pages write them, whatever its Content-Type says: Django
    reads even the query of an address in the charset that is named there. So anybody could put another search's page
    into the caches under an address, and a charset that is no text's (zlib) was answered 500."""

    def __init__(self, environ: dict[str, Any]) -> None:
        try:
            super().__init__(environ)
        except (BadRequest, ValueError):  # no header's value; the handler catches nothing yet
            super().__init__({**environ, "CONTENT_TYPE": ""})

    @property
    def encoding(self) -> None:
        """Django's own default, UTF-8."""

    @encoding.setter
    def encoding(self, _named: object) -> None:
        """What a Content-Type named is not heeded."""


class Handler(WSGIHandler):
    request_class = Request


gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
django.setup(set_prefix=False)
application = Handler()
