"""The archive: which days have articles, by looks into the index by date, however many articles a day has."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from articles.models import Article
from articles.models.article import ArticleQuerySet

_DAYS: Final = """
    SELECT day::date FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS days (day)
    WHERE EXISTS (
        SELECT FROM articles_article AS article JOIN articles_source AS source ON source.id = article.source_id
        WHERE article.published_at >= days.day::timestamp AT TIME ZONE %(zone)s
          AND article.published_at < (days.day + interval '1 day')::timestamp AT TIME ZONE %(zone)s
          AND article.removed_at IS NULL AND source.is_shown
          AND (%(sources)s::bigint[] IS NULL OR article.source_id = ANY (%(sources)s)))
    ORDER BY day"""


def of_day(articles: ArticleQuerySet, day: date, zone: str) -> ArticleQuerySet:
    """Those published on that day of the time zone."""
    first = datetime.combine(day, time.min, ZoneInfo(zone))
    return articles.filter(published_at__gte=first, published_at__lt=_next_midnight(day, zone))


def days_with_articles(first: date, last: date, zone: str, sources: list[int] | None = None) -> set[date]:
    """Of the days from `first` to `last`, those on which readers find an article (of one of these sources)."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, {"first": first, "last": last, "zone": zone, "sources": sources})
        return {day for (day,) in cursor.fetchall()}


def days_of(sources: list[int], zone: str) -> list[date]:
    """Every day with an article of one of these sources, the newest first."""
    articles = Article.objects.visible().filter(source__in=sources)
    first, last = _day_of(articles.order_by("published_at"), zone), last_day(articles, zone)
    return sorted(days_with_articles(first, last, zone, sources), reverse=True) if first and last else []


def last_day_before(articles: ArticleQuerySet, day: date, zone: str) -> date | None:
    """The nearest day before that one with an article."""
    before = articles.filter(published_at__lt=datetime.combine(day, time.min, ZoneInfo(zone)))
    return _day_of(before.order_by("-published_at"), zone)


def first_day_after(articles: ArticleQuerySet, day: date, zone: str) -> date | None:
    """The nearest day after that one with an article."""
    return _day_of(articles.filter(published_at__gte=_next_midnight(day, zone)).order_by("published_at"), zone)


def last_day(articles: ArticleQuerySet, zone: str) -> date | None:
    """The newest day with an article."""
    return _day_of(articles.order_by("-published_at"), zone)


def _day_of(articles: QuerySet[Article], zone: str) -> date | None:
    moment = articles.values_list("published_at", flat=True).first()
    return moment.astimezone(ZoneInfo(zone)).date() if moment else None


def _next_midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
