"""How many reports are taken: from one person, from one network, from all; and what happens while nobody counts."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.test import override_settings

from articles.moderation.limiting import Admission, admit
from newsportal.counting import Counters
from tests.processes import free_port, redis

HERE = "203.0.113.7"
DAY = 86_400


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is, as a test sets it: the beginning of a day."""
    now = [20_000.0 * DAY]
    monkeypatch.setattr("articles.moderation.limiting.time", SimpleNamespace(time=lambda: now[0]))
    return now


def admitted(addresses: list[str]) -> int:
    return sum(admit(address) is Admission.COUNTED for address in addresses)


def test_a_person_may_report_five_times_a_minute(clock: list[float]) -> None:
    assert admitted([HERE] * 8) == 5
    assert admit(HERE) is Admission.REFUSED
    clock[0] += 60
    assert admit(HERE) is Admission.COUNTED


def test_a_person_may_report_thirty_times_a_day(clock: list[float]) -> None:
    total = 0
    for _ in range(10):
        total += admitted([HERE] * 5)
        clock[0] += 60
    assert total == 30
    clock[0] += DAY
    assert admit(HERE) is Admission.COUNTED


def test_a_household_is_one_person() -> None:
    assert admitted([f"2001:db8:1:1::{host:x}" for host in range(1, 9)]) == 5


def test_a_network_may_report_twenty_times_a_minute() -> None:
    assert admitted([f"203.0.113.{host}" for host in range(1, 41)]) == 20
    assert admit("203.0.114.1") is Admission.COUNTED


def test_all_together_may_report_two_hundred_times_a_minute(clock: list[float]) -> None:
    assert admitted([f"10.{number}.0.1" for number in range(250)]) == 200
    clock[0] += 60
    assert admit("10.0.0.1") is Admission.COUNTED


def test_one_who_floods_does_not_use_up_what_all_others_have() -> None:
    admitted([HERE] * 500)
    assert admitted([f"10.{number}.0.1" for number in range(150)]) == 150


def test_no_counter_knows_an_address() -> None:
    admit(HERE)
    kept = str(vars(caches["limits"]))
    assert "site:60" in kept
    assert HERE not in kept


# -- in Redis ---------------------------------------------------------------------------------------------------------


def in_redis(address: str) -> Any:
    options = {"socket_timeout": 1.0, "socket_connect_timeout": 1.0}
    counters = {"BACKEND": "newsportal.counting.Counters", "LOCATION": address, "OPTIONS": options}
    return override_settings(CACHES={"default": counters, "limits": counters})


@pytest.mark.workers
def test_all_web_servers_count_together_in_redis(tmp_path: Any) -> None:
    with redis(tmp_path) as address, in_redis(address):
        assert isinstance(caches["limits"], Counters)
        assert admitted([HERE] * 3) == 3
        caches["limits"].close()
        del caches["limits"]  # another process knows nothing of ours
        assert admitted([HERE] * 3) == 2


@pytest.mark.workers
def test_without_an_answer_of_redis_reports_are_taken_and_do_not_count(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with in_redis(f"redis://127.0.0.1:{free_port()}/0"):
        assert admit(HERE) is Admission.UNCOUNTED
    assert "reports and requests are taken and not counted" in caplog.text
    assert HERE not in caplog.text


@pytest.mark.workers
def test_a_redis_that_takes_nothing_more_is_no_answer_either(tmp_path: Any) -> None:
    with redis(tmp_path) as address, in_redis(address):
        cache: Any = caches["limits"]  # with a way to its client that is private
        cache._cache.get_client(write=True).config_set("maxmemory", "1")
        assert admit(HERE) is Admission.UNCOUNTED


def test_a_counter_that_was_lost_counts_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["limits"], "add", lambda *args, **options: True)
    assert admit(HERE) is Admission.UNCOUNTED
