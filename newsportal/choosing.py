"""Choosing what `manage.py up` reads: the operator's sources, the starter sources, or without the Internet the bundled
demo newspapers."""

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Final

from django.conf import settings
from django.db import transaction

from articles.models import DisplayPolicy, Source
from feeds import adding, fetching, starters
from feeds.knowledge.outcomes import Failed, Failure
from feeds.models import Feed
from feeds.starters import StarterSource
from newsportal import claiming
from newsportal.demo import NEWSPAPERS

DEMO_NETWORK: Final = "127.31.0.0/16"
PROBE_SECONDS: Final = 6.0
MOST_PROBED: Final = 16  # hosts
_UNREACHABLE: Final = frozenset({Failure.DNS, Failure.CONNECT, Failure.TIMEOUT, Failure.REFUSED})


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was chosen: a line for the terminal, the management command that serves the demo newspapers (empty: none),
    and what the worker's environment needs for them."""

    description: str
    server: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


def choose_sources(*, demo: bool) -> Choice:
    """Prepare the sources for this start. The starters are sown into a portal without sources of its own only, so that
    what an operator removed stays away."""
    if demo:
        return _demo("invented newspapers, served on this machine (--demo)")
    if not _own_sources():
        bundled = starters.bundled()
        if not _is_any_reachable(starters.hosts_of(bundled)):
            return _demo("none of the newspapers can be reached: showing invented ones from this machine instead")
        starters.sow(bundled)
    _show_demo(shown=False)
    feeds = Feed.objects.filter(source__in=_own_sources()).count()
    return Choice(description=f"{len(_own_sources())} sources with {feeds} feeds")


def _own_sources() -> list[Source]:
    return list(Source.objects.exclude(slug__in=[paper.slug for paper in NEWSPAPERS]))


def _demo(description: str) -> Choice:
    for paper in NEWSPAPERS:
        claiming.check_port(paper.address, settings.DEMO_PORT, option="DEMO_PORT=")
    _follow_port()
    starters.sow(_as_starters())
    _show_demo(shown=True)
    networks = ",".join([*settings.FETCH_ALLOW_NETWORKS, DEMO_NETWORK])
    # A demonstration is impatient: a headline should come within seconds of its publication.
    pace = {"POLL_MIN_SECONDS": "4", "POLL_MAX_SECONDS": "8", "HOST_PAUSE_SECONDS": "0.2"}
    return Choice(
        description=description,
        server=("demo", "--port", str(settings.DEMO_PORT)),
        environment={"FETCH_ALLOW_NETWORKS": networks, **pace},
    )


@transaction.atomic
def _follow_port() -> None:
    """The demo newspapers of a start with another DEMO_PORT are the same ones at a new address: their feeds move, and
    are not sown a second time."""
    for paper in NEWSPAPERS:
        home, here = paper.home_url(settings.DEMO_PORT), paper.feed_url(settings.DEMO_PORT)
        Source.objects.filter(slug=paper.slug).update(home_url=home)
        elsewhere = rf"^http://{re.escape(paper.address)}:[0-9]+{re.escape(paper.feed_path)}$"
        old = Feed.objects.filter(source__slug=paper.slug, url__regex=elsewhere).exclude(url=here)
        moving = None if Feed.objects.filter(url=here).exists() else old.order_by("id").first()
        if moving:
            moving.url = here
            adding.settle(moving, from_people=False)  # the loopback range is open to the worker alone
            moving.save(update_fields=adding.SETTLED_FIELDS)
        old.delete()


def _as_starters() -> list[StarterSource]:
    return [
        StarterSource(
            slug=paper.slug,
            name=paper.name,
            home_url=paper.home_url(settings.DEMO_PORT),
            feeds=(paper.feed_url(settings.DEMO_PORT),),
            language=paper.language,
            country=paper.country,
            time_zone=paper.time_zone,
            section=paper.section,
            display_policy=DisplayPolicy.FULL,
        )
        for paper in NEWSPAPERS
    ]


@transaction.atomic
def _show_demo(*, shown: bool) -> None:
    """Invented newspapers never stand beside real ones, and are polled only while they are served."""
    papers = Source.objects.filter(slug__in=[paper.slug for paper in NEWSPAPERS])
    papers.update(is_shown=shown)
    Feed.objects.filter(source__in=papers).update(is_paused=not shown)


def _is_any_reachable(hosts: Sequence[str]) -> bool:
    """Whether any of these servers answers within PROBE_SECONDS, whatever it answers."""
    answers: SimpleQueue[bool] = SimpleQueue()
    probed = hosts[:: max(1, len(hosts) // MOST_PROBED)]

    def probe(host: str) -> None:
        outcome = fetching.get(f"https://{host}/robots.txt", kind=fetching.Kind.ROBOTS)
        answers.put(not (isinstance(outcome, Failed) and outcome.kind in _UNREACHABLE))

    for host in probed:
        threading.Thread(target=probe, args=[host], daemon=True).start()
    ends = time.monotonic() + PROBE_SECONDS
    for _ in probed:
        try:
            if answers.get(timeout=max(0.0, ends - time.monotonic())):
                return True
        except Empty:
            return False
    return False
