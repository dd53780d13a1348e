"""The invented newspapers: who they are and where they are served. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

FeedFormat = Literal["rss-ttl", "rss-content", "rss-media", "atom", "rss-enclosure"]


@dataclass(frozen=True, kw_only=True)
class Newspaper:
    """One invented newspaper. `section` is a value of `articles.models.Section`; `address` a loopback address."""

    slug: str
    name: str
    language: str  # primary subtag
    country: str  # ISO 3166
    time_zone: str  # IANA name
    section: str
    address: str
    feed_path: str
    feed_format: FeedFormat
    article_path: str  # with {section}, {key} and {number}
    accent: str  # colour of its pages, "#rrggbb"

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"

    def home_url(self, port: int) -> str:
        return f"http://{self.address}:{port}/"

    def feed_url(self, port: int) -> str:
        return f"http://{self.address}:{port}{self.feed_path}"


NEWSPAPERS: Final = (
    Newspaper(
        slug="demo-gazette-mirador",
        name="La Gazette de Port-Mirador",
        language="fr",
        country="MA",
        time_zone="Africa/Casablanca",
        section="general",
        address="127.31.0.1",
        feed_path="/rss.xml",
        feed_format="rss-ttl",
        article_path="/{section}/{key}-{number}.html",
        accent="#0e5a6d",
    ),
    Newspaper(
        slug="demo-cadran-valombre",
        name="Le Cadran de Valombre",
        language="fr",
        country="FR",
        time_zone="Europe/Paris",
        section="economy",
        address="127.31.0.2",
        feed_path="/feed/",
        feed_format="rss-content",
        article_path="/articles/{number}/{key}/",
        accent="#8a4b14",
    ),
    Newspaper(
        slug="demo-barid-nana",
        name="بريد تل النعناع",
        language="ar",
        country="MA",
        time_zone="Africa/Casablanca",
        section="society",
        address="127.31.0.3",
        feed_path="/rss",
        feed_format="rss-media",
        article_path="/مقالات/{number}/{key}",
        accent="#1f6b45",
    ),
    Newspaper(
        slug="demo-harrowmere-lantern",
        name="The Harrowmere Lantern",
        language="en",
        country="GB",
        time_zone="Europe/London",
        section="culture",
        address="127.31.0.4",
        feed_path="/atom.xml",
        feed_format="atom",
        article_path="/{section}/{number}-{key}",
        accent="#7a1f2b",
    ),
    Newspaper(
        slug="demo-farol-almendra",
        name="El Farol de Puerto Almendra",
        language="es",
        country="ES",
        time_zone="Europe/Madrid",
        section="general",
        address="127.31.0.5",
        feed_path="/rss/portada.xml",
        feed_format="rss-enclosure",
        article_path="/noticias/{section}/{key}_{number}.html",
        accent="#4b3b78",
    ),
)


def newspaper(slug: str) -> Newspaper:
    """KeyError, with the slugs there are, when none is called so."""
    for candidate in NEWSPAPERS:
        if candidate.slug == slug:
            return candidate
    raise KeyError(f"there is no demo newspaper {slug!r}; there are {', '.join(paper.slug for paper in NEWSPAPERS)}")
