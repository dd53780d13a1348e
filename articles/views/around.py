"""What stands around an article: its neighbours in its source, what is related to it, and more of its source. No
article stands there twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from articles import reading
from articles.models import Article
from articles.reading import MORE_FROM_SOURCE, RELATED, Candidate, Shown


def around(shown: Shown) -> dict[str, Any]:
    """The `article` itself, `newer` and `older` (or None), `related` and `more`, as cards need them."""
    article, near = shown.article, {each.pk: each for each in shown.near}
    siblings = sorted((each for each in near.values() if each.source_id == article.source_id), key=_key)
    newer = next((each for each in siblings if _key(each) > _key(article)), None)
    older = next((each for each in reversed(siblings) if _key(each) < _key(article)), None)
    beside = list(filter(None, (newer, older)))
    related = _unlike([article, *beside], (near[pk] for pk in shown.likest if pk in near))[:RELATED]
    taken = {each.pk for each in [*beside, *related]}
    more = [each for each in reversed(siblings) if each.pk not in taken][:MORE_FROM_SOURCE]
    cards = reading.cards([*beside, *related, *more])
    return {
        "article": article,
        "newer": cards[newer.pk] if newer else None,
        "older": cards[older.pk] if older else None,
        "related": [cards[each.pk] for each in related],
        "more": [cards[each.pk] for each in more],
    }


def _unlike(shown: Iterable[Article | Candidate], candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with headlines of their own: agencies' reports stand in many papers, word for word."""
    titles = {_title(article) for article in shown}
    firsts: dict[str, Candidate] = {}
    for candidate in candidates:
        firsts.setdefault(_title(candidate), candidate)
    return [candidate for title, candidate in firsts.items() if title not in titles]


def _key(article: Article | Candidate) -> tuple[datetime, int]:
    return article.published_at, article.pk


def _title(article: Article | Candidate) -> str:
    return " ".join(article.title.casefold().split())
