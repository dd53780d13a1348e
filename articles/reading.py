"""Reading: an article as its page shows it with what may stand around it, by one statement that is written out and
prepared (preparing.py): to put such a statement together costs Django more than all else of it.

Nothing but the article's address is a parameter, so that Postgres plans it once a connection: it would plan one with a
list of ids or a LIMIT anew each time, which takes three times as long as to carry it out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple

from django.db import models

from articles import preparing
from articles.models import Article, Image, Source

RELATED: Final = 6
MORE_FROM_SOURCE: Final = 5
_NEWEST: Final = MORE_FROM_SOURCE + RELATED + 3  # of its source: as many as can be needed
# What a card shows, and what decides whether it may; touching anything else of a card's rows is an error.
_SHOWN: Final[dict[type[models.Model], frozenset[str]]] = {
    Article: frozenset(
        ("id", "source_id", "title", "lead", "language", "section", "image_id", "published_at", "restricted_to")
    ),
    Source: frozenset(("id", "slug", "name", "display_policy", "shows_pictures")),
    Image: frozenset(("id", "status", "picture_key", "widths", "width", "height", "has_jpeg")),
}
_OUTLET: Final = Article._meta.get_field("source")
_PICTURE: Final = Article._meta.get_field("image")
_VISIBLE: Final = "article.removed_at IS NULL AND source.is_shown"
_JOINED: Final = """
    articles_article AS article JOIN articles_source AS source ON source.id = article.source_id
    LEFT JOIN articles_image AS image ON image.id = article.image_id"""
# A row has the page's id and the ids of what is related, null in cards; then the columns of all three models, those
# that a card has not got null as well.
_COLUMNS: Final = [(model, field) for model in _SHOWN for field in model._meta.concrete_fields]
_WHOLE: Final = ", ".join(preparing.selected(model, str(model._meta.model_name)) for model in _SHOWN)
_CARD: Final = ", ".join(
    f"{model._meta.model_name}.{field.column}" if field.attname in _SHOWN[model] else "NULL"
    for model, field in _COLUMNS
)
# In this order, and as one of an array, so that no plan walks the index of all sources by date (offering.py).
_SIBLINGS: Final = """
    SELECT sibling.id FROM articles_article AS sibling
    WHERE sibling.source_id = ANY(ARRAY[shown.source_id]) AND sibling.removed_at IS NULL"""
_KEY: Final = "(sibling.published_at, sibling.id)"
_NEWEST_FIRST: Final = "ORDER BY sibling.source_id, sibling.published_at DESC, sibling.id DESC"
# Nothing but our own words stands in it; psycopg keeps what it found in statements of up to 4,096 signs.
_READ: Final = f"""
    WITH shown AS MATERIALIZED (
        SELECT article.id AS shown_id, others, {_WHOLE}
        FROM {_JOINED} LEFT JOIN articles_relatedarticles AS related ON related.article_id = article.id
        WHERE article.id = %(id)s AND source.slug = %(slug)s AND {_VISIBLE}),
    near AS (
        SELECT each.id FROM shown, LATERAL (
            ({_SIBLINGS} AND {_KEY} > (shown.published_at, shown.shown_id)
             ORDER BY sibling.source_id DESC, sibling.published_at, sibling.id LIMIT 1)
            UNION ALL
            ({_SIBLINGS} AND {_KEY} < (shown.published_at, shown.shown_id) {_NEWEST_FIRST} LIMIT 1)
            UNION ALL ({_SIBLINGS} {_NEWEST_FIRST} LIMIT {_NEWEST})
            UNION ALL SELECT unnest(others)) AS each)
    SELECT * FROM shown
    UNION ALL
    SELECT NULL, NULL, {_CARD} FROM {_JOINED}
    WHERE article.id IN (SELECT id FROM near) AND article.id <> %(id)s AND {_VISIBLE}"""  # noqa: S608  # as said


class Candidate(NamedTuple):
    """What a card would show is not an object yet: most candidates are not chosen."""

    pk: int
    source_id: int
    published_at: datetime
    title: str
    values: Sequence[Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """An article that readers may see, and the ids of those that are related to it, the likest first. `near`, in no
    order and each once, are those that readers may see of: the related ones, its next newer and next older in its
    source, and the source's newest."""

    article: Article
    likest: list[int]
    near: list[Candidate]


def _picked(model: type[models.Model], *names: str) -> Callable[[Sequence[Any]], Any]:
    """Takes these columns of a model from a row."""
    places = {field.attname: place for place, (owner, field) in enumerate(_COLUMNS, 2) if owner is model}
    return itemgetter(*(places[name] for name in names))


_TOLD: Final = _picked(Article, "id", "source_id", "published_at", "title")
_ON_PAGE: Final = {model: _picked(model, *preparing.columns(model)) for model in _SHOWN}
_CARD_NAMES: Final = {
    model: [name for name in preparing.columns(model) if name in names] for model, names in _SHOWN.items()
}
_ON_CARD: Final = {model: _picked(model, *names) for model, names in _CARD_NAMES.items()}


def shown(slug: str, article_id: int) -> Shown | None:
    """With its source and image; None where readers may see no such article of that source."""
    if article_id > models.BigIntegerField.MAX_BIGINT:  # Postgres would compare it with each row, as a numeric
        return None
    rows = preparing.run(_READ, {"id": article_id, "slug": slug}).fetchall()
    own = next((row for row in rows if row[0]), None)
    if own is None:
        return None
    near = [Candidate._make((*_TOLD(row), row)) for row in rows if row is not own]
    return Shown(article=_whole(own), likest=own[1] or [], near=near)


def _whole(row: Sequence[Any]) -> Article:
    article = _page(Article, row)
    _join(article, _page(Source, row), _page(Image, row) if article.image_id else None)
    return article


def _page[Row: models.Model](model: type[Row], row: Sequence[Any]) -> Row:
    return preparing.instance(model, _ON_PAGE[model](row))


def cards(chosen: Iterable[Candidate]) -> dict[int, Article]:
    """The chosen ones by id, with what cards show of them."""
    sources: dict[int, Source] = {}
    articles = {}
    for candidate in chosen:
        row, source_id = candidate.values, candidate.source_id
        if source_id not in sources:
            sources[source_id] = _card(Source, row)
        card = articles[candidate.pk] = _card(Article, row)
        _join(card, sources[source_id], _card(Image, row) if card.image_id else None)
    return articles


def _card[Row: models.Model](model: type[Row], row: Sequence[Any]) -> Row:
    names, values = _CARD_NAMES[model], _ON_CARD[model](row)
    return preparing.instance(model, values, names=names, fetch_mode=models.FETCH_RAISE)


def _join(article: Article, source: Source, image: Image | None) -> None:
    """As `select_related` does: to set them as attributes would take three times as long."""
    _OUTLET.set_cached_value(article, source)
    _PICTURE.set_cached_value(article, image)
