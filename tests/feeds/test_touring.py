"""One visitor at several hosts: whose turn it is, and what becomes of those it has no time for."""

from collections.abc import Callable, Generator
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from feeds import leasing, touring
from feeds.models import Entry, Feed, Host
from feeds.touring import Step, Tour
from feeds.visiting import VISIT, Visit
from tests.factories import make_feed

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """Stands for the module `time`: nobody waits."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(touring, "time", clock)
    monkeypatch.setattr(Tour, "_lull_ends", 0.0)
    monkeypatch.setattr(Visit, "rest", 1.0)
    return clock


def due_hosts(count: int, **values: Any) -> list[int]:
    """Hosts that answered when they were last asked."""
    hosts = [make_feed().host_id for _ in range(count)]
    Host.objects.filter(pk__in=hosts).update(**{"silences": 0, **values})
    return hosts


def held(hosts: list[int]) -> UUID:
    token = uuid4()
    Host.objects.filter(pk__in=hosts).update(lease_token=token, leased_until=timezone.now() + timedelta(seconds=90))
    return token


Stay = Callable[[Visit], Generator[Step]]


def stay(asked: list[int], clock: Clock, *, requests: int = 2, seconds: float = 0.1) -> Stay:
    """So many requests at each host, each of which takes so long; `asked` are the hosts in their order."""

    def steps(visit: Visit) -> Generator[Step]:
        for number in range(requests):
            if number:
                yield None
            clock.now += seconds
            asked.append(visit.host.pk)
        Feed.objects.filter(host=visit.host).update(is_paused=True)  # nothing else is due there

    return steps


def test_while_the_pause_of_one_host_lasts_the_next_one_is_asked(clock: Clock) -> None:
    first, second, third = hosts = due_hosts(3)
    asked: list[int] = []
    assert list(Tour(hosts, held(hosts), stay(asked, clock), takes_more=False).brought()) == []
    assert asked == [first, second, third, first, second, third]
    assert clock.now < 1_000 + 3
    assert not Host.objects.filter(pk__in=hosts).leased().exists()


def test_who_comes_to_no_pause_is_asked_to_its_end(clock: Clock) -> None:
    first, second = hosts = due_hosts(2)
    asked: list[int] = []

    def steps(visit: Visit) -> Generator[Step]:
        asked.extend([visit.host.pk] * 2)
        yield from ()

    list(Tour(hosts, held(hosts), steps, takes_more=False).brought())
    assert asked == [first, first, second, second]


def test_what_waits_is_taken_along_when_no_place_is_free(clock: Clock, settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 1
    hosts, waiting = due_hosts(1), due_hosts(5)
    asked: list[int] = []
    list(Tour(hosts, held(hosts), stay(asked, clock), takes_more=True).brought())
    assert asked[: leasing.HOSTS_A_PLACE] == [*hosts, *waiting[: leasing.HOSTS_A_PLACE - 1]]


def test_what_waits_is_taken_along_although_requests_take_longer_than_the_pause(clock: Clock, settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 1
    hosts, [waiting] = due_hosts(1), due_hosts(1)
    asked: list[int] = []
    list(Tour(hosts, held(hosts), stay(asked, clock, seconds=2.0), takes_more=True).brought())
    assert asked == [*hosts, waiting, *hosts, waiting]


@pytest.mark.parametrize("silences", [None, 1])
def test_nobody_is_taken_along_who_may_not_answer(clock: Clock, settings: Any, silences: int | None) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 1
    hosts = due_hosts(1)
    due_hosts(1, silences=silences)
    asked: list[int] = []
    list(Tour(hosts, held(hosts), stay(asked, clock), takes_more=True).brought())
    assert set(asked) == set(hosts)


def test_what_waits_is_left_to_whoever_has_a_free_place(clock: Clock, settings: Any) -> None:
    settings.FETCH_HOSTS_AT_ONCE = 2
    hosts = due_hosts(1)
    due_hosts(1)
    asked: list[int] = []
    list(Tour(hosts, held(hosts), stay(asked, clock), takes_more=True).brought())
    assert set(asked) == set(hosts)


def test_who_found_nobody_that_waits_does_not_look_again_for_a_while(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def nobody(*_: object) -> list[int]:
        looks.append(clock.now)
        return []

    monkeypatch.setattr(leasing, "claim_beside", nobody)
    monkeypatch.setattr(Visit, "rest", 0.4)
    hosts = due_hosts(1)
    list(Tour(hosts, held(hosts), stay([], clock, requests=5, seconds=0.2), takes_more=True).brought())
    assert len(looks) > 1
    assert all(round(later - earlier, 3) >= touring.LULL for earlier, later in pairwise(looks))


def test_a_visitor_of_several_hosts_gives_back_those_it_has_no_time_for(clock: Clock) -> None:
    first, second, third = hosts = due_hosts(3)
    since = Host.objects.get(pk=third).next_visit_at
    asked: list[int] = []
    list(Tour(hosts, held(hosts), stay(asked, clock, requests=1, seconds=VISIT - 5), takes_more=False).brought())
    assert asked == [first, second]
    left = Host.objects.get(pk=third)
    assert (left.leased_until, left.lease_token, left.next_visit_at) == (None, None, since)


def test_hosts_that_there_is_no_time_for_do_not_wait_for_the_end_of_those_that_were_begun(clock: Clock) -> None:
    begun, unasked = hosts = due_hosts(2)
    is_held: list[bool] = []

    def steps(visit: Visit) -> Generator[Step]:
        clock.now += VISIT
        yield None
        is_held.append(Host.objects.leased().filter(pk=unasked).exists())

    list(Tour(hosts, held(hosts), steps, takes_more=False).brought())
    assert is_held == [False]
    assert not Host.objects.leased().filter(pk=begun).exists()


def test_a_bug_at_one_host_holds_up_none_of_the_others(clock: Clock) -> None:
    """Its own lease stays, so that it is counted. Who was asked has its pause."""
    asked_one, bad, unasked = hosts = due_hosts(3)

    def steps(visit: Visit) -> Generator[Step]:
        if visit.host.pk == bad:
            raise ZeroDivisionError
        yield None

    with pytest.raises(ZeroDivisionError):
        list(Tour(hosts, held(hosts), steps, takes_more=False).brought())
    assert [host.pk for host in Host.objects.filter(pk__in=hosts).leased()] == [bad]
    since = dict(Host.objects.values_list("pk", "next_visit_at"))
    assert since[asked_one] > since[unasked] + timedelta(seconds=0.9)


def test_a_host_that_is_another_s_meanwhile_is_passed_over(clock: Clock) -> None:
    mine, theirs = due_hosts(2)
    token = held([mine])
    held([theirs])
    asked: list[int] = []
    list(Tour([theirs, mine], token, stay(asked, clock, requests=1), takes_more=False).brought())
    assert asked == [mine]
    assert Host.objects.filter(pk=theirs).leased().exists()


def test_a_tour_that_is_closed_gives_every_host_back(clock: Clock) -> None:
    hosts = due_hosts(3)

    def steps(visit: Visit) -> Generator[Step]:
        if visit.host.pk == hosts[1]:
            yield Entry(pk=1)
        yield None

    tour = Tour(hosts, held(hosts), steps, takes_more=False).brought()
    next(tour)
    tour.close()
    assert not Host.objects.filter(pk__in=hosts).leased().exists()
