"""manage.py sources: every feed with its health, its rhythm and what came of its last poll."""

import shutil
import sys
from argparse import ArgumentParser
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.management.base import no_translations
from django.db.models import Prefetch, Q, QuerySet

from articles.models import Source
from feeds import leasing
from feeds.commanding import PortalCommand
from feeds.knowledge import diagnosis, explanation, terminal_table
from feeds.knowledge.diagnosis import HEALTH_NAMES, Health
from feeds.models import Feed, Subscription

HEAD: Final = ("FEED", "SOURCE", "HEALTH", "EVERY", "NEXT POLL", "LAST POLL", "LAST OUTCOME")
NAME_CELLS: Final = 26
FEWEST_NAME_CELLS: Final = 14
OUTCOME_CELLS: Final = 24  # below that an outcome is not understood
# Which columns a terminal shows, by their place in HEAD: where it is narrow, those that decide something.
_CHOICES: Final = ((0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 4, 6), (0, 1, 2, 6), (0, 1, 2))


class Command(PortalCommand):
    help = (
        "List the feeds of all sources with their health. In a terminal as a table; into a pipe or a file as lines "
        "with tabs, with addresses, and without the summary."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="*", metavar="WORD", help="only sources whose name or addresses have it")
        parser.add_argument("--failing", action="store_true", help="only feeds that failed three times in a row")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        now = leasing.now()
        feeds = list(_chosen(options["words"], options["failing"]))
        idle = [] if options["failing"] else list(_without_feed(options["words"]))
        rows = [_row(feed, now) for feed in feeds] + [_idle_row(source) for source in idle]
        is_terminal = self.stdout.isatty()
        if is_terminal and rows:
            for line in _table(rows, shutil.get_terminal_size().columns):
                self.stdout.write(line)
            self.stdout.write("")
        elif not is_terminal:
            addresses = [feed.url for feed in feeds] + [""] * len(idle)
            piped = [(*row, address) for row, address in zip(rows, addresses, strict=True)]
            self.stdout.writelines(f"{line}\n" for line in terminal_table.plain((*HEAD, "ADDRESS"), piped))
        summary = self.stdout if is_terminal else self.stderr
        if is_terminal or sys.stderr.isatty():
            summary.write(_summary(feeds, idle, now) if rows else _nothing(options["words"], options["failing"]))


def _table(rows: list[tuple[str, ...]], cells: int) -> list[str]:
    """With as many columns as leave the last one room to say something."""
    for columns in _CHOICES:
        head, body = [HEAD[column] for column in columns], [[row[column] for column in columns] for row in rows]
        for widest in (NAME_CELLS, FEWEST_NAME_CELLS):
            room = terminal_table.room_for_last(head, body, cells=cells, widest=widest)
            if room >= OUTCOME_CELLS:
                return terminal_table.table(head, body, cells=cells, widest=widest)
    return terminal_table.table(head, body, cells=cells, widest=FEWEST_NAME_CELLS)


def _nothing(words: list[str], is_failing_wanted: bool) -> str:
    if is_failing_wanted and not words:
        return "No feed is failing."
    if words:
        return "No source has these words. Without them all are listed."
    return "There is no source yet. Add one with: manage.py add_source https://example.org/"


def _chosen(words: list[str], is_failing_wanted: bool) -> QuerySet[Feed]:
    pushed = Prefetch("subscriptions", Subscription.objects.wanted().select_related("host"))
    feeds = Feed.objects.select_related("source", "host").prefetch_related(pushed).order_by("source__name", "id")
    for word in words:
        feeds = feeds.filter(
            Q(url__icontains=word)
            | Q(source__name__icontains=word)
            | Q(source__slug__icontains=word)
            | Q(source__home_url__icontains=word)
        )
    return feeds.filter(pk__in=Feed.objects.failing()) if is_failing_wanted else feeds


def _without_feed(words: list[str]) -> QuerySet[Source]:
    sources = Source.objects.filter(feeds=None).order_by("name")
    for word in words:
        sources = sources.filter(Q(name__icontains=word) | Q(slug__icontains=word) | Q(home_url__icontains=word))
    return sources


def health(feed: Feed) -> Health:
    return diagnosis.health_of(
        is_paused=feed.is_paused, was_polled=feed.last_polled_at is not None, failures=feed.failures
    )


def span(lasting: timedelta, *, depth: int = 1) -> str:
    return plain(explanation.span(lasting, depth=depth))


def plain(text: str) -> str:
    """With spaces where a terminal may break the line."""
    return text.replace("\xa0", " ")


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _row(feed: Feed, now: datetime) -> tuple[str, ...]:
    name = HEALTH_NAMES[health(feed)]
    return (
        str(feed.pk),
        feed.source.name,
        f"{name}, {feed.failures} in a row" if feed.failures else str(name),
        span(feed.interval),
        _next_poll(feed, now),
        f"{span(now - feed.last_polled_at)} ago" if feed.last_polled_at else "never",
        " ".join([_outcome(feed), *(each.in_words(now, moment) for each in feed.subscriptions.all())]),
    )


def _next_poll(feed: Feed, now: datetime) -> str:
    if feed.is_paused:
        return "when resumed"
    due_at = max(feed.next_poll_at, feed.host.next_visit_at)
    return "now" if due_at <= now else f"in {span(due_at - now)}"


def _outcome(feed: Feed) -> str:
    meaning = diagnosis.diagnose(feed.last_outcome, feed.last_detail).meaning
    return f"{meaning} ({feed.last_detail})" if feed.last_detail else str(meaning)


def _idle_row(source: Source) -> tuple[str, ...]:
    return ("-", source.name, "no feed", "", "", "", "Nothing is polled: add a feed in the admin or with add_source.")


def _summary(feeds: list[Feed], idle: list[Source], now: datetime) -> str:
    count = len({feed.source_id for feed in feeds}) + len(idle)
    healths = Counter(health(feed) for feed in feeds)
    words = [f"{healths[each]} {HEALTH_NAMES[each]}" for each in Health if healths[each]]
    due = sum(not feed.is_paused and feed.next_poll_at <= now for feed in feeds)
    counted = f"{count} source{'s' * (count != 1)}, {len(feeds)} feed{'s' * (len(feeds) != 1)}"
    return f"{counted}: {', '.join([*words, f'{due} due now'])}."
