"""What robots.txt costs those who heed it."""

import gc

import pytest
from protego import Protego

from feeds import throttling
from feeds.models import Host

LONGEST = 500_000  # characters, about as many as are fetched


@pytest.fixture(autouse=True)
def rules_of_a_fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "_rules", throttling._Rules())


def host(number: int, *, length: int = 0) -> Host:
    """With a robots.txt of its own, so long at least."""
    rules = f"User-agent: *\nCrawl-delay: {number}\nDisallow: /no{number}\n# "
    return Host(name=f"h{number}.test", pause=0.0, robots_body=rules.ljust(length, "x"))


def kept() -> int:
    gc.collect()
    return sum(isinstance(each, Protego) for each in gc.get_objects())


def test_rules_are_read_once_whoever_asks() -> None:
    before = kept()
    hosts = [host(number) for number in range(1, 21)]
    for _ in range(3):
        assert [throttling.pause_of(each) for each in hosts] == list(range(1, 21))
    assert kept() == before + 20


@pytest.mark.parametrize("length", [LONGEST, 0])
def test_no_feed_can_fill_a_worker_with_the_rules_of_the_hosts_that_it_names(
    length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttling, "MOST_CHARACTERS", throttling.MOST_CHARACTERS if length else 40_000)
    before = kept()
    for number in range(1, 60):
        assert throttling.pause_of(host(number, length=length)) == number
    assert 0 < kept() - before < (8 if length else 40)


def test_what_is_asked_for_again_and_again_is_kept_beside_what_is_asked_for_once() -> None:
    often = host(1)
    throttling.pause_of(often)
    rules = throttling._rules.of(often.robots_body)
    for number in range(2, 30):
        throttling.pause_of(host(number, length=LONGEST))
        throttling.pause_of(often)
    assert throttling._rules.of(often.robots_body) is rules
