"""manage.py add_source: one feed's address becomes a source."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from articles.languages import LANGUAGES
from articles.models import DisplayPolicy, Section
from feeds import adding, discovering
from feeds.canonical_url import host_name
from feeds.documents import FeedDocument, FeedItem

HEADLINES: Final = 5
NAME_LENGTH: Final = 120  # characters, as Source.name
HOME_LENGTH: Final = 500  # as Source.home_url


class Command(BaseCommand):
    help = "Read a feed and add it with its source. What the feed says of itself holds where no option says otherwise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", metavar="URL", help="the address of an RSS, Atom or JSON feed")
        parser.add_argument("--name", default="", help="of the source; otherwise the feed's title")
        parser.add_argument("--language", default="", choices=["", *LANGUAGES], metavar="CODE", help="for example fr")
        parser.add_argument("--country", default="", metavar="CODE", help="ISO 3166, for example MA")
        parser.add_argument("--time-zone", default="UTC", metavar="NAME", help="for example Africa/Casablanca")
        parser.add_argument("--section", choices=Section.values, default=Section.GENERAL.value)
        parser.add_argument(
            "--policy", choices=DisplayPolicy.values, default=DisplayPolicy.FULL.value, help="how much is shown"
        )
        parser.add_argument("--anyway", action="store_true", help="add it even if it cannot be read now")

    def handle(self, *args: Any, **options: Any) -> None:
        url = str(options["url"])
        document = self._document(url, anyway=options["anyway"])
        draft = adding.FeedDraft(url=url, source=_source(url, document, options), title=document.title)
        added = adding.add_feeds([draft])
        if added.refused:
            raise CommandError(added.refused[0][1])
        if not added.feeds:
            raise CommandError(f"{url} is polled already.")
        source = added.feeds[0].source
        found = "" if added.sources else ", a source that was there already and keeps what it has"
        self.stdout.write(f"{source.name}{found}: {source.home_url}")
        for line in _headlines(document):
            self.stdout.write(line)
        self.stdout.write(f"{added.feeds[0].url} is polled from now on.")

    def _document(self, url: str, *, anyway: bool) -> FeedDocument:
        seen = discovering.look(url)
        if isinstance(seen, FeedDocument):
            return seen
        if seen.is_certain:
            raise CommandError(seen.reason)
        if not anyway:
            raise CommandError(f"{seen.reason} To add it all the same, say --anyway.")
        self.stderr.write(seen.reason)
        return FeedDocument()


def _source(url: str, document: FeedDocument, options: dict[str, Any]) -> adding.SourceDraft:
    home_url = document.home_url if len(document.home_url) <= HOME_LENGTH else ""
    return adding.SourceDraft(
        name=options["name"] or document.title[:NAME_LENGTH] or host_name(discovering.feed_address(url)),
        home_url=home_url,
        language=options["language"] or (document.language if document.language in LANGUAGES else ""),
        country=options["country"].upper(),
        time_zone=options["time_zone"],
        section=options["section"],
        display_policy=options["policy"],
    )


def _headlines(document: FeedDocument) -> list[str]:
    """The newest of them, undated ones last."""
    newest = sorted(document.items, key=_moment, reverse=True)[:HEADLINES]
    return [
        f"  {item.published_at:%Y-%m-%d}  {item.title}" if item.published_at else f"  {item.title}" for item in newest
    ]


def _moment(item: FeedItem) -> datetime:
    return item.published_at or datetime.min.replace(tzinfo=UTC)
