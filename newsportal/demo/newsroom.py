"""What a newspaper has published, and when. Kept in memory, and in a ledger file when there is one, so that a second
start goes on where the first stopped instead of publishing the same articles again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from newsportal.demo.articles import Article, article
from newsportal.demo.dice import Dice
from newsportal.demo.newspapers import Newspaper

BACKLOG = timedelta(hours=47)  # how far back the oldest article of a first start is dated


@dataclass(frozen=True, kw_only=True)
class Publication:
    """An article that is out."""

    article: Article
    link: str  # absolute, quoted
    image_url: str
    published_at: datetime  # aware, UTC, whole seconds

    @property
    def title(self) -> str:
        return self.article.title


class Ledger:
    """A line for each article that came out: newspaper, number, moment. A line cut short by a crash is ignored."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()

    def moments(self, slug: str) -> list[datetime]:
        """When the newspaper's articles came out, by number, as far as they follow one another."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        moments: list[datetime] = []
        for line in lines:
            match line.split():
                case [name, number, moment] if name == slug and number == str(len(moments)) and _is_moment(moment):
                    moments.append(datetime.fromisoformat(moment))
        return moments

    def note(self, slug: str, number: int, moment: datetime) -> None:
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(f"\n{slug} {number} {moment.isoformat()}")


class Newsroom:
    """One newspaper at work. Safe to use from several threads."""

    def __init__(
        self, paper: Newspaper, *, port: int, started_at: datetime, published_at_start: int, ledger: Ledger | None
    ) -> None:
        self.paper = paper
        self._home = paper.home_url(port).rstrip("/")
        self._ledger = ledger
        self._lock = Lock()
        self._published: list[Publication] = []
        self._by_path: dict[str, Publication] = {}
        for moment in ledger.moments(paper.slug) if ledger else []:
            self._add(moment)
        for moment in _backlog(paper, started_at, published_at_start)[len(self._published) :]:
            self._note(self._add(moment))

    def publish(self, now: datetime) -> Publication:
        """The next article comes out."""
        with self._lock:
            publication = self._add(now.astimezone(UTC).replace(microsecond=0))
            self._note(publication)
            return publication

    def latest(self, most: int, *, wanted: Callable[[Publication], bool] = lambda _: True) -> list[Publication]:
        """The newest first."""
        with self._lock:
            return [publication for publication in reversed(self._published) if wanted(publication)][:most]

    def at(self, path: str) -> Publication | None:
        """The article, or the article of the image, whose unquoted path this is."""
        return self._by_path.get(path)

    def _add(self, moment: datetime) -> Publication:
        written = article(self.paper, len(self._published))
        publication = Publication(
            article=written,
            link=self._home + quote(written.path),
            image_url=self._home + quote(written.image_path),
            published_at=moment,
        )
        self._published.append(publication)
        self._by_path |= {written.path: publication, written.image_path: publication}
        return publication

    def _note(self, publication: Publication) -> None:
        if self._ledger:
            self._ledger.note(self.paper.slug, publication.article.number, publication.published_at)


def _backlog(paper: Newspaper, now: datetime, number: int) -> list[datetime]:
    """Believable moments before `now`, oldest first, spread over two days."""
    dice = Dice(f"{paper.slug}/backlog")
    places = [(place + dice.between(0.1, 0.9)) / number for place in range(number)]
    return [(now.astimezone(UTC) - BACKLOG * (1 - place)).replace(microsecond=0) for place in places]


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
