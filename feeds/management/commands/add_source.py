"""manage.py add_source: the address of a feed, or of a site, becomes a source."""

from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import CommandError

from articles.knowledge import countries
from articles.knowledge.languages import LANGUAGES
from articles.models import DisplayPolicy, Section
from feeds import adding, discovering
from feeds.commanding import PortalCommand, word
from feeds.documents import FeedDocument
from feeds.knowledge.canonical_url import host_name
from feeds.knowledge.css_selectors import check_selector
from feeds.models import FeedKind

NAME_LENGTH: Final = 120  # characters, as Source.name
HOME_LENGTH: Final = 500  # as Source.home_url
_COUNTRY: Final = word(
    lambda code: not code or countries.is_country(code.upper()),
    "is no country's code. Write two letters of ISO 3166, for example MA.",
)
_TIME_ZONE: Final = word(
    lambda name: name in adding.time_zones(), "is no time zone of IANA. Write one, for example Africa/Casablanca."
)
_REMEDY: Final = "Name the address of a feed, or of a site, for example https://news.example/feed."


class Command(PortalCommand):
    help = (
        "Read a feed and add it with its source. Of a site's address its feeds are found and shown; the best is added "
        "when it is the only good one, or with --yes. What the feed says of itself holds where no option says "
        "otherwise."
    )
    was_shown = False  # the preview

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", metavar="URL", help="the address of a site, or of a feed")
        parser.add_argument("--name", default="", help="of the source; otherwise the feed's title")
        parser.add_argument("--language", default="", choices=["", *LANGUAGES], metavar="CODE", help="for example fr")
        parser.add_argument("--country", default="", type=_COUNTRY, metavar="CODE", help="ISO 3166, for example MA")
        parser.add_argument(
            "--time-zone", default="UTC", type=_TIME_ZONE, metavar="NAME", help="for example Africa/Casablanca"
        )
        parser.add_argument("--section", choices=Section.values, default=Section.GENERAL.value)
        parser.add_argument(
            "--policy", choices=DisplayPolicy.values, default=DisplayPolicy.FULL.value, help="how much is shown"
        )
        parser.add_argument("--yes", action="store_true", help="add the best of what a site offers without asking")
        parser.add_argument(
            "--kind", default="", choices=["", *FeedKind.values], help="take the address as it is; otherwise found out"
        )
        parser.add_argument("--selector", default="", metavar="CSS", help="for a page without a feed: its links")
        parser.add_argument("--anyway", action="store_true", help="add it even if it cannot be read now")

    def handle(self, *args: Any, **options: Any) -> None:
        offer = self._offer(_polled(str(options["url"])), options)
        document = offer.document
        draft = adding.FeedDraft(
            url=offer.url,
            source=_source(offer, options),
            title=document.title,
            kind=offer.kind,
            link_selector=options["selector"] if offer.kind == FeedKind.LISTING else "",
        )
        added = adding.add_feeds([draft])
        if added.refused:
            raise CommandError(added.refused[0][1])
        if not added.feeds:
            raise CommandError(f"{offer.url} is polled already.")
        source = added.feeds[0].source
        found = "" if added.sources else ", a source that was there already and keeps what it has"
        self.stdout.write(f"{source.name}{found}: {source.home_url}")
        if not self.was_shown:
            self._preview(offer)
        self.stdout.write(f"{added.feeds[0].url} is polled from now on.")

    def _offer(self, url: str, options: dict[str, Any]) -> discovering.Offer:
        """What is to be added: the address as the kind that was asked for, else the best of what it offers."""
        kind = options["kind"] or (FeedKind.LISTING.value if options["selector"] else "")
        if kind:
            seen = discovering.look(url, kind=kind, link_selector=_checked(options["selector"]))
            is_there = not isinstance(seen, discovering.NoFeed)
            document = FeedDocument() if isinstance(seen, discovering.NoFeed) else seen
            offer = discovering.Offer(url=url, kind=kind, document=document)
            return offer if is_there else self._anyway(offer, seen, options["anyway"])
        offers = discovering.discover(url)
        if isinstance(offers, discovering.NoFeed):
            offer = discovering.Offer(url=url, kind=FeedKind.FEED, document=FeedDocument())
            return self._anyway(offer, offers, options["anyway"])
        return self._chosen(url, offers, is_sure=options["yes"])

    def _chosen(self, url: str, offers: discovering.Offers, *, is_sure: bool) -> discovering.Offer:
        best = offers.ranked[0]
        if offers.is_direct:
            return best
        self.was_shown = True
        self.stdout.write(f"{url} offers:")
        for number, offer in enumerate(offers.ranked, start=1):
            name = f", {offer.document.title!r}" if offer.document.title else ""
            count = f"{len(offer.document.headlines)} headlines"
            self.stdout.write(f" {number}. {offer.url} ({offer.kind}{name}, {count})")
            self._preview(offer)
        if is_sure or offers.is_clear:
            return best
        if best.kind == FeedKind.LISTING:
            remedy = "It has no feed. To follow the links above, say --yes; to choose others, --selector CSS."
        else:
            remedy = "Name one of these addresses, or say --yes to add the first."
        raise CommandError(f"Nothing was added. {remedy}")

    def _anyway(self, offer: discovering.Offer, seen: Any, is_wanted: bool) -> discovering.Offer:
        if seen.is_certain:
            raise CommandError(seen.reason)
        if not is_wanted:
            raise CommandError(f"{seen.reason} To add it all the same, say --anyway.")
        self.stderr.write(seen.reason)
        return offer

    def _preview(self, offer: discovering.Offer) -> None:
        for item in offer.newest:
            day = f"{item.published_at:%Y-%m-%d}  " if item.published_at else ""
            self.stdout.write(f"  {day}{item.title}")


def _polled(url: str) -> str:
    try:
        discovering.feed_address(url)
    except ValueError as problem:
        raise CommandError(f"{url[:200]} cannot be polled: {problem}. {_REMEDY}") from None
    return url


def _checked(selector: str) -> str:
    try:
        if selector:
            check_selector(selector)
    except ValueError as problem:
        raise CommandError(f"--selector: {problem}. Write one, for example --selector 'h2 a'.") from None
    return selector


def _source(offer: discovering.Offer, options: dict[str, Any]) -> adding.SourceDraft:
    document = offer.document
    home_url = document.home_url if len(document.home_url) <= HOME_LENGTH else ""
    return adding.SourceDraft(
        name=options["name"] or document.title[:NAME_LENGTH] or host_name(discovering.feed_address(offer.url)),
        home_url=home_url,
        language=options["language"] or (document.language if document.language in LANGUAGES else ""),
        country=options["country"].upper(),
        time_zone=options["time_zone"],
        section=options["section"],
        display_policy=options["policy"],
    )
