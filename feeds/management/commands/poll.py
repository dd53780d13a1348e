"""manage.py poll: one feed, now, as a worker would do it, with a word about each decision."""

import time
from argparse import ArgumentParser
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.core.management.base import CommandError, no_translations

from feeds import adding, discovering, leasing, pipeline, throttling
from feeds.commanding import PortalCommand
from feeds.knowledge import diagnosis, explanation, schedule
from feeds.knowledge.reasons import from_rows
from feeds.management.commands.sources import moment, plain, span
from feeds.models import Feed, Host, LeaseLost, Poll

LONGEST_WAIT: Final = timedelta(minutes=1)  # for a host's pause; a longer rest is one that it asked for
LONGEST_VISIT: Final = 30.0  # seconds for which a worker's is waited for; it begins nothing after 20


class Command(PortalCommand):
    help = (
        "Poll one feed now, beside a running portal or without one: through the same lease, the same network door and "
        "the same rules as a worker. Headlines are published at once, their pages are left to the workers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("feed", metavar="FEED", help="its number, as `manage.py sources` shows it, or its address")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        feed = _found(str(options["feed"]))
        self._say("feed", f"{feed.url} (number {feed.pk}, {feed.get_kind_display()})")
        self._say("source", feed.source.name)
        token = self._claimed(feed.host)
        try:
            self._wait_for(feed.host)
            self._poll(feed, token)
        except LeaseLost:
            raise CommandError("Another worker took the host over in the middle: nothing was stored.") from None
        finally:
            leasing.release(feed.host_id, token, pause=throttling.pause_of(feed.host))

    def _say(self, what: str, words: str) -> None:
        self.stdout.write(f"{what + ':' if what else '':<10} {words}")

    def _claimed(self, host: Host) -> UUID:
        """The host's lease, once whoever visits it is through. Taken before its pause is over, as workers do."""
        is_told, ends = False, time.monotonic() + LONGEST_VISIT
        while True:
            host.refresh_from_db()
            self._refuse_rest(host)
            if token := leasing.claim_host(host.pk, ahead=LONGEST_WAIT):
                return token
            if time.monotonic() > ends:
                raise CommandError(_held(host))
            if not is_told:
                self._say("host", f"{host.name}: waiting for the worker that visits it")
            is_told = True
            time.sleep(0.1)

    def _refuse_rest(self, host: Host) -> None:
        if host.next_visit_at - leasing.now() > LONGEST_WAIT:
            raise CommandError(
                f"{host.name} {_reason(host)} and is not visited before {moment(host.next_visit_at)}. "
                "The feed is polled by itself after that."
            )

    def _wait_for(self, host: Host) -> None:
        host.refresh_from_db()
        rest = host.next_visit_at - leasing.now()
        if rest > timedelta():
            self._say("host", f"{host.name}: waiting {rest.total_seconds():.1f} s, its pause between two requests")
            time.sleep(rest.total_seconds())

    def _poll(self, feed: Feed, token: UUID) -> None:
        feed.refresh_from_db()  # whoever held the host before may just have polled it
        self._say("request", _request(feed, leasing.now()))
        poll = pipeline.poll(feed, token)
        feed.refresh_from_db()
        self._explain(feed, poll)

    def _explain(self, feed: Feed, poll: Poll) -> None:
        found = diagnosis.diagnose(poll.outcome, poll.detail)
        said = f" ({poll.detail})" if poll.detail else ""
        self._say("outcome", f"{poll.get_outcome_display()} in {poll.seconds:.2f} s. {found.meaning}{said}")
        if found.remedy:
            self._say("to do", str(found.remedy))
        if poll.items:
            known = poll.items - poll.new_items
            self._say("items", f"{poll.items} in the document, {known} known, {poll.new_items} new")
        for title in _newest(feed, poll):
            self._say("", title)
        when, *reasons = _next_poll(feed)
        self._say("next poll", when)
        for reason in reasons:
            self._say("", reason)
        for subscription in feed.subscriptions.wanted().select_related("host"):
            said = f" ({subscription.detail})" if subscription.detail else ""
            self._say("push", subscription.in_words(leasing.now(), moment) + said)


def _found(said: str) -> Feed:
    feeds = Feed.objects.select_related("source", "host")
    if said.isascii() and said.isdigit():
        found = feeds.filter(pk=int(said[:18])).first()
    else:
        with suppress(ValueError):
            said = discovering.feed_address(said, checks_network=False)
        found = feeds.filter(url__in=adding.either_scheme(said)).first()
    if found is None:
        raise CommandError(f"There is no feed {said[:200]!r}. `manage.py sources` lists the feeds with their numbers.")
    return found


def _reason(host: Host) -> str:
    return f"gave no answer {host.silences} times in a row" if (host.silences or 0) > 1 else "asked for rest"


def _held(host: Host) -> str:
    return f"{host.name} is being visited by a worker, and nobody polls beside one. Try again in two minutes."


def _request(feed: Feed, now: datetime) -> str:
    if schedule.wants_unconditional(feed.last_full_at, now):
        if feed.last_full_at is None:
            return "unconditional: the feed never answered in full yet"
        return f"unconditional: the last full answer is {span(now - feed.last_full_at)} old"
    names = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    sent = [f"{name}: {value}" for name, value in names.items() if value]
    if not sent:
        return "unconditional: the feed's last answer named neither ETag nor Last-Modified"
    return f"conditional, {'; '.join(sent)}"


def _newest(feed: Feed, poll: Poll) -> list[str]:
    """The headlines that this poll brought, at most five."""
    entries = feed.entries.filter(first_seen_at__gte=poll.at).select_related("article").order_by("id")
    return [entry.article.title for entry in entries[: min(poll.new_items, 5)] if entry.article]


def _next_poll(feed: Feed) -> list[str]:
    """When, and what had a say in it."""
    if feed.is_paused:
        return ["none by itself: the feed is paused. Resume it in the admin."]
    when = f"in {span(feed.next_poll_at - leasing.now(), depth=2)}, {moment(feed.next_poll_at)}"
    return [when, *(plain(explanation.in_words(each)) for each in from_rows(feed.next_poll_reasons))]
