"""What was searched for, as addresses carry it: the edition in the path, the words and the order behind it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Self

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from articles.knowledge import editions
from articles.knowledge.editions import Edition
from articles.knowledge.languages import LANGUAGES
from articles.search.searching import LONGEST, Order

_View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Searched:
    """A search, and its own address among the pages of that name: those with everything, or those of text only."""

    view: str
    query: str
    edition: Edition
    order: Order = Order.NEWEST

    @classmethod
    def read(cls, request: HttpRequest, view: str, edition: Edition) -> Self:
        order = Order.BEST if request.GET.get("order") == Order.BEST else Order.NEWEST
        return cls(view=view, query=request.GET.get("q", "").strip()[:LONGEST], edition=edition, order=order)

    @property
    def address(self) -> str:
        """Of its first page."""
        order = {"order": self.order.value} if self.order is Order.BEST else {}
        return f"{reverse(self.view, args=[self.edition])}?{urlencode({'q': self.query, **order})}"

    def of(self, edition: Edition) -> Self:
        return replace(self, edition=edition)

    def words(self, query: str) -> Self:
        return replace(self, query=query)


def in_its_edition(view: _View) -> _View:
    """Addresses once had one language behind them, `?q=...&language=fr`: they lead for good to the edition's, and so
    do the feeds that readers follow."""

    @wraps(view)
    def answer(request: HttpRequest, /, **named: Any) -> HttpResponse:
        match, code = request.resolver_match, request.GET.get("language", "")
        if match is None or code not in LANGUAGES:
            return view(request, **named)
        query = request.GET.copy()
        del query["language"]
        own = reverse(match.view_name, kwargs={**match.kwargs, "edition": editions.choose([code], [])})
        return redirect(f"{own}?{query.urlencode()}", permanent=True)

    return answer
