"""What a reader's line has to carry: pages, stylesheets and scripts, packed as they travel, without pictures."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.test import Client

from articles.models import FRONT_PAGE, Section
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
PAGE: Final = 60_000  # bytes
STYLES: Final = 20_000
SCRIPTS: Final = 12_000
TITLE: Final = "Le conseil de la ville adopte le plan de {} quais et {} nouvelles lignes de tramway"
LEAD: Final = (
    "Les travaux commencent en {} ; {} riverains demandent que l'on garde les arbres du boulevard, et une rampe."
)


def make_front_page() -> None:
    """Articles of every section, with pictures, titles and leads of usual length."""
    sources = [make_source(slug=f"source-of-the-city-{n}", name=f"Le Journal n° {n}") for n in range(20)]
    for n in range(FRONT_PAGE + 10):
        make_article(
            source=sources[n % 20],
            section=list(Section)[n % len(Section)],
            title=TITLE.format(n, n * 7),
            lead=LEAD.format(2030 + n, n * 13),
            image=make_image(widths=[320, 640, 960, 1280], has_jpeg=True),
            published_at=datetime(2026, 3, 1, 12, tzinfo=UTC) - timedelta(minutes=7 * n),
        )


def files_of(page: str, ending: str) -> dict[str, int]:
    """The files with that ending that a page asks for before anybody clicks, and their packed sizes."""
    asked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    names = sorted({path.removeprefix("/static/") for path in asked if path.endswith(ending)})
    return {name: packed((Path(settings.STATIC_ROOT) / name).read_bytes()) for name in names}


def packed(content: bytes) -> int:
    return len(gzip.compress(content))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_full_front_page_travels_in_sixty_kilobytes(reader: Client, language: str) -> None:
    make_front_page()
    page = reader.get(f"/{language}/").content.decode()
    weights = {
        "page": packed(page.encode()),
        **files_of(page, ".css"),
        **files_of(page, ".js"),
        **files_of(page, ".svg"),
    }
    assert len(weights) > 10
    assert sum(weights.values()) <= PAGE, weights


@pytest.mark.parametrize(("ending", "most"), [(".css", STYLES), (".js", SCRIPTS)])
def test_stylesheets_and_scripts_are_light(reader: Client, ending: str, most: int) -> None:
    weights = files_of(reader.get("/fr/").content.decode(), ending)
    assert weights
    assert sum(weights.values()) <= most, weights


def test_no_page_names_a_file_of_another_host(reader: Client) -> None:
    make_front_page()
    for address in ("/fr/", "/fr/search/?q=tramway", "/fr/embed/", "/fr/embed/ticker"):
        page = reader.get(address).content.decode()
        fetched = re.findall(
            r'<(?:link rel="(?:stylesheet|icon|manifest)"[^>]*? href|(?:script|img|iframe|source)[^>]*? src)="([^"]+)"',
            page,
        )
        assert fetched
        assert [path for path in fetched if not path.startswith("/") or path.startswith("//")] == []
