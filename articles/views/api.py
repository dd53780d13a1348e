"""The API for other programs: read only, JSON, described by /api/v1/openapi.json. What it promises: docs/api.md.

It shows no more than the pages do: each source's display policy holds here as well."""

import time
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query, Router, Schema
from ninja.errors import HttpError
from ninja.openapi.schema import OpenAPISchema
from ninja.throttling import BaseThrottle

from articles import expiring
from articles.knowledge import editions, reporters
from articles.knowledge.countries import is_country
from articles.knowledge.editions import Edition
from articles.knowledge.languages import LANGUAGES
from articles.models import Article, Section, Source
from articles.models.article import ArticleQuerySet
from articles.moderation import limiting
from articles.moderation.limiting import Limit
from articles.search.searching import LONGEST, Order, is_page_key, search
from articles.views import caching
from articles.views.paging import page_of
from articles.whole_addresses import whole

READ: Final = ["GET", "HEAD"]
PAGE: Final = 30  # articles
MOST: Final = 100
RATE: Final = Limit(most=120, seconds=limiting.MINUTE)  # of one address; answers from caches do not count


class SourceOut(Schema):
    """An outlet. `url` is its page here, `home_url` its own."""

    slug: str
    name: str
    url: str
    home_url: str
    language: str
    country: str
    section: str


class Teaser(Schema):
    """An article as a card shows it. `url` is its page here, `source_url` its address at the source; `section` is the
    portal's, `sections` are the source's own words; `is_partial`: the rest of its text is for the source's
    subscribers."""

    id: int
    url: str
    source_url: str
    title: str
    lead: str
    language: str
    source: str
    authors: list[str]
    section: str
    sections: list[str]
    published_at: datetime
    changed_at: datetime
    is_partial: bool
    image: str


class FullArticle(Teaser):
    """An article as its page shows it; `body_html` is empty where the source's display policy keeps the text back."""

    body_html: str


class Page(Schema):
    """Articles, and where the next page begins: hand `next` on as `cursor`; empty on the last page."""

    items: list[Teaser]
    next: str


class Fault(Schema):
    """What is wrong, in words. Of values that are none of their type: which, and why."""

    detail: str | list[dict[str, Any]]


def _or(response: Any, *faults: int) -> dict[int, Any]:
    """What an address may answer: that, or one of these faults, or that it was asked too often."""
    return {200: response, **dict.fromkeys((*faults, 429), Fault)}


class _ByAddress(BaseThrottle):
    """Counts by the client's address as the trusted proxies tell it, hashed; while nothing can be counted, all may."""

    def allow_request(self, request: HttpRequest) -> bool:
        address = reporters.client_address(request.META, settings.TRUSTED_PROXIES)
        person = reporters.reporter(address, picture="api", key=settings.SECRET_KEY)
        try:
            return limiting.count(f"api:{person.person_key}", RATE) <= RATE.most
        except limiting.CounterDownError:
            return True

    def wait(self) -> float:
        return RATE.seconds - time.time() % RATE.seconds


router = Router()


@router.api_operation(READ, "/articles", response=_or(Page, 404, 422), summary="The newest articles, newest first")
def articles(
    request: HttpRequest,
    language: str = "",
    country: str = "",
    section: str = "",
    source: str = "",
    cursor: str = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> Page:
    """`language` and `country` may name several, with commas between them."""
    shown = Article.objects.visible().in_edition(_known_edition(language, country))
    shown = shown.in_section(_known_section(section) if section else "")
    if source:
        shown = shown.filter(source=get_object_or_404(Source.objects.shown(), slug=source))
    return _page(request, shown, cursor, limit)


@router.api_operation(
    READ, "/articles/{int:article_id}", response=_or(FullArticle, 404, 410), summary="One article, with its text"
)
def article(request: HttpRequest, article_id: int) -> FullArticle:
    shown = Article.objects.visible().select_related("source", "image").filter(pk=article_id).first()
    if shown is None:
        raise _absence(article_id)
    told = {**_teaser(request, shown).model_dump(), "lead": shown.shown_opening}
    return FullArticle(**told, body_html=shown.shown_body)


@router.api_operation(READ, "/sources", response=_or(list[SourceOut]), summary="All sources")
def sources(request: HttpRequest) -> list[SourceOut]:
    return [
        SourceOut(
            slug=source.slug,
            name=source.name,
            url=whole(request, source.get_absolute_url()),
            home_url=source.home_url,
            language=source.language,
            country=source.country,
            section=source.section,
        )
        for source in Source.objects.shown().order_by("slug")
    ]


@router.api_operation(
    READ, "/search", response=_or(Page, 404, 422, 503), summary="Search, in the words of the search page"
)
def find(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=LONGEST)],
    language: str = "",
    country: str = "",
    order: Order = Order.NEWEST,
    cursor: str = "",
) -> Page:
    """`language` and `country` may name several, with commas between them."""
    if cursor and not is_page_key(cursor):
        raise Http404
    found = search(q, edition=_known_edition(language, country), order=order, page_key=cursor)
    if found.too_heavy:
        raise HttpError(503, "This search took too long. Try rarer words, one language, or one source.")
    if found.unknown:
        raise HttpError(
            422, f"Nothing is called {', '.join(found.unknown)}. Name a source, language or day that exists."
        )
    return Page(items=[_teaser(request, each) for each in found.articles], next=found.next_key)


@router.api_operation(READ, "/{path:nothing}", include_in_schema=False)
def anything_else(request: HttpRequest, nothing: str) -> None:
    """An address that is none is answered as every other fault, not by a page for readers."""
    raise Http404


def _absence(article_id: int) -> Exception:
    if Article.objects.gone().filter(pk=article_id).exists():
        return HttpError(410, "The editors removed this article.")
    return HttpError(410, "This article is no longer kept.") if expiring.is_expired(article_id) else Http404()


def _known_edition(languages: str, countries: str) -> Edition:
    for code in filter(None, languages.split(",")):
        if code not in LANGUAGES:
            raise HttpError(422, f"No content language is called {code[:20]}. Use a code such as fr or ar.")
    for code in filter(None, countries.split(",")):
        if not is_country(code.upper()):
            raise HttpError(422, f"No country is called {code[:20]}. Use a code of ISO 3166 such as MA.")
    return editions.choose(languages.split(","), countries.split(","))


def _known_section(section: str) -> str:
    if section not in Section.values:
        raise HttpError(422, f"No section is called {section[:20]}. Use one of {', '.join(Section.values)}.")
    return section


def _page(request: HttpRequest, shown: ArticleQuerySet, cursor: str, limit: int) -> Page:
    page = page_of(shown, before=cursor, length=limit)
    return Page(items=[_teaser(request, each) for each in page.articles], next=page.older)


def _teaser(request: HttpRequest, shown: Article) -> Teaser:
    absolute = partial(whole, request)
    image = shown.shown_image
    return Teaser(
        id=shown.pk,
        url=absolute(shown.get_absolute_url()),
        source_url=shown.canonical_url,
        title=shown.title,
        lead=shown.shown_lead,
        language=shown.language,
        source=shown.source.slug,
        authors=shown.authors,
        section=shown.section,
        sections=shown.sections,
        published_at=shown.published_at,
        changed_at=shown.changed_at,
        is_partial=shown.is_partial,
        image=absolute(image.address_to_share) if image else "",
    )


class _Api(NinjaAPI):
    """Answers may be kept by any cache for as long as a list of articles, and be read by the pages of any site."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response: HttpResponse = super().create_response(request, data, **options)
        response.headers["Access-Control-Allow-Origin"] = "*"
        if response.status_code == 200:
            caching.keep(response, settings.FRONT_PAGE_SECONDS)
        return response

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """HEAD is said of no address: it is the same of each."""
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            operations.pop("head", None)
        return schema


api = _Api(
    title="Newsportal",
    version="1",
    urls_namespace="api",
    docs_url=None,  # its page needs code from other hosts
    throttle=[_ByAddress()],
)
api.add_router("", router)
