"""Reading: an article as its page shows it and what may stand around it, each by one statement that is written out and
prepared (preparing.py): to put such a statement together costs Django more than all else of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection, models

from articles import preparing
from articles.models import Article, Image, Source

_UNREAD: Final = {"body_html", "body_text"}  # by cards; touching them is an error, as of `for_cards`
_ON_CARDS: Final = [field.attname for field in Article._meta.concrete_fields if field.name not in _UNREAD]
_WIDTH: Final = len(Source._meta.concrete_fields)  # of a source, in columns
_VISIBLE: Final = "article.removed_at IS NULL AND source.is_shown"
_JOINED: Final = """
    articles_article AS article JOIN articles_source AS source ON source.id = article.source_id
    LEFT JOIN articles_image AS image ON image.id = article.image_id"""
# Nothing but our own words stands in them.
_OUTLET_AND_PICTURE: Final = f"{preparing.selected(Source, 'source')}, {preparing.selected(Image, 'image')}"
_ARTICLE: Final = f"""
    SELECT others, {preparing.selected(Article, "article")}, {_OUTLET_AND_PICTURE}
    FROM {_JOINED} LEFT JOIN articles_relatedarticles AS related ON related.article_id = article.id
    WHERE article.id = %s AND source.slug = %s AND {_VISIBLE}"""  # noqa: S608  # as said
_SIBLINGS: Final = "SELECT id FROM articles_article WHERE source_id = %(source)s AND removed_at IS NULL"
_AROUND: Final = f"""
    WITH near AS (
        ({_SIBLINGS} AND (published_at, id) > (%(at)s, %(id)s) ORDER BY published_at, id LIMIT 1)
        UNION ALL
        ({_SIBLINGS} AND (published_at, id) < (%(at)s, %(id)s) ORDER BY published_at DESC, id DESC LIMIT 1)
        UNION ALL ({_SIBLINGS} ORDER BY published_at DESC, id DESC LIMIT %(newest)s)
        UNION ALL SELECT unnest(%(others)s::bigint[]))
    SELECT article.id, article.source_id, article.published_at, article.title,
        {", ".join(f"article.{name}" for name in _ON_CARDS)}, {_OUTLET_AND_PICTURE}
    FROM {_JOINED}
    WHERE article.id IN (SELECT id FROM near) AND article.id <> %(id)s AND {_VISIBLE}"""  # noqa: S608  # as said


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An article that readers may see, and the ids of those that are related to it, the likest first."""

    article: Article
    likest: list[int]


class Candidate(NamedTuple):
    """What a card would show is not an object yet: most candidates are not chosen."""

    pk: int
    source_id: int
    published_at: datetime
    title: str
    values: Sequence[Any]


def shown(slug: str, article_id: int) -> Shown | None:
    """With its source and image; None where readers may see no such article of that source."""
    if article_id > models.BigIntegerField.MAX_BIGINT:  # Postgres would compare it with each row, as a numeric
        return None
    row = preparing.run(_ARTICLE, [article_id, slug]).fetchone()
    if row is None:
        return None
    likest, *values = row
    width = len(Article._meta.concrete_fields)
    article = preparing.instance(Article, values[:width])
    _join(article, _source(values[width:]), values[width + _WIDTH :])
    return Shown(article=article, likest=likest or [])


def around(article: Article, *, others: Iterable[int], newest: int) -> list[Candidate]:
    """Of what readers may see: its next newer and next older in its source, the source's newest, and these others; in
    no order, and each once."""
    given = {"source": article.source_id, "id": article.pk, "at": article.published_at}
    rows = preparing.run(_AROUND, {**given, "newest": newest, "others": list(others)})
    return [Candidate(pk, source_id, at, title, values) for pk, source_id, at, title, *values in rows]


def cards(chosen: Iterable[Candidate]) -> dict[int, Article]:
    """The chosen ones by id, as `for_cards` reads them."""
    sources: dict[int, Source] = {}
    articles = {}
    for candidate in chosen:
        values = candidate.values
        article = Article.from_db(connection.alias, _ON_CARDS, values[: len(_ON_CARDS)], fetch_mode=models.FETCH_RAISE)
        rest = values[len(_ON_CARDS) :]
        if candidate.source_id not in sources:
            sources[candidate.source_id] = _source(rest)
        _join(article, sources[candidate.source_id], rest[_WIDTH:])
        articles[article.pk] = article
    return articles


def _source(values: Sequence[Any]) -> Source:
    return preparing.instance(Source, values[:_WIDTH])


def _join(article: Article, source: Source, picture: Sequence[Any]) -> None:
    article.source = source
    article.image = preparing.instance(Image, picture) if article.image_id else None
