"""The last step before storage: every text of a draft clean, every address safe. Pure."""

import hashlib
import inspect
import platform
import sys
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from articles.knowledge import markup
from articles.knowledge.drafts import ArticleDraft, ImageDraft, Pointer
from articles.knowledge.languages import LANGUAGES, UNKNOWN

TITLE_LENGTH = 500  # characters, as are all
LEAD_LENGTH = 2_000
NAME_LENGTH = 200
SECTION_LENGTH = 100
ALT_LENGTH = 300
URL_LENGTH = 2_000  # of images and pointers
ARTICLE_URL_LENGTH = 3_000
MOST_NAMES = 20
MOST_POINTERS = 10
TEXT_LENGTH = 200_000  # beyond it a tsvector may exceed Postgres' 1 MB


def wash(draft: ArticleDraft) -> ArticleDraft:
    """The draft as it may be stored. The title comes out empty when it was nothing but unseen characters, or when the
    article's own address is none that a reader may be led to: such a draft is not to be published."""
    address = markup.safe_url(draft.canonical_url)
    is_reachable = bool(address) and len(address) <= ARTICLE_URL_LENGTH
    return replace(
        draft,
        title=markup.clean_text(draft.title, limit=TITLE_LENGTH) if is_reachable else "",
        lead=markup.clean_text(draft.lead, limit=LEAD_LENGTH),
        body_html=markup.clean_html(draft.body_html),
        language=draft.language if draft.language in LANGUAGES else UNKNOWN.code,
        authors=_names(draft.authors, NAME_LENGTH),
        sections=_names(draft.sections, SECTION_LENGTH),
        pointers=tuple(_pointers(draft.pointers)),
        image=_image(draft.image),
    )


def body_text(body_html: str) -> str:
    """What a washed body says, for the search and for excerpts."""
    return markup.text_of(body_html)[:TEXT_LENGTH]


def _names(texts: Iterable[str], limit: int) -> tuple[str, ...]:
    cleaned = dict.fromkeys(markup.clean_text(text, limit=limit) for text in texts)
    return tuple(text for text in cleaned if text)[:MOST_NAMES]


def _pointers(pointers: tuple[Pointer, ...]) -> Iterable[Pointer]:
    for pointer in pointers[:MOST_POINTERS]:
        title, url = markup.clean_text(pointer.title, limit=ALT_LENGTH), markup.safe_url(pointer.url)
        if title and url and len(url) <= URL_LENGTH:
            yield Pointer(title=title, url=url)


def _image(image: ImageDraft | None) -> ImageDraft | None:
    url = markup.safe_url(image.url) if image else ""
    if image is None or not url or len(url) > URL_LENGTH:
        return None
    return ImageDraft(url=url, alt=markup.clean_text(image.alt, limit=ALT_LENGTH))


def _fingerprint() -> str:
    """Of all that decides what washing makes of a text: our own two files, the cleaner's version and Python's, which
    knows the characters and reads the addresses. So nobody has to tell by hand that one of them changed."""
    rules = [inspect.getsource(module) for module in (markup, sys.modules[__name__])]
    decisive = "\0".join([markup.CLEANER_VERSION, platform.python_version(), *rules])
    return hashlib.blake2b(decisive.encode(), digest_size=6).hexdigest()


WASHED_BY: Final = _fingerprint()  # stands beside what was washed; what has another is washed again (rewashing.py)
