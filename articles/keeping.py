"""Keeping: articles and their images as rows, many in one statement.

Written out, since Django needs a millisecond and more of processor time to put a statement together, and for several
rows with different values a statement each. The values travel as one JSON document: it holds lists of names as well."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from articles import preparing
from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft, Pointer
from articles.models import Article, Image

# The columns that a draft fills, with their types.
_FILLED: Final = {
    "title": "text",
    "lead": "text",
    "body_html": "text",
    "body_text": "text",
    "is_partial": "boolean",
    "language": "text",
    "authors": "text[]",
    "author_keys": "text[]",
    "sections": "text[]",
    "section": "text",
    "pointers": "jsonb",
    "image_id": "bigint",
    "image_alt": "text",
    "published_at": "timestamptz",
    "date_origin": "text",
    "extracted_at": "timestamptz",
    "washed_by": "text",
}
_OF_STRANGERS: Final = (
    *("title", "lead", "body_html", "body_text", "image_alt"),
    *("authors", "author_keys", "sections", "pointers"),
)
# What washing an article again may change.
WASHED: Final = {**{name: _FILLED[name] for name in _OF_STRANGERS}, "removed_at": "timestamptz"}
_SORTED: Final = {"id": "bigint", "section": "text", "author_keys": "text[]"}
_NEW: Final = {"source_id": "bigint", "canonical_url": "text", "url_key": "text", **_FILLED}
_KNOWN: Final = {"id": "bigint", **_FILLED}
_REWASHED: Final = {"id": "bigint", **WASHED}


def _table(columns: dict[str, str]) -> str:
    definitions = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    return f"json_to_recordset(%(rows)s::json) AS given({definitions})"


# Nothing but names of columns stands in them.
_INSERT: Final = f"""
    INSERT INTO articles_article ({", ".join(_NEW)}) SELECT {", ".join(_NEW)} FROM {_table(_NEW)}
    ORDER BY url_key ON CONFLICT (url_key) DO NOTHING RETURNING url_key, id"""  # noqa: S608  # as said
_UPDATE: Final = f"""
    UPDATE articles_article SET {", ".join(f"{name} = given.{name}" for name in _FILLED)}
    FROM {_table(_KNOWN)} WHERE articles_article.id = given.id"""  # noqa: S608  # as said
_SORT: Final = f"""
    UPDATE articles_article SET section = given.section, author_keys = given.author_keys
    FROM {_table(_SORTED)} WHERE articles_article.id = given.id"""  # noqa: S608  # as said
_REWASH: Final = f"""
    UPDATE articles_article SET {", ".join(f"{name} = given.{name}" for name in WASHED)}
    FROM {_table(_REWASHED)} WHERE articles_article.id = given.id"""  # noqa: S608  # as said
_HOLD: Final = f"""
    SELECT {preparing.selected(Article, "articles_article")} FROM articles_article
    WHERE url_key = ANY(%(keys)s::text[]) ORDER BY url_key FOR NO KEY UPDATE"""  # noqa: S608  # as said
_IMAGES: Final = "SELECT id, url_key, status FROM articles_image WHERE url_key = ANY(%(keys)s::text[])"
_FIND: Final = "SELECT url_key, id FROM articles_article WHERE url_key = ANY(%(keys)s::text[])"


def images(drafts: Iterable[ImageDraft]) -> dict[str, Image]:
    """The images of these addresses by key, made where they are missing; only `id`, `url_key` and `status` are
    loaded."""
    wanted = {draft.url_key: draft for draft in drafts}
    if not wanted:
        return {}
    known = _known_images(list(wanted))
    missing = sorted(wanted.keys() - known.keys())
    if not missing:
        return known
    Image.objects.bulk_create(
        [Image(url=wanted[key].url, url_key=key) for key in missing],
        ignore_conflicts=True,
    )
    return known | _known_images(missing)


def _known_images(keys: Sequence[str]) -> dict[str, Image]:
    rows = preparing.run(_IMAGES, {"keys": keys})
    return {row[1]: preparing.instance(Image, row, names=("id", "url_key", "status")) for row in rows}


def hold(keys: Collection[str]) -> dict[str, Article]:
    """Inside a transaction: the articles that have these keys, by key; nobody else changes them until its end. They are
    taken in the order of their keys, so that two who want the same ones never wait for each other."""
    found = preparing.run(_HOLD, {"keys": list(keys)})
    articles = (preparing.instance(Article, row) for row in found)
    return {article.url_key: article for article in articles}


def insert(articles: Sequence[Article]) -> None:
    """Store new articles, which get their ids. One whose key another worker was quicker with is left as that stored
    it, and gets its id as well."""
    if not articles:
        return
    made = dict(preparing.run(_INSERT, {"rows": _document(articles, _NEW)}).fetchall())
    missing = [article.url_key for article in articles if article.url_key not in made]
    if missing:
        made |= dict(preparing.run(_FIND, {"keys": missing}).fetchall())
    for article in articles:
        article.pk = made[article.url_key]


def update(articles: Sequence[Article]) -> None:
    """Store what drafts filled in articles that are held."""
    if articles:
        preparing.run(_UPDATE, {"rows": _document(articles, _KNOWN)})


def sort(articles: Sequence[Article]) -> None:
    """Store the section and the authors' keys of articles that are held."""
    if articles:
        preparing.run(_SORT, {"rows": _document(articles, _SORTED)})


def rewash(articles: Sequence[Article]) -> None:
    """Store what washing anew made of articles that are held."""
    if articles:
        preparing.run(_REWASH, {"rows": _document(articles, _REWASHED)})


def as_draft(article: Article) -> ArticleDraft:
    """What would have to be published to have this article, without its image."""
    return ArticleDraft(
        source_id=article.source_id,
        canonical_url=article.canonical_url,
        title=article.title,
        language=article.language,
        published_at=article.published_at,
        date_origin=DateOrigin(article.date_origin),
        lead=article.lead,
        body_html=article.body_html,
        authors=tuple(article.authors),
        sections=tuple(article.sections),
        pointers=tuple(Pointer(**pointer) for pointer in article.pointers),
    )


def _document(articles: Sequence[Article], columns: dict[str, str]) -> str:
    rows = [{name: getattr(article, name) for name in columns} for article in articles]
    return json.dumps(rows, ensure_ascii=False, default=_moment)


def _moment(value: Any) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
