"""Plain functions that make one row each, with sensible values for everything a test does not care about."""

import secrets
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image as Picture

from articles.knowledge.author_names import author_keys
from articles.knowledge.drafts import url_key
from articles.models import Article, Image, ImageStatus, Source
from feeds.models import Entry, Feed, Host, Subscription, SubscriptionState

_numbers = count(1)


def make_source(**values: Any) -> Source:
    number = next(_numbers)
    defaults = {
        "slug": f"source-{number}",
        "name": f"Source {number}",
        "home_url": f"https://source-{number}.test/",
        "language": "fr",
        "time_zone": "Africa/Casablanca",
    }
    return Source.objects.create(**{**defaults, **values})


def make_image(**values: Any) -> Image:
    number = next(_numbers)
    url = values.pop("url", f"https://images.test/{number}.jpg")
    defaults = {
        "status": ImageStatus.SHOWN,
        "digest": f"{number:064x}",
        "picture_key": f"{number:032x}",
        "widths": [320, 640],
        "width": 640,
        "height": 427,
    }
    return Image.objects.create(url=url, url_key=url_key(url), **{**defaults, **values})


def make_stored_image(media: Path) -> Image:
    image = make_image(widths=[320], width=320, height=200)
    picture = BytesIO()
    Picture.new("RGB", (320, 200), "firebrick").save(picture, "WEBP")
    file = media / image.file_name(320)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture.getvalue())
    return image


def make_article(**values: Any) -> Article:
    number = next(_numbers)
    url = values.pop("canonical_url", f"https://source.test/articles/{number}")
    source = values.pop("source", None) or make_source()
    defaults = {
        "title": f"Titre de l'article {number}",
        "language": "fr",
        "published_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "date_origin": "feed",
        "author_keys": author_keys(values.get("authors", ())),
    }
    return Article.objects.create(source=source, canonical_url=url, url_key=url_key(url), **{**defaults, **values})


def make_host(name: str = "", **values: Any) -> Host:
    return Host.objects.create(name=name or f"host-{next(_numbers)}.test", **{"pause": 0.0, **values})


def make_feed(**values: Any) -> Feed:
    number = next(_numbers)
    host = values.pop("host", None) or make_host()
    defaults = {"url": f"https://{host.name}/feed-{number}.xml"}
    return Feed.objects.create(source=values.pop("source", None) or make_source(), host=host, **{**defaults, **values})


def make_entry(**values: Any) -> Entry:
    number = next(_numbers)
    feed = values.pop("feed", None) or make_feed()
    article = values.pop("article", None) or make_article(source=feed.source)
    link = article.canonical_url
    defaults = {"identity": f"{number:032x}", "link": link, "host": feed.host}
    return Entry.objects.create(feed=feed, article=article, **{**defaults, **values})


def make_subscription(**values: Any) -> Subscription:
    """One that the hub confirmed an hour ago, for ten days."""
    feed = values.pop("feed", None) or make_feed()
    now = timezone.now()
    token = secrets.token_urlsafe(32)
    defaults = {
        "host": values.pop("host", None) or make_host(),
        "hub": "https://hub.test/",
        "topic": feed.url,
        "callback": f"https://portal.example/websub/{token}",
        "token": token,
        "secret": secrets.token_urlsafe(32),
        "state": SubscriptionState.ACTIVE,
        "next_attempt_at": now + timedelta(days=6),
        "requested_at": now - timedelta(hours=1),
        "active_since": now - timedelta(hours=1),
        "lease_ends_at": now + timedelta(days=10),
    }
    return Subscription.objects.create(feed=feed, **{**defaults, **values})
