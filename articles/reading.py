"""Reading: an article as its page shows it and what may stand around it, each by one statement that is written out and
prepared (preparing.py): to put such a statement together costs Django more than all else of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection, models

from articles import preparing
from articles.models import Article, Image, Source

# What a card shows, and what decides whether it may; touching anything else of a card's rows is an error.
_ON_CARDS: Final[dict[type[models.Model], frozenset[str]]] = {
    Article: frozenset(
        ("id", "source_id", "title", "lead", "language", "section", "image_id", "published_at", "restricted_to")
    ),
    Source: frozenset(("id", "slug", "name", "display_policy", "shows_pictures")),
    Image: frozenset(("id", "status", "picture_key", "widths", "width", "height", "has_jpeg")),
}
_OUTLET: Final = Article._meta.get_field("source")
_PICTURE: Final = Article._meta.get_field("image")
_WIDTH: Final = len(Source._meta.concrete_fields)  # of a source, in columns
_VISIBLE: Final = "article.removed_at IS NULL AND source.is_shown"
_JOINED: Final = """
    articles_article AS article JOIN articles_source AS source ON source.id = article.source_id
    LEFT JOIN articles_image AS image ON image.id = article.image_id"""
# Nothing but our own words stands in them.
_OUTLET_AND_PICTURE: Final = f"{preparing.selected(Source, 'source')}, {preparing.selected(Image, 'image')}"
_CARD: Final = ", ".join(
    f"{model._meta.model_name}.{field.column}"
    for model, names in _ON_CARDS.items()
    for field in model._meta.concrete_fields
    if field.attname in names
)
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
    SELECT article.id, article.source_id, article.published_at, article.title, {_CARD}
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
    source = preparing.instance(Source, values[width : width + _WIDTH])
    _join(article, source, preparing.instance(Image, values[width + _WIDTH :]) if article.image_id else None)
    return Shown(article=article, likest=likest or [])


def around(article: Article, *, others: Iterable[int], newest: int) -> list[Candidate]:
    """Of what readers may see: its next newer and next older in its source, the source's newest, and these others; in
    no order, and each once."""
    given = {"source": article.source_id, "id": article.pk, "at": article.published_at}
    rows = preparing.run(_AROUND, {**given, "newest": newest, "others": list(others)})
    return [Candidate(pk, source_id, at, title, values) for pk, source_id, at, title, *values in rows]


def cards(chosen: Iterable[Candidate]) -> dict[int, Article]:
    """The chosen ones by id, with what cards show of them."""
    sources: dict[int, Source] = {}
    articles = {}
    for candidate in chosen:
        given = iter(candidate.values)
        article, outlet, picture = (list(islice(given, len(names))) for names in _ON_CARDS.values())
        if candidate.source_id not in sources:
            sources[candidate.source_id] = _row(Source, outlet)
        card = articles[candidate.pk] = _row(Article, article)
        _join(card, sources[candidate.source_id], _row(Image, picture) if card.image_id else None)
    return articles


def _row[Row: models.Model](model: type[Row], values: Sequence[Any]) -> Row:
    return model.from_db(connection.alias, _ON_CARDS[model], values, fetch_mode=models.FETCH_RAISE)


def _join(article: Article, source: Source, image: Image | None) -> None:
    """As `select_related` does: to set them as attributes would take three times as long."""
    _OUTLET.set_cached_value(article, source)
    _PICTURE.set_cached_value(article, image)
