"""Archives: the articles of a day, all or one source's, with a calendar that leads to the others."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from babel import Locale
from babel.dates import format_skeleton, get_day_names
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import archive
from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.views.caching import kept_for
from articles.views.paging import Page, page_of

LIST_PAGE: Final = 60  # articles

_as_list = kept_for(settings.FRONT_PAGE_SECONDS)


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the calendar; `address` is empty where it has no articles."""

    day: date
    address: str
    is_chosen: bool
    is_in_month: bool


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """A month by weeks, in the language of the interface, from Monday on: CLDR knows other first days by country only.
    `earlier` and `later` lead to the nearest day with articles before and after the month, if there is one."""

    name: str
    weekdays: list[tuple[str, str]]  # (narrow, whole)
    weeks: list[list[Day]]
    earlier: str
    later: str


@require_safe
@_as_list
def newest(request: HttpRequest, *, pages: str = "") -> HttpResponse:
    """The archive's beginning: its newest day; `pages` is "text:" for those of text only."""
    day = archive.last_day(Article.objects.visible(), settings.TIME_ZONE)
    return redirect(f"{pages}archive", day) if day else redirect(f"{pages}front_page")


@require_safe
@_as_list
def of_day(request: HttpRequest, day: date, slug: str = "") -> HttpResponse:
    asked = asked_for(request, day, slug, length=LIST_PAGE)
    near = asked.nearest() if asked.is_empty else []
    return shown(request, "reader/archive.html", asked, near, calendar=SimpleLazyObject(lambda: _calendar(asked)))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A day of all sources or of one, and a page of its articles."""

    day: date
    source: Source | None
    articles: ArticleQuerySet  # of all days
    page: Page

    @property
    def zone(self) -> str:
        return _zone(self.source)

    @property
    def is_empty(self) -> bool:
        """Whether the day has no articles; a page after its last one has none either."""
        return self.page.is_first and not self.page.articles

    def nearest(self, *, pages: str = "") -> list[tuple[date, str]]:
        """The days with articles before and after this one, each with its address, among those of text only as well."""
        given = (self.articles, self.day, self.zone)
        days = (archive.last_day_before(*given), archive.first_day_after(*given))
        address = _addresses(self.source, pages)
        return [(each, address(each)) for each in days if each]


def asked_for(request: HttpRequest, day: date, slug: str, *, length: int) -> Asked:
    """The page that is asked for, of so many articles; of all sources where `slug` is empty."""
    source = get_object_or_404(Source.objects.shown(), slug=slug) if slug else None
    articles = Article.objects.visible()
    if source:
        articles = articles.filter(source=source)
    that_day = archive.of_day(articles, day, _zone(source))
    page = page_of(that_day, before=request.GET.get("before", ""), length=length)
    return Asked(day=day, source=source, articles=articles, page=page)


def shown(request: HttpRequest, template: str, asked: Asked, near: list[tuple[date, str]], **more: Any) -> HttpResponse:
    """A day without articles is not found; it is shown all the same where other days have some."""
    if asked.is_empty and not near:
        raise Http404
    context = {"page": asked.page, "day": asked.day, "source": asked.source, "nearest": near, **more}
    return render(request, template, context, status=404 if asked.is_empty else 200)


def _zone(source: Source | None) -> str:
    return source.time_zone if source else settings.TIME_ZONE


def _calendar(asked: Asked) -> Calendar:
    articles, day, zone, source = asked.articles, asked.day, asked.zone, asked.source
    locale = Locale.parse(get_language() or settings.LANGUAGE_CODE)
    weeks = calendar.Calendar(locale.first_week_day).monthdatescalendar(day.year, day.month)
    first, last = weeks[0][0], weeks[-1][-1]
    address = _addresses(source)
    filled = archive.days_with_articles(first, last, zone, [source.pk] if source else None)
    earlier = archive.last_day_before(articles, day.replace(day=1), zone)
    later = archive.first_day_after(articles, day.replace(day=calendar.monthrange(day.year, day.month)[1]), zone)
    return Calendar(
        name=format_skeleton("yMMMM", day, locale=locale),
        weekdays=_weekdays(locale),
        weeks=[[_day(each, day, filled, address) for each in week] for week in weeks],
        earlier=address(earlier) if earlier else "",
        later=address(later) if later else "",
    )


def _addresses(source: Source | None, pages: str = "") -> Callable[[date], str]:
    if source is None:
        return lambda day: reverse(f"{pages}archive", args=[day])
    return lambda day: reverse(f"{pages}source_archive", args=[source.slug, day])


def _day(day: date, chosen: date, filled: set[date], address: Callable[[date], str]) -> Day:
    is_in_month = day.month == chosen.month
    return Day(
        day=day,
        address=address(day) if day in filled and is_in_month else "",
        is_chosen=day == chosen,
        is_in_month=is_in_month,
    )


def _weekdays(locale: Locale) -> list[tuple[str, str]]:
    narrow, wide = (get_day_names(width, locale=locale) for width in ("narrow", "wide"))
    order = [(locale.first_week_day + number) % 7 for number in range(7)]
    return [(narrow[number], wide[number]) for number in order]
