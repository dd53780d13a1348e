"""What an address looks like: whether it could be an article's, and what it has in common with others of its site."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_WORDS: Final = re.compile(r"[^\W\d_]{2,}")
_LONG_NUMBER: Final = re.compile(r"\d{5,}")
_DATED: Final = re.compile(r"/(?:19|20)\d\d[/-]?[01]?\d(?:[/-]|\d\d)")
_EXTENSION: Final = re.compile(r"\.(html?|php|aspx?|jsp|shtml)$", re.IGNORECASE)
_VARIANT: Final = re.compile(r"^(?:www|m|mobile|amp)\.")
# Segments of addresses that lead to lists, people and the house, never to one article.
_NO_ARTICLE: Final = re.compile(
    r"^(?:tags?|topics?|themes?|categor(?:y|ies|ie|ia|ias)|authors?|auteurs?|autor(?:es)?|search|recherche|buscar"
    r"|page|login|connexion|register|newsletters?|abonnements?|subscribe|contact|about|a-propos|mentions-legales"
    r"|privacy(?:-policy)?|confidentialite|terms|cookies|rss|feeds?|wp-admin|wp-login\.php|account|cart|shop)$",
    re.IGNORECASE,
)


def is_article_like(url: str) -> bool:
    """Whether the address has a slug of at least three words, a long number or a date, and no word that speaks against
    it. Takes relative addresses too."""
    try:
        parts = urlsplit(url)
    except ValueError:  # http://[broken
        return False
    segments = _segments(parts.path)
    if any(_NO_ARTICLE.match(segment) for segment in segments):
        return False
    last = segments[-1] if segments else ""
    has_number = bool(_LONG_NUMBER.search(last)) or any(
        value.isdecimal() and len(value) >= 3 for _, value in parse_qsl(parts.query)
    )
    return len(_WORDS.findall(last)) >= 3 or has_number or bool(last and _DATED.search(parts.path))


def link_shape(url: str) -> str:
    """The address with everything that tells articles apart taken out: /sport/2025/03/slug-of-words-12.html and
    /culture/2025/04/another-slug-of-words-9.html have one shape."""
    parts = urlsplit(url)
    query = ",".join(sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}))
    return f"{'/'.join(_kind(segment) for segment in _segments(parts.path))}?{query}"


def site_of(url: str) -> str:
    """The host without the names of its variants (www., m.)."""
    return _VARIANT.sub("", (urlsplit(url).hostname or "").lower())


def _segments(path: str) -> list[str]:
    return [unquote(segment) for segment in path.split("/") if segment]


def _kind(segment: str) -> str:
    extension = _EXTENSION.search(segment)
    name = segment[: extension.start()] if extension else segment
    if name.isdecimal():
        kind = "year" if len(name) == 4 else "number"
    else:
        kind = "slug" if len(_WORDS.findall(name)) >= 3 or _LONG_NUMBER.search(name) else "word"
    return kind + (extension.group().lower() if extension else "")
