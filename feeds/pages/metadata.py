"""The facts of a page: what it says of itself in structured data, in meta elements, and before its readers' eyes.

Each fact comes with its origin. Which place is trusted before which, and why: docs/decisions/0017."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from articles.knowledge import markup
from feeds.knowledge import page_tree
from feeds.pages import authors, headings, headline, lead_picture, marks, page_date, page_zone, structured, wishes
from feeds.pages.headline import Named
from feeds.pages.lead_picture import Picture
from feeds.pages.letters import squeezed
from feeds.pages.marks import Marks
from feeds.pages.origin import Origin
from feeds.pages.shown_date import Place
from feeds.pages.structured import Linked
from feeds.pages.title_parts import alike
from feeds.pages.wishes import Wishes

MOST_SECTIONS: Final = 5
_WITH_ORIGIN: Final = ("title", "published_at", "authors", "sections", "image_url")
_SECTIONS: Final = ("article:section", "parsely-section", "cxenseparse:category", "section", "dc.subject")


@dataclass(frozen=True, kw_only=True)
class PageFacts:
    """Plain texts and absolute addresses; empty where the page does not say."""

    title: str = ""
    description: str = ""
    published_at: datetime | None = None
    date_has_time: bool = False
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    image_url: str = ""
    image_alt: str = ""
    canonical_url: str = ""
    language: str = ""
    is_free: bool = True  # False: the page says that readers must pay
    text: str = ""  # the whole text in the structured data, with or without markup; empty when readers must pay for it
    wishes: Wishes = wishes.NONE
    origins: Mapping[str, Origin] = field(default_factory=dict)  # of the fields above that have one, by their names


def read(tree: HtmlElement, *, url: str, time_zone: str, title_hint: str = "") -> PageFacts:
    """The facts of one page. `title_hint` is the feed's headline; `time_zone` an IANA name."""
    found = marks.of(tree)
    metas = found.metas
    window = next((title.text or "" for title in tree.iter("title")), "")
    nodes = structured.nodes(found.linked)
    linked = _described(structured.articles(nodes), found, [title_hint, window])
    sites = _site(linked, metas)
    title = headline.of(found, stated=_stated(linked, metas, window), sites=sites, url=url, hint=title_hint)
    dating = linked or structured.page(nodes)
    language = _language(tree, metas)
    zone = ZoneInfo(page_zone.of(url, told=time_zone, language=language, title=title[0]))
    place = _place(found, title[0])
    dated = page_date.of(dating, found, headline=place, url=url, zone=zone)
    writers = _authors(linked, found, [*sites, *_labels(url)], place.heading)
    sections = _sections(linked, metas)
    picture = _picture(linked, found)
    origins = (title[1], dated and dated.origin, writers[1], sections[1], picture and picture.origin)
    return PageFacts(
        title=_line(title[0]),
        description=_description(linked, metas),
        published_at=dated.moment if dated else None,
        date_has_time=dated.has_time if dated else False,
        authors=writers[0],
        sections=sections[0],
        image_url=markup.absolute_url(picture.url, base=url) if picture else "",
        image_alt=_line(picture.alt)[:300] if picture else "",
        canonical_url=_canonical(found),
        language=language,
        is_free=structured.is_free(linked),
        text=structured.text(linked),
        wishes=wishes.of(metas),
        origins={name: each for name, each in zip(_WITH_ORIGIN, origins, strict=True) if isinstance(each, Origin)},
    )


def _labels(url: str) -> list[str]:
    """The host of an address, and each of its labels."""
    host = urlsplit(url).hostname or ""
    return [host, *host.split(".")]


def _authors(
    linked: Linked, found: Marks, houses: list[str], heading: HtmlElement | None
) -> tuple[tuple[str, ...], Origin | None]:
    names = [_line(name) for name in structured.people(linked)]
    return authors.of(found.elements, linked=names, metas=found.metas, houses=houses, heading=heading)


def _described(articles: list[Linked], found: Marks, lines: list[str]) -> Linked:
    """The article that the page is about, among those it only points to: the first that a line of the page names."""
    if len(articles) < 2:
        return articles[0] if articles else {}
    shared = _first(found.metas, "og:title", "twitter:title")
    named = [_line(line) for line in (*lines, shared, *(page_tree.text_of(each) for each in found.firsts)) if line]
    for article in articles:
        stated = _line(structured.text_in(article.get("headline")))
        if any(alike(stated, name) for name in named):
            return article
    return articles[0]


def _stated(linked: Linked, metas: dict[str, list[str]], window: str) -> list[Named]:
    """The lines that name the article, the most trusted first and the window's title last."""
    stated = [Named(structured.text_in(linked.get("headline")), Origin.LINKED)]
    stated += [Named(metas[name][0], Origin.SHARING) for name in ("og:title", "twitter:title") if name in metas]
    return [Named(_line(name), origin) for name, origin in (*stated, (window, Origin.WINDOW))]


def _site(linked: Linked, metas: dict[str, list[str]]) -> list[str]:
    """What the site and its publisher call themselves."""
    publisher = linked.get("publisher")
    named = structured.text_in(publisher.get("name")) if isinstance(publisher, dict) else ""
    return [name for name in (_line(_first(metas, "og:site_name", "application-name")), _line(named)) if name]


def _place(found: Marks, title: str) -> Place:
    """Where the headline stands: in the heading that words it, else in the first of the first order."""
    key = squeezed(title)
    named = (each for each in found.headings if squeezed(headings.text_of(each[1])) == key)
    firsts = (each for each in found.headings if each[1].tag == "h1")
    number, heading = next(named, None) or next(firsts, (0, None))
    return Place(
        number=number, heading=heading, around=frozenset() if heading is None else frozenset(heading.iterancestors())
    )


def _description(linked: Linked, metas: dict[str, list[str]]) -> str:
    told = _first(metas, "og:description", "description", "twitter:description", "dc.description")
    return _line(told or structured.text_in(linked.get("description")))


def _language(tree: HtmlElement, metas: dict[str, list[str]]) -> str:
    declared = tree.get("lang") or tree.get("xml:lang") or _first(metas, "og:locale", "content-language")
    return declared.strip().replace("_", "-").partition("-")[0].lower()


def _first(metas: dict[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _sections(linked: Linked, metas: dict[str, list[str]]) -> tuple[tuple[str, ...], Origin | None]:
    told = structured.texts(linked.get("articleSection"))
    meta = next((metas[name] for name in _SECTIONS if name in metas), [])
    sections = _lines(told or meta)[:MOST_SECTIONS]
    return sections, (Origin.LINKED if told else Origin.META) if sections else None


def _picture(linked: Linked, found: Marks) -> Picture | None:
    metas = found.metas
    alt = _first(metas, "og:image:alt", "twitter:image:alt")
    own, caption = structured.image(linked)
    stated = [
        Picture(url=own, alt=alt or caption, origin=Origin.LINKED),
        *(
            Picture(url=_first(metas, *names), alt=alt, origin=Origin.SHARING)
            for names in (
                ("og:image:secure_url", "og:image", "og:image:url"),
                ("twitter:image", "twitter:image:src"),
                ("image", "thumbnailurl"),  # microdata
            )
        ),
    ]
    return lead_picture.chosen([picture for picture in stated if picture.url], found.images)


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text in one line, and once."""
    return tuple(dict.fromkeys(line for text in texts if (line := _line(text))))


def _line(text: str) -> str:
    return markup.clean_text(markup.text_of(text) if "<" in text or "&" in text else text, limit=1_000)


def _canonical(found: Marks) -> str:
    """The page's rel=canonical where it is written out in full. A relative one is a common mistake: behind mirrors,
    previews and caches it names an address that does not exist (Google Search Central advises against it)."""
    return markup.safe_url(next(iter(found.canonical), "").strip())
