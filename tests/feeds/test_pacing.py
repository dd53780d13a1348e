"""Whose turn it is: the same manners whether Redis keeps the turns or the process itself."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import redis

from feeds import pacing
from feeds.pacing import Departure, Keeper, Memory, Redis, Turn, Visitor, Wish
from tests import processes

pytestmark = pytest.mark.workers
SITE = "example.org"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with processes.redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(params=["memory", "redis"])
def keeper(request: pytest.FixtureRequest) -> Keeper:
    if request.param == "memory":
        return Memory()
    url = request.getfixturevalue("broker")
    with closing(redis.Redis.from_url(url)) as client:
        client.flushall()
    return Redis(url)


def ask(
    keeper: Keeper,
    visitor: str,
    *,
    site: str = SITE,
    pause: float = 0.0,
    at_once: int = 2,
    patience: float = 1_000.0,
    start: float = pacing.NO_START,
) -> Turn:
    return keeper.ask([Wish(site, visitor, pause, at_once, patience, start)])[0]


def test_starts_at_one_registered_host_lie_a_pause_apart(keeper: Keeper) -> None:
    waits = [ask(keeper, visitor, pause=20.0).wait for visitor in "abc"]
    assert waits[0] == 0
    assert 10 < waits[1] <= 20
    assert 30 < waits[2] <= 40


def test_another_registered_host_has_turns_of_its_own(keeper: Keeper) -> None:
    assert ask(keeper, "a", pause=20.0).wait == 0
    assert ask(keeper, "b", site="example.net", pause=20.0).wait == 0


def test_no_more_visitors_are_inside_than_may_be(keeper: Keeper) -> None:
    assert [ask(keeper, visitor).wait for visitor in "abc"] == [0, 0, pacing.AGAIN]
    keeper.leave([Departure(SITE, "a", 0.0)])
    assert ask(keeper, "c").wait == 0


def test_who_is_inside_only_waits_for_the_next_start(keeper: Keeper) -> None:
    assert [ask(keeper, visitor).wait for visitor in "aba"] == [0, 0, 0]


def test_who_is_inside_asks_no_more_where_there_is_no_pause_until_a_while_has_passed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wishes: list[Wish] = []

    class Counting(Memory):
        def ask(self, asked: Sequence[Wish]) -> list[Turn]:
            wishes.extend(asked)
            return super().ask(asked)

    visitor = Visitor("www.example.org", Counting())
    asked = []
    for is_inside, asked_every in ((False, 30.0), (True, 30.0), (True, 0.0), (False, 30.0)):
        monkeypatch.setattr(pacing, "ASKED_EVERY", asked_every)
        if not is_inside:
            visitor.leave()
        assert visitor.enter(pause=0.0, at_once=2, patience=1.0) == 0.0
        asked.append(len(wishes))
    assert asked == [1, 1, 2, 3]


def test_a_turn_that_lies_too_far_ahead_is_not_reserved(keeper: Keeper) -> None:
    ask(keeper, "a", pause=20.0)
    assert ask(keeper, "b", patience=5.0).start < 0
    assert ask(keeper, "c").wait <= 20


def test_who_reserved_a_start_enters_when_it_has_come(keeper: Keeper) -> None:
    ask(keeper, "a", pause=0.1)
    turn = ask(keeper, "b", pause=20.0)
    time.sleep(turn.wait)
    assert ask(keeper, "b", pause=20.0, start=turn.start).wait == 0


def test_a_request_that_was_sent_late_holds_up_those_who_have_a_start_already(keeper: Keeper) -> None:
    ask(keeper, "a", pause=20.0)
    turn = ask(keeper, "b", pause=20.0)
    keeper.leave([Departure(SITE, "a", 90.0)])
    assert 60 < ask(keeper, "b", pause=20.0, start=turn.start).wait <= 90
    assert 60 < ask(keeper, "c", pause=20.0).wait <= 90


def test_who_enters_later_than_reserved_holds_up_the_next(keeper: Keeper) -> None:
    ask(keeper, "a", pause=0.05)
    turns = [ask(keeper, visitor, pause=0.05) for visitor in "bc"]
    time.sleep(0.3)
    assert ask(keeper, "b", pause=20.0, start=turns[0].start).wait == 0
    assert ask(keeper, "c", pause=20.0, start=turns[1].start).wait > 10


def test_the_place_of_a_killed_worker_becomes_free_by_itself(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "INSIDE", 0.2)
    assert [ask(keeper, visitor).wait for visitor in "abc"] == [0, 0, pacing.AGAIN]
    time.sleep(0.3)
    assert ask(keeper, "c").wait == 0


def test_a_start_by_another_clock_is_reserved_anew(keeper: Keeper) -> None:
    ask(keeper, "a", pause=20.0)
    assert ask(keeper, "b", start=12.0 - pacing.FARTHEST).wait > 10


def test_many_visitors_keep_the_pace_together(keeper: Keeper) -> None:
    moments: list[float] = []
    inside: list[int] = []
    count = 0
    lock = threading.Lock()

    def visit() -> None:
        nonlocal count
        visitor = Visitor(f"host-{threading.get_ident()}.{SITE}", keeper)
        for _ in range(3):
            assert visitor.enter(pause=0.05, at_once=2, patience=60) == 0
            with lock:
                moments.append(time.monotonic())
                count += 1
                inside.append(count)
            time.sleep(0.12)
            with lock:
                count -= 1
            visitor.leave()

    run([visit] * 5)
    assert len(moments) == 15
    assert max(inside) == 2
    assert moments[-1] - moments[0] >= 12 * 0.05  # 14, but a thread that wakes late is nearer to the next


def run(acts: Sequence[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_whoever_comes_after_a_killed_visitor_takes_over_its_place(keeper: Keeper) -> None:
    for _ in range(2):
        assert Visitor(SITE, keeper).enter(pause=0, at_once=1, patience=0.1) == 0
    assert Visitor(f"www.{SITE}", keeper).enter(pause=0, at_once=1, patience=0.1) > 0


def test_a_visitor_whose_turn_does_not_come_in_time_learns_when_it_would(keeper: Keeper) -> None:
    Visitor(SITE, keeper).enter(pause=30.0, at_once=2, patience=1)
    assert 20 < Visitor(f"www.{SITE}", keeper).enter(pause=30.0, at_once=2, patience=1) <= 30


# -- Redis alone ------------------------------------------------------------------------------------------------------


def test_all_workers_share_the_turns(broker: str) -> None:
    site = "shared.example"
    assert ask(Redis(broker), "a", site=site, pause=20.0).wait == 0
    assert ask(Redis(broker), "b", site=site, pause=20.0).wait > 10


def test_as_many_threads_ask_at_one_time_as_there_are(broker: str, caplog: pytest.LogCaptureFixture) -> None:
    """Redis holds all answers back until every thread has asked, or for a moment on a machine that is slow at it."""
    keeper = Redis(broker)
    ask(keeper, "first", site="crowd.example")
    with closing(redis.Redis.from_url(broker)) as client:
        client.client_pause(300)
        run([partial(ask, keeper, str(number), site=f"{number}.crowd.example") for number in range(150)])
    assert caplog.records == []


def test_a_question_of_many_is_answered_for_each(keeper: Keeper) -> None:
    wishes = [Wish(site, visitor, 20.0, 1, 30.0) for site, visitor in (("x.org", "a"), ("x.org", "b"), ("y.org", "c"))]
    waits = [turn.wait for turn in keeper.ask(wishes)]
    assert (waits[0], waits[2]) == (0, 0)
    assert 10 < waits[1] <= 20
    keeper.leave([Departure("x.org", "a", 90.0), Departure("y.org", "c", 0.0)])
    assert 60 < ask(keeper, "b", site="x.org").wait <= 90
    assert ask(keeper, "d", site="y.org").wait <= 20


def test_nothing_stays_in_redis(broker: str) -> None:
    keeper = Redis(broker)
    for visitor in "ab":
        ask(keeper, visitor, site="gone.example", pause=20.0)
    with closing(redis.Redis.from_url(broker)) as client:
        keys = list(client.scan_iter("*gone.example*"))
        assert len(keys) == 3
        assert all(client.pttl(key) > 0 for key in keys)


def test_a_redis_whose_clock_was_set_back_stops_nobody(broker: str) -> None:
    far = (time.time() + 86_400) * 1_000_000
    with closing(redis.Redis.from_url(broker)) as client:
        client.set("newsportal:pace:{early.example}:next", f"{far:.0f}")
    assert ask(Redis(broker), "a", site="early.example").wait == 0


def test_without_redis_a_worker_paces_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with processes.redis(tmp_path) as url:
        keeper = Redis(url)
        assert ask(keeper, "a", pause=20.0).wait == 0
    waits = [ask(keeper, visitor, pause=20.0).wait for visitor in "bc"]
    keeper.leave([Departure(SITE, "b", 0.0)])
    assert waits[0] == 0
    assert waits[1] > 10
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_redis_that_comes_back_is_asked_again(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper: Any = Redis(broker)
    asked: list[object] = []
    script = keeper._ask

    def failing(**_: object) -> object:
        asked.append(None)
        raise redis.TimeoutError

    keeper._ask = failing
    ask(keeper, "a", site="back.example", pause=20.0)
    ask(keeper, "a", site="back.example", pause=20.0)
    assert len(asked) == 1
    keeper._ask, keeper._rests_until = script, 0.0
    turn = ask(keeper, "a", site="back.example", pause=20.0, start=time.monotonic())
    assert (turn.wait, turn.start > time.monotonic()) == (0, True)


def test_the_setting_of_the_broker_says_who_keeps_the_turns(settings: Any) -> None:
    made = []
    for url in ("memory://", "redis://127.0.0.1:1/0"):
        settings.BROKER_URL = url
        pacing.keeper.cache_clear()
        made.append(type(pacing.keeper()))
    pacing.keeper.cache_clear()
    assert made == [Memory, Redis]


def test_what_nobody_waits_for_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "MOST_SITES", 3)
    memory = Memory()
    for number in range(10):
        ask(memory, "a", site=f"{number}.example")
        memory.leave([Departure(f"{number}.example", "a", 0.0)])
    ask(memory, "a", site="held.example")
    assert len(memory._sites) <= 5
