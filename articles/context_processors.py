"""What every reader page shows around its content: the site's name, the languages, the ticker."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from babel import Locale
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from articles import text_only
from articles.knowledge.editions import EVERYTHING, Edition
from articles.knowledge.languages import Language, language
from articles.knowledge.plain_words import unaccented
from articles.models import Article, Source
from articles.offering import Offered, offered
from articles.remembering import remembered
from articles.whole_addresses import origin

TICKER_LENGTH: Final = 24  # headlines


@dataclass(frozen=True)
class InterfaceLanguage:
    """A language of the interface, with the address of the same page in it."""

    code: str
    name: str
    url: str
    is_current: bool


class Portal:
    """The frame of one page. A property costs a query only where the template reads it, so the admin pays none."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._address = request.get_full_path()

    @property
    def site_name(self) -> str:
        return settings.SITE_NAME

    @cached_property
    def origin(self) -> str:
        """Scheme and host, for addresses that are read elsewhere."""
        return origin(self._request)

    @property
    def contact(self) -> str:
        """Where the operator is reached."""
        return settings.CONTACT

    @property
    def takedown_days(self) -> int:
        return settings.TAKEDOWN_DAYS

    @property
    def text_address(self) -> str:
        """The same page in text only; where there is none, the front page of those."""
        return text_only.address(self._request) or reverse(f"{text_only.NAMESPACE}:front_page")

    @property
    def whole_address(self) -> str:
        """Of a page of text only: the same with everything."""
        return text_only.whole_page(self._address)

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def interface_languages(self) -> list[InterfaceLanguage]:
        current = get_language()
        return [
            InterfaceLanguage(code, language(code).name, address_in(code, self._address), code == current)
            for code, _ in settings.LANGUAGES
        ]

    @property
    def canonical(self) -> str:
        """The page's whole address without a query: pages that a query makes others of are for no search engine."""
        return self.origin + self._request.path

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """The whole address of the page in each language of the interface, and in the one for all others."""
        codes = [(code, code) for code, _ in settings.LANGUAGES] + [("x-default", settings.LANGUAGE_CODE)]
        return [(name, self.origin + address_in(code, self._request.path)) for name, code in codes]

    @cached_property
    def offered(self) -> Offered:
        """The languages, countries and sections that have an article."""
        return remembered("offered", offered)

    @property
    def content_languages(self) -> list[Language]:
        return self.offered.languages

    @property
    def countries(self) -> list[str]:
        """The countries that have an article, by their names in the interface language."""
        names = Locale.parse(get_language() or settings.LANGUAGE_CODE).territories
        return sorted(self.offered.countries, key=lambda code: unaccented(str(names.get(code, code))))

    @cached_property
    def edition(self) -> Edition:
        """The edition of this page: what its address says, everything where it says nothing."""
        match = self._request.resolver_match
        found = match.kwargs.get("edition", EVERYTHING) if match else EVERYTHING
        return found if isinstance(found, Edition) else EVERYTHING

    @cached_property
    def section(self) -> str:
        match = self._request.resolver_match
        return str(match.kwargs.get("section", "")) if match else ""

    @property
    def has_sources(self) -> bool:
        """Whether readers may wait for headlines."""
        return Source.objects.shown().exists()

    @cached_property
    def ticker(self) -> list[Article]:
        return remembered(("ticker", self.edition), self._newest)

    def _newest(self) -> list[Article]:
        return list(Article.objects.visible().in_edition(self.edition).newest_first().for_headlines()[:TICKER_LENGTH])


def portal(request: HttpRequest) -> dict[str, object]:
    return {"portal": Portal(request)}


def address_in(code: str, address: str) -> str:
    """The same page in another interface language; pages that have none lead to its front page."""
    first, _, rest = address.removeprefix("/").partition("/")
    known = first in dict(settings.LANGUAGES)
    return f"/{code}/{rest if known else ''}"
