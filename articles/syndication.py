"""Lists of articles for feed readers: Atom (RFC 4287) and JSON Feed 1.1, within each source's display policy.

A feed tells of an article what a card tells: headline, lead, picture. The text stays on the article's page."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from articles.models import Article

NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)  # when a feed without articles changed: the moment itself never ends
ENCLOSURE_WIDTH: Final = 640  # pixels
SINCE: Final = 2026  # a year in which the portal's host was the operator's own already (RFC 4151); never to be changed


@dataclass(frozen=True, kw_only=True)
class Channel:
    """What a feed says of itself. Addresses are absolute."""

    title: str
    description: str
    page: str  # the page that shows the same list
    own: str  # the feed's
    author: str  # the portal
    language: str = ""  # of all its articles; empty where there are several
    hub: str = ""  # tells of its news (WebSub); empty where none does


@dataclass(frozen=True, kw_only=True)
class Item:
    """One article as feeds tell it. Addresses are absolute; `original` is its address at the source."""

    id: str  # a tag URI, the same in every language of the interface
    page: str
    original: str
    title: str
    lead: str
    image: str
    image_type: str  # its media type
    language: str
    published_at: datetime
    changed_at: datetime
    authors: tuple[str, ...]
    sections: tuple[str, ...]
    source: str


def items(articles: Iterable[Article], absolute: Callable[[str], str]) -> list[Item]:
    """The articles (as `for_cards` reads them) as items; `absolute` makes a whole address of a path."""
    return [_item(article, absolute) for article in articles]


def atom(channel: Channel, listed: Sequence[Item]) -> str:
    """The Atom document."""
    feed = _Atom(
        title=channel.title,
        link=channel.page,
        description=None,
        subtitle=channel.description,
        language=channel.language or None,
        author_name=channel.author,
        feed_url=channel.own,
        feed_guid=channel.own,
        hub=channel.hub,
    )
    for item in listed:
        feed.add_item(
            title=item.title,
            link=item.page,
            description=None,  # type: ignore[arg-type]  # to Django: no summary; ours is no HTML
            unique_id=item.id,
            pubdate=item.published_at,
            updateddate=item.changed_at,
            categories=item.sections,
            item=item,
        )
    return feed.writeString("utf-8")


def json_feed(channel: Channel, listed: Sequence[Item]) -> str:
    """The JSON Feed document."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "description": channel.description,
        "home_page_url": channel.page,
        "feed_url": channel.own,
        "language": channel.language,
        "authors": [{"name": channel.author}],
        "hubs": [{"type": "WebSub", "url": channel.hub}] if channel.hub else [],
    }
    return json.dumps({**_said(told), "items": [_as_json(item) for item in listed]}, ensure_ascii=False)


class _Atom(Atom1Feed):
    """Django's, with what it does not know: several authors, each entry's language, the address at the source."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["item"].language} if item["item"].language else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        told: Item = item["item"]
        for name in told.authors or (told.source,):
            handler.startElement("author", AttributesImpl({}))
            handler.addQuickElement("name", name)
            handler.endElement("author")
        handler.addQuickElement("link", "", {"rel": "via", "href": told.original})
        if told.image:
            handler.addQuickElement("link", "", {"rel": "enclosure", "href": told.image, "type": told.image_type})
        if told.lead:
            handler.addQuickElement("summary", told.lead)


def _item(article: Article, absolute: Callable[[str], str]) -> Item:
    image = article.shown_image
    width = min(image.widths, key=lambda width: abs(width - ENCLOSURE_WIDTH)) if image else 0
    page = absolute(article.get_absolute_url())
    return Item(
        id=f"tag:{urlsplit(page).hostname},{SINCE}:article/{article.pk}",
        page=page,
        original=article.canonical_url,
        title=article.title,
        lead=article.shown_lead,
        image=absolute(image.address(width, image.form_to_share)) if image else "",
        image_type=image.form_to_share.media_type if image else "",
        language=article.language,
        published_at=article.published_at,
        changed_at=article.changed_at,
        authors=tuple(article.authors),
        sections=tuple(article.subjects),
        source=article.source.name,
    )


def _as_json(item: Item) -> dict[str, Any]:
    return _said(
        {
            "id": item.id,
            "url": item.page,
            "external_url": item.original,
            "title": item.title,
            "content_text": item.lead or item.title,  # one of its forms of content is required
            "image": item.image,
            "date_published": item.published_at.isoformat(),
            "date_modified": item.changed_at.isoformat(),
            "authors": [{"name": name} for name in item.authors or (item.source,)],
            "tags": list(item.sections),
            "language": item.language,
        }
    )


def _said(document: dict[str, Any]) -> dict[str, Any]:
    """Without what it does not say."""
    return {name: value for name, value in document.items() if value}
