"""The judge of the ingest benchmark: it must see what went wrong."""

from benchmarks.ingest.judging import completeness, imposed, pace, percentile

PUBLISHED = {(1, 1), (1, 2)}


def article(number: int, text: str = "") -> tuple[str, str]:
    return f"http://127.20.0.1:8800/a/1/{number}/x.html", f"{text} nwbody1x{number}."


def test_everything_stored_once_is_perfect() -> None:
    verdict = completeness(PUBLISHED, [article(1), article(2)])
    assert verdict.is_perfect
    assert (verdict.textless, verdict.cluttered) == (0, 0)


def test_a_missing_a_doubled_and_a_strange_article_are_not() -> None:
    assert not completeness(PUBLISHED, [article(1)]).is_perfect
    assert completeness(PUBLISHED, [article(1), article(2), article(2)]).doubled == 1
    assert completeness(PUBLISHED, [article(1), article(2), article(3)]).strange == 1


def test_clutter_and_a_cut_text_are_counted() -> None:
    verdict = completeness(PUBLISHED, [article(1, "nwboilerad"), (article(2)[0], "the beginning")])
    assert (verdict.cluttered, verdict.textless) == (1, 1)


def test_the_pace_is_the_shortest_time_between_two_requests_to_a_host() -> None:
    measured = pace({"a": [0.0, 1.0, 1.4, 2.9], "b": [1.2]})
    assert (round(measured.shortest, 6), measured.most_a_second) == (0.4, 2)
    assert not measured.keeps(1.0)
    assert pace({"a": [0.0, 0.98, 2.0]}).keeps(1.0)


def test_requests_that_are_due_together_are_a_pause_apart() -> None:
    assert imposed([5.0, 0.0, 0.0], 1.0) == [0.0, 1.0, 5.0]
    assert imposed([0.0, 0.5, 1.0], 1.0) == [0.0, 1.0, 2.0]


def test_percentiles_of_few_values() -> None:
    assert percentile([3.0], 50) == 3.0
    assert percentile([1.0, 2.0, 3.0], 50) == 2.0
