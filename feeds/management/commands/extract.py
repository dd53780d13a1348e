"""manage.py extract: what becomes of one article's page, and why."""

import json
import shutil
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.management.base import CommandError, no_translations
from django.db import OperationalError

from articles.models import Source
from feeds import discovering, learning, page_report, ruling
from feeds.commanding import PortalCommand
from feeds.discovering import NoFeed
from feeds.knowledge.canonical_url import host_name
from feeds.models import Entry
from feeds.pages.inspection import inspect
from feeds.pages.rules import NONE, Rules
from feeds.pages.template import Template

MOST_BYTES: Final = 5_000_000  # as the network door takes of a page
CELLS: Final = 100  # where no terminal says how wide it is
UNKNOWN_ADDRESS: Final = "https://page.invalid/"  # of a file: its links stay relative to nothing


@dataclass(frozen=True, kw_only=True)
class Bytes:
    """A page as it came."""

    body: bytes
    url: str
    content_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the portal knows of the page before it is read."""

    source: Source | None = None
    title: str = ""
    text: str = ""  # that readers see now
    rules: Rules = NONE
    template: Template | None = None
    remark: str = ""  # why nothing is known


class Command(PortalCommand):
    help = (
        "Read one article's page as an extractor would, and show the result, every reading of it side by side, and why "
        "each passage was kept or dropped. Nothing is stored. Of an address that the portal knows, the source's time "
        "zone and rules hold."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("page", metavar="PAGE", help="an address, the path of a file, or - for standard input")
        parser.add_argument("--url", default="", help="the address of a page that comes from a file, for its links")
        parser.add_argument("--source", default="", metavar="NAME", help="the source, by its name in addresses")
        parser.add_argument("--no-rules", action="store_true", help="leave the source's rules out")
        parser.add_argument("--all", action="store_true", help="every passage and the whole text, nothing abridged")
        parser.add_argument("--json", action="store_true", help="everything, for other programs")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        page = _bytes(options["page"], options["url"])
        known = _known(page.url, options["source"], with_rules=not options["no_rules"])
        found = inspect(
            page.body,
            url=page.url,
            content_type=page.content_type,
            time_zone=known.source.time_zone if known.source else "UTC",
            title_hint=known.title,
            editor=known.rules,
            template=known.template,
            others=(("in the portal", known.text),) if known.text else (),
        )
        if options["json"]:
            self.stdout.write(json.dumps(page_report.as_json(found, url=page.url), ensure_ascii=False, indent=2))
            return
        said = [("page", page.url), ("read as", f"{page.content_type or 'no type given'}, {len(page.body):,} bytes")]
        said.append(("source", known.source.name if known.source else known.remark or "none that the portal knows"))
        cells = shutil.get_terminal_size((CELLS, 24)).columns
        for line in page_report.lines(found, said=said, rules=known.rules, cells=cells, is_whole=options["all"]):
            self.stdout.write(line)


def _bytes(named: str, url: str) -> Bytes:
    if named == "-":
        return _unfetched(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input", url)
    if urlsplit(named).scheme in {"http", "https"}:
        answer = discovering.page(named)
        if isinstance(answer, NoFeed):
            raise CommandError(f"{answer.reason} A page that was saved can be given as a file.")
        return Bytes(body=answer.body, url=answer.url, content_type=answer.content_type)
    path = Path(named)
    try:
        with path.open("rb") as file:
            return _unfetched(file.read(MOST_BYTES + 1), named, url)
    except OSError as problem:
        raise CommandError(
            f"{named[:200]!r} cannot be read ({problem.strerror}): give an address that begins with http:// or "
            "https://, the path of a file, or - for standard input."
        ) from None


def _unfetched(body: bytes, name: str, url: str) -> Bytes:
    if not body.strip():
        raise CommandError(f"{name} is empty: give the page's HTML.")
    if len(body) > MOST_BYTES:
        raise CommandError(f"{name} has more than {MOST_BYTES:,} bytes: no page that large is read.")
    return Bytes(body=body, url=url or UNKNOWN_ADDRESS)


def _known(url: str, slug: str, *, with_rules: bool) -> Known:
    try:
        entry = Entry.objects.filter(link=url).select_related("article", "feed__source").order_by("pk").first()
        source = _source(slug) if slug else entry.feed.source if entry else _of_host(url)
        rules = ruling.rules_of(source.pk) if source and with_rules else NONE
        template = learning.known(source.pk, url).template if source and _host(url) else None
    except OperationalError:
        return Known(remark="unknown, since the database does not answer: no rules hold")
    article = entry.article if entry else None
    return Known(
        source=source,
        title=article.title if article else "",
        text="\n".join(filter(None, (article.lead, article.body_text))) if article else "",
        rules=rules,
        template=template,
    )


def _source(slug: str) -> Source:
    found = Source.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no source {slug[:60]!r}: give its name in addresses, /fr/NAME/.")
    return found


def _of_host(url: str) -> Source | None:
    """The one source whose home page is at that host."""
    name = _host(url)
    found = [each for each in Source.objects.filter(home_url__icontains=name) if _host(each.home_url) == name]
    return found[0] if name and len(found) == 1 else None


def _host(url: str) -> str:
    try:
        return host_name(url)
    except ValueError:
        return ""
