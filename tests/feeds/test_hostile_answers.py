"""Answers that mean harm, through the real door and the real parsers, under limits that the system enforces: a process
that takes more memory or time than an answer may cost is ended, and its test fails.

The limits are those of the collection of hostile feeds: 300 MB beyond what the program has anyway, and 5 s of processor
time; far more than is ever used, so that a slow machine passes, too."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest

from tests import corpus
from tests.feeds import confined
from tests.feeds.hostile_answers import DOCUMENTS, TRANSFERS
from tests.outside import Answer, Outside

LIMITS: Final = {"cpu_s": 5, "rss_mb": 300, "wall_s": 30, "door_s": 20.0}
IMPATIENT: Final = 1.0  # seconds that the door waits for servers that only keep it waiting
COLLECTED: Final = corpus.rows("security/feeds_hostile/manifest.jsonl")


def ended(rows: Sequence[dict[str, Any]], answer_of: Callable[[dict[str, Any]], Answer]) -> dict[str, dict[str, Any]]:
    with Outside() as outside:
        jobs = []
        for number, row in enumerate(rows):
            outside.answers[f"/{number}"] = answer_of(row)
            waits = row.get("kind") == "timeout" or "without end" in row["id"] or "not a word" in row["id"]
            limits = {**LIMITS, "door_s": IMPATIENT} if waits else LIMITS
            jobs.append({"id": row["id"], "url": outside.url(f"/{number}"), **limits})
        return confined.ended(jobs, within=100)


@pytest.fixture(scope="module")
def transfer_ends() -> dict[str, dict[str, Any]]:
    return ended(TRANSFERS, lambda row: row["answer"]())


@pytest.fixture(scope="module")
def document_ends() -> dict[str, dict[str, Any]]:
    return ended(DOCUMENTS, lambda row: row["answer"]())


@pytest.fixture(scope="module")
def collected_ends() -> dict[str, dict[str, Any]]:
    return ended(COLLECTED, collected_answer)


def collected_answer(row: dict[str, Any]) -> Answer:
    name = f"security/feeds_hostile/{row['file']}"
    stored = (corpus.DATA / name).read_bytes()
    headers = {"Content-Type": row["content_type"], **row.get("headers", {})}
    if "content_encoding" in row:
        headers["Content-Encoding"] = row["content_encoding"]
    body = corpus.unpacked(name) if row.get("stored_gzip") else stored
    return Answer(body=body, status=row.get("status", 200), headers=headers)


def assert_as_said(row: dict[str, Any], end: dict[str, Any]) -> None:
    assert end["end"] in {"read", "no feed", "failed", "ratelimited"}, end
    items = end.get("items", 0)
    match row["outcome"]:
        case "reject":
            assert end["end"] != "read"
        case "accept":
            assert items == row["entries"]
        case "bounded":
            assert row.get("min_entries", 0) <= items <= row["max_entries"]
    assert end.get("kind", "") == row.get("kind", end.get("kind", ""))
    assert end.get("left_out", 0) == row.get("left_out", 0)
    assert not [words for words in row.get("must_not_store", []) if words in end.get("text", "")]
    assert not [words for words in row.get("must_keep", []) if words.replace("&lt;", "<") not in end.get("text", "")]
    assert end.get("longest_title", 0) <= 500
    assert not row.get("must_be_distinct") or end["identities"] == items
    assert all(link.startswith(("http://", "https://")) for link in end.get("links", []))


def assert_alone(end: dict[str, Any]) -> None:
    """One connection, to the server that was asked; no file of the machine's read, no program started."""
    connections = [each for each in end["noted"] if each.startswith("socket.connect")]
    looked_up = {each for each in end["noted"] if each.startswith("socket.getaddrinfo")}
    others = [each for each in end["noted"] if not each.startswith(("socket.", "open"))]
    opened = [each for each in end["noted"] if each.startswith("open") and "passwd" in each]
    assert (len(connections), looked_up, others, opened) == (1, {"socket.getaddrinfo 127.0.0.1"}, [], [])


@pytest.mark.parametrize("row", TRANSFERS, ids=lambda row: str(row["id"]))
def test_no_answer_that_breaks_the_rules_of_http_costs_more_than_a_failure(
    row: dict[str, Any], transfer_ends: dict[str, dict[str, Any]]
) -> None:
    assert_as_said(row, transfer_ends[row["id"]])
    assert_alone(transfer_ends[row["id"]])


@pytest.mark.parametrize("row", DOCUMENTS, ids=lambda row: str(row["id"]))
def test_no_document_costs_more_than_its_own_items(
    row: dict[str, Any], document_ends: dict[str, dict[str, Any]]
) -> None:
    assert_as_said(row, document_ends[row["id"]])
    assert_alone(document_ends[row["id"]])


@pytest.mark.parametrize("row", COLLECTED, ids=lambda row: str(row["id"]))
def test_every_hostile_feed_of_the_collection_ends_as_its_note_says(
    row: dict[str, Any], collected_ends: dict[str, dict[str, Any]]
) -> None:
    assert_as_said(row, collected_ends[row["id"]])
    assert_alone(collected_ends[row["id"]])


def test_no_failure_repeats_what_a_server_said(transfer_ends: dict[str, dict[str, Any]]) -> None:
    """Whoever can add a feed could otherwise read the banners of other services out of its detail."""
    assert "secret-banner" not in transfer_ends["not HTTP"]["detail"]
