"""manage.py import_opml: the feeds of another reader's list become ours."""

import shutil
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from articles.models import DisplayPolicy
from feeds import discovering, exchanging, fetching
from feeds.commanding import PortalCommand
from feeds.knowledge import opml, progress_bar
from feeds.knowledge.outcomes import Fetched

MOST_BYTES: Final = 10_000_000  # as the network door allows a feed
MOST_LINES: Final = 50  # skipped outlines that are listed one by one


class Command(PortalCommand):
    help = (
        f"Add the feeds of an OPML file that are not polled yet, at most {opml.MOST_OUTLINES:,} at a time. "
        "What other readers export, and what export_opml writes, can be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("where", metavar="PATH_OR_URL", help="a file, an http(s) address, or - for standard input")
        parser.add_argument(
            "--policy",
            choices=DisplayPolicy.values,
            default=DisplayPolicy.FULL.value,
            help="how much of their articles is shown, where the list does not say",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        where = str(options["where"])
        try:
            outlines = opml.read(_bytes_of(where))
        except opml.NotOpml as problem:
            raise CommandError(f"{_named(where)} is {problem}") from None
        parts: list[exchanging.Imported] = []
        try:
            for part in exchanging.import_batches(outlines, display_policy=options["policy"]):
                parts.append(part)
                self._show(sum(each.outlines for each in parts), len(outlines))
        except KeyboardInterrupt:
            self._clear()
            raise CommandError(_interrupted(exchanging.together(parts), len(outlines)), returncode=130) from None
        self._clear()
        imported = exchanging.together(parts)
        report = _report(imported)
        if imported.added.refused and not imported.added.feeds and not imported.added.known:
            raise CommandError(report)
        self.stdout.write(report)

    def _show(self, done: int, total: int) -> None:
        """On a terminal only, and beside what is written for files and pipes."""
        if self.stderr.isatty():
            bar = progress_bar.line(done, total, cells=shutil.get_terminal_size().columns)
            self.stderr.write(progress_bar.CLEAR + bar, style_func=str, ending="")
            self.stderr.flush()

    def _clear(self) -> None:
        if self.stderr.isatty():
            self.stderr.write(progress_bar.CLEAR, style_func=str, ending="")


def _report(imported: exchanging.Imported) -> str:
    """The count, then what was skipped with the reason, then what was left out."""
    added = imported.added
    skipped = [f"line {draft.line}: {draft.url[:200] or draft.title[:80]!r}: {why}" for draft, why in added.refused]
    summary = (
        f"imported {len(added.sources)} sources with {len(added.feeds)} feeds; {added.known} were known; "
        f"{len(skipped)} skipped"
    )
    return "\n".join([f"{summary}:" if skipped else f"{summary}.", *_first(skipped), *_first(imported.remarks)])


def _interrupted(imported: exchanging.Imported, total: int) -> str:
    return (
        f"Interrupted after {imported.outlines:,} of {total:,} feeds of the list. What was imported until then stays: "
        f"{_report(imported)}\nTo go on, give the same command again: what is there already is passed over."
    )


def _bytes_of(where: str) -> bytes:
    if where.lower().startswith(("http://", "https://")):
        return _download(where)
    try:
        if where == "-":
            body = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(where).open("rb") as file:
                body = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise CommandError(
            f"{where} cannot be read: {problem.strerror}. Name a readable OPML file, or an http(s) address."
        ) from None
    if len(body) > MOST_BYTES:
        raise CommandError(f"{_named(where)} is larger than {MOST_BYTES:,} bytes. Split it into several files.")
    return body


def _download(url: str) -> bytes:
    outcome = fetching.get(url, kind=fetching.Kind.FEED)
    if not isinstance(outcome, Fetched):
        raise CommandError(f"{discovering.refusal(outcome, url).reason} Name another address, or a file.")
    return outcome.body


def _named(where: str) -> str:
    return "What came on standard input" if where == "-" else where


def _first(lines: list[str] | tuple[str, ...]) -> list[str]:
    listed = [f"  {line}" for line in lines[:MOST_LINES]]
    return [*listed, f"  and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else listed
