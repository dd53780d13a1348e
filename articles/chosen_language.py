"""The bare address leads to the front page in the language that the visitor's browser names, and that page says so. For
this its address gets a mark (`/fr/#browser-language`), which browsers keep to themselves: the page is the same for
everybody, and its style sheet alone shows the sentence."""

from typing import Final

from django.http import HttpRequest
from django.utils.translation import get_language, get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

MARK: Final = "browser-language"  # the id of the sentence in components/masthead.html and text/base.html


def mark(request: HttpRequest) -> str | None:
    """The fragment for the address of the front page in the current language; none where no header asked for it."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return MARK if any(_offered(code) == get_language() for code, _weight in accepted) else None


def _offered(code: str) -> str:
    """The language of the interface that serves who asks for that one; empty where none does."""
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return ""
