"""Knocking: hosts that are not known to answer are asked all at once, each for what comes first there.

With a place for each, a thousand dead ones among those that an import brings would hold up the others for an hour. A
thread that waits for an answer costs nothing; all else that there is to a visit stays with the one thread that has the
place, which asks for the turns of all in one question, and goes on with each as soon as there is an answer."""

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from django.db import close_old_connections, connections

from feeds import attending, fetching, leasing, pacing, polling, subscribing, throttling
from feeds.attending import Work
from feeds.knowledge import schedule
from feeds.knowledge.outcomes import Fetched, Outcome, Validators
from feeds.leasing import KNOCKS_A_PLACE
from feeds.models import Entry, Feed, FeedKind, Host, LeaseLost, Subscription
from feeds.touring import LULL
from feeds.visiting import Request, Visit

TAKING: Final = 10.0  # seconds; an answer may take 30 more, which is as long as a worker's end is waited for
KNOCKED_AGAIN: Final = timedelta(seconds=30)  # until then the others have been asked once
KNOCK_PATIENCE: Final = 3.0  # seconds for the first answer ever; who needs longer is asked again with patience
AT_A_TIME: Final = 32  # begun before whoever answered is heard
_INDEX: Final = b"sitemapindex"
_PACKED: Final = b"\x1f\x8b"  # a gzip file: what it holds is seen only when it is read


class Knock(Visit):
    """A visit that asks before anybody has time for the answer."""

    def __init__(self, host: Host, token: UUID) -> None:
        super().__init__(host, token)
        self._ahead: tuple[str, Outcome] | None = None  # an address, and what it answered before anybody used it

    def ask_ahead(self, request: Request) -> bool:
        """Take a turn and ask; the next `get` of that address answers what came. Whether there was a turn. Another
        thread may go on with the answer: nothing is stored, and until `_leave_each` it counts as being there."""
        if not self.take_turn():
            return False
        self._ahead = request.url, self._asked(request, KNOCK_PATIENCE)
        return True

    def get(
        self, url: str, *, kind: fetching.Kind, validators: Validators = Validators(), referer: str = ""
    ) -> Outcome:
        ahead, self._ahead = self._ahead, None
        if ahead is None or ahead[0] != url:
            return super().get(url, kind=kind, validators=validators, referer=referer)
        self._note(ahead[1])
        return ahead[1]

    def was_in_vain(self) -> bool:
        """Whether a host that nobody had asked before gave no answer in the short time of a knock."""
        return self._ahead is not None and self.host.silences is None and schedule.is_silent(self._ahead[1])

    def body_ahead(self) -> bytes:
        """What came when it was asked ahead; empty when that is no document."""
        return self._ahead[1].body if self._ahead and isinstance(self._ahead[1], Fetched) else b""

    def note_answer(self) -> None:
        """What was asked ahead is of no use to anybody."""
        if self._ahead is not None:
            self._note(self._ahead[1])
            self._ahead = None


FirstWorks = Callable[[Sequence[Knock]], Iterable[tuple[Knock, Work | None]]]


class Knocks:
    """Hosts that one visitor knocks at under one token, with the `first_works` of each; `with` gives back those that
    nobody heard: whoever may have been asked, with its pause."""

    def __init__(self, hosts: Sequence[int], token: UUID, first_works: FirstWorks) -> None:
        self._ahead = deque(hosts)  # not begun
        self._begun: deque[Knock] = deque()  # and not asked
        self._asked: dict[Future[bool], tuple[Knock, Work]] = {}  # and not heard
        self._through: SimpleQueue[Future[bool]] = SimpleQueue()  # of those
        self._token = token
        self._first_works = first_works
        self._ends = time.monotonic() + TAKING  # nobody else is taken after that
        self._lull_ends = time.monotonic() + LULL  # until then nobody else is looked for
        self._are_new = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ahead:
            leasing.give_back(self._ahead, self._token)
        for visit in (*self._begun, *(visit for visit, _ in self._asked.values())):
            with visit:
                visit.end()

    def answered(self) -> Generator[tuple[Knock, Work, bool]]:
        """Each as soon as its host was asked, and whether the work can be done without asking it again. Whoever hears
        it sees to its end; whoever is through makes room for the next. After a bug the host that had it keeps its
        lease, so that it is counted."""
        with ThreadPoolExecutor(max_workers=KNOCKS_A_PLACE, thread_name_prefix="knock") as pool:
            while True:
                for visit, work in self._next_ones(min(AT_A_TIME, KNOCKS_A_PLACE - len(self._asked))):
                    answer = pool.submit(_ask, visit, work, _request(visit, work))
                    self._asked[answer] = visit, work
                    answer.add_done_callback(self._through.put)
                if self._asked:
                    yield from self._heard(self._those_through())
                elif not self._ahead:
                    return

    def _heard(self, through: list[Future[bool]]) -> Generator[tuple[Knock, Work, bool]]:
        """Silent ones in one statement; then whoever brings a document, since a refusal takes as long to note."""
        _leave_each([self._asked[answer][0] for answer in through])
        silent = [answer for answer in through if self._is_silent(answer)]
        if silent:
            _note_silent([self._asked.pop(answer)[0] for answer in silent], self._token)
        others = [answer for answer in through if answer in self._asked]
        for answer in sorted(others, key=lambda answer: not self._asked[answer][0].body_ahead()):
            visit, work = self._asked.pop(answer)
            yield visit, work, answer.result() and _is_of_use(visit, work)
            close_old_connections()

    def _those_through(self) -> list[Future[bool]]:
        """At least one, unless others can be asked meanwhile."""
        through = []
        if not self._ahead or len(self._asked) >= KNOCKS_A_PLACE:
            close_old_connections()
            through.append(self._through.get())
        with suppress(Empty):
            while True:
                through.append(self._through.get_nowait())
        return through

    def _is_silent(self, answer: Future[bool]) -> bool:
        visit, _ = self._asked[answer]
        return answer.exception() is None and answer.result() and visit.was_in_vain()

    def _next_ones(self, most: int) -> Iterator[tuple[Knock, Work]]:
        """So many at most, also of those that came to wait meanwhile. Where nothing is due, nobody knocks."""
        if most and not self._ahead and self._lull_ends <= time.monotonic() < self._ends:
            self._ahead += leasing.claim_knocks_beside(self._token, most, are_new=self._are_new)
            if len(self._ahead) < AT_A_TIME // 2:  # else as many may wait again
                self._lull_ends = time.monotonic() + LULL
        hosts = [self._ahead.popleft() for _ in range(min(most, len(self._ahead)))]
        self._begun += Knock.each_begun(hosts, self._token) if hosts else ()
        works = list(self._first_works(list(self._begun)))
        _enter_each([visit for visit, work in works if work])
        for visit, work in works:
            self._begun.popleft()
            self._are_new = visit.host.silences is None
            if work:
                yield visit, work
            else:
                with visit:
                    visit.end()


def _enter_each(visits: Sequence[Visit]) -> None:
    """One question for the turns of all that need not wait for their pause, in place of one from each thread. Whoever
    has none by that waits for it before it asks."""
    ready = [visit for visit in visits if not visit.rest]
    if ready:
        for visit, turn in zip(ready, pacing.keeper().ask([visit.wish() for visit in ready]), strict=True):
            visit.hear(turn)


def _leave_each(visits: Sequence[Visit]) -> None:
    if gone := [departure for visit in visits for departure in visit.departures()]:
        pacing.keeper().leave(gone)


def _note_silent(visits: Sequence[Knock], token: UUID) -> None:
    """End visits that were in vain: each is a silence and says nothing of what is due there. The hosts are asked again
    among the silent, with patience."""
    rests = [max(KNOCKED_AGAIN, timedelta(seconds=visit.rest)) for visit in visits]
    leasing.release_silent([visit.host.pk for visit in visits], token, rests=rests)
    for visit in visits:
        visit.close()


def _is_of_use(visit: Knock, work: Work) -> bool:
    """A sitemap that names others takes a request for each, which there is no time for now."""
    body = visit.body_ahead() if isinstance(work, Feed) and work.kind == FeedKind.SITEMAP else b""
    may_name_others = _INDEX in body or body.startswith(_PACKED)
    if may_name_others:
        visit.note_answer()
    return not may_name_others


def _request(visit: Visit, work: Work) -> Request | None:
    """The first that the work makes; None: it makes none, or nothing that can be asked ahead."""
    if isinstance(work, Subscription):
        return None
    if isinstance(work, Feed) and work.kind != FeedKind.LISTING:
        return Request(work.url, fetching.Kind.FEED, polling.validators_of(work, visit.now()))
    url = attending.url_of(work)
    if not throttling.knows_rules(visit.host, now=visit.now()):
        return Request(throttling.robots_url(url), fetching.Kind.ROBOTS)
    if throttling.refusal(visit.host, url):
        return None
    if isinstance(work, Feed):
        return Request(url, fetching.Kind.PAGE, polling.validators_of(work, visit.now()))
    if visit.is_at_its_limit():
        return None
    if isinstance(work, Entry):
        return Request(url, fetching.Kind.PAGE)
    return Request(url, fetching.Kind.IMAGE, referer=work.referer)


def _ask(visit: Knock, work: Work, request: Request | None) -> bool:
    """In a thread of its own: whether the work may go on. All that is asked of a hub is asked here."""
    try:
        if request:
            return visit.ask_ahead(request)
        if isinstance(work, Subscription) and visit.take_turn():
            subscribing.ask(work, visit.token, post=visit.post)
    except LeaseLost:
        return False
    finally:
        connections.close_all()  # seldom there is one
    return not isinstance(work, Subscription)
