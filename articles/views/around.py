"""What stands around an article: its neighbours in its source, what is related to it, and more of its source. No
article stands there twice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from articles.models import Article

RELATED: Final = 6
MORE_FROM_SOURCE: Final = 5


def around(article: Article) -> dict[str, Any]:
    """`newer` and `older` (or None), `related` and `more`, as cards need them, in two queries; the article was read
    with its `related_row`."""
    likest = article.related_row.others if hasattr(article, "related_row") else []
    wanted = {*_near(article), *likest} - {article.pk}
    cards = Article.objects.visible().for_cards().in_bulk(wanted)
    siblings = sorted((card for card in cards.values() if card.source_id == article.source_id), key=_key)
    newer = next((card for card in siblings if _key(card) > _key(article)), None)
    older = next((card for card in reversed(siblings) if _key(card) < _key(article)), None)
    shown = [article, *filter(None, (newer, older))]
    related = _unlike(shown, (cards[pk] for pk in likest if pk in cards))[:RELATED]
    more = [card for card in reversed(siblings) if card not in {*shown, *related}][:MORE_FROM_SOURCE]
    return {"newer": newer, "older": older, "related": related, "more": more}


def _unlike(shown: Iterable[Article], candidates: Iterable[Article]) -> list[Article]:
    """The candidates with headlines of their own: agencies' reports stand in many papers, word for word."""
    titles = {_title(article) for article in shown}
    firsts: dict[str, Article] = {}
    for candidate in candidates:
        firsts.setdefault(_title(candidate), candidate)
    return [candidate for title, candidate in firsts.items() if title not in titles]


def _near(article: Article) -> list[int]:
    """The ids of its next newer, its next older and the newest of its source, as many as can be needed."""
    siblings = Article.objects.visible().filter(source=article.source_id)
    newer = siblings.newer_than(article.published_at, article.pk).oldest_first()[:1]
    older = siblings.older_than(article.published_at, article.pk).newest_first()[:1]
    newest = siblings.newest_first()[: MORE_FROM_SOURCE + RELATED + 3]
    return list(
        newer.values_list("pk", flat=True).union(*(each.values_list("pk", flat=True) for each in (older, newest)))
    )


def _key(article: Article) -> tuple[datetime, int]:
    return article.published_at, article.pk


def _title(article: Article) -> str:
    return " ".join(article.title.casefold().split())
