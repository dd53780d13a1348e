"""A small world for the street: feeds, pages and pictures from outside, and what drives the rooms without a queue."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.db.models.functions import Now
from PIL import Image as Picture

from feeds import leasing, pipeline
from feeds.models import Entry, Feed, Host, ImageDownload
from feeds.storing import hosts_of
from tests.factories import make_feed
from tests.outside import Answer, Outside

PARAGRAPH = (
    "Le conseil municipal a voté hier soir le budget de la nouvelle ligne de tramway, après trois heures de débat. "
)
WORKS = (
    "Les travaux commenceront au printemps, et les premières rames sont attendues dans quatre ans par les riverains. "
)
COSTS = (
    "La ville paie la moitié de la somme, la région et l'État se partagent le reste, selon la maire et son adjoint. "
)


def rss(outside: Outside, *paths: str, extra: str = "") -> Answer:
    items = "".join(
        f"<item><title>Titre de {path}</title><link>{outside.url(path)}</link><guid>{path}</guid>"
        f"<pubDate>Thu, 27 Mar 2025 10:00:00 +0000</pubDate></item>"
        for path in paths
    )
    body = f'<rss version="2.0"><channel><title>Essai</title>{extra}{items}</channel></rss>'
    return Answer(body=body.encode(), headers={"Content-Type": "application/rss+xml", "ETag": '"1"'})


def page(outside: Outside, *, image: str = "") -> Answer:
    meta = f'<meta property="og:image" content="{outside.url(image)}">' if image else ""
    body = (
        f"<html lang=fr><head><title>Titre</title>{meta}</head><body><nav><a href=/>Accueil</a></nav><article>"
        f"<h1>Titre</h1><p>{PARAGRAPH * 3}</p><h2>Le vote</h2><p>{WORKS * 3}</p><p>{COSTS * 2}</p></article>"
        "</body></html>"
    )
    return Answer(body=body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


def news_sitemap(outside: Outside, *paths: str) -> Answer:
    date = datetime.now(UTC).isoformat()
    entries = "".join(
        f"<url><loc>{outside.url(path)}</loc><news:news><news:publication_date>{date}</news:publication_date>"
        f"<news:title>Titre de {path}</news:title></news:news></url>"
        for path in paths
    )
    return Answer(
        body=f"<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{entries}</urlset>".encode()
    )


def jpeg() -> bytes:
    target = BytesIO()
    Picture.linear_gradient("L").resize((640, 360)).convert("RGB").save(target, "JPEG")
    return target.getvalue()


def make_outside_feed(outside: Outside, path: str = "/feed.xml", **values: Any) -> Feed:
    url = outside.url(path)
    host = next(iter(hosts_of([url]).values()))
    return make_feed(url=url, host=host, **values)


def claim_hosts() -> list[tuple[int, UUID]]:
    """Lease the hosts that have due work, as the tasks do; (host id, token) each."""
    return [(host_id, token) for hosts, token, _ in leasing.claim_batches() for host_id in hosts]


def visit_all() -> list[Any]:
    """Visit every host with due work, as the tasks do, until nothing is due."""
    done = []
    while claims := claim_hosts():
        for host_id, token in claims:
            done += list(pipeline.visit(host_id, token))
    return done


def poll_once(feed: Feed) -> None:
    """Poll that feed now, whatever its host asked for."""
    Host.objects.update(leased_until=None, lease_token=None, next_visit_at=Now())
    token = leasing.claim_host(feed.host_id)
    assert token
    pipeline.poll(Feed.objects.select_related("source", "host").get(pk=feed.pk), token)


def run_street() -> None:
    """Everything that is due, from feeds to decoded pictures."""
    while work := visit_all():
        pipeline.extract([entry.pk for entry in work if isinstance(entry, Entry)])
        pipeline.read_images([download.pk for download in work if isinstance(download, ImageDownload)])
