"""manage.py sources: every feed with its health, in a terminal and in a pipe."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from feeds.knowledge import terminal_table
from tests.factories import make_feed, make_host, make_source

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def listed(*arguments: str, out: io.StringIO | None = None, **options: Any) -> list[str]:
    out = out or io.StringIO()
    call_command("sources", *arguments, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().splitlines()


def test_into_a_pipe_go_whole_texts_between_tabs() -> None:
    now = timezone.now()
    feed = make_feed(
        source=make_source(name="Un journal au nom qui n'en finit pas de finir, édition du soir"),
        failures=4,
        last_outcome="failed",
        last_detail="dns: no such name",
        last_polled_at=now - timedelta(hours=2, minutes=5),
        next_poll_at=now + timedelta(minutes=61),
    )
    head, line = listed()
    assert head.split("\t")[0] == "FEED"
    assert line.split("\t") == [
        str(feed.pk),
        "Un journal au nom qui n'en finit pas de finir, édition du soir",
        "failing, 4 in a row",
        "15 minutes",
        "in 1 hour",
        "2 hours ago",
        "The site's name is not found. (dns: no such name)",
        feed.url,
    ]


def test_only_failing_feeds_when_asked_for() -> None:
    make_feed(failures=2, last_polled_at=timezone.now())
    failing = make_feed(failures=3, last_polled_at=timezone.now())
    make_source()
    assert [line.split("\t")[0] for line in listed(failing=True)] == ["FEED", str(failing.pk)]


def test_only_sources_with_the_words() -> None:
    make_feed(source=make_source(name="Challenge"))
    wanted = make_feed(source=make_source(name="هسبريس"))
    assert [line.split("\t")[0] for line in listed("هسبريس")] == ["FEED", str(wanted.pk)]


def test_a_source_without_a_feed_is_not_forgotten() -> None:
    make_source(name="Muet")
    assert "Muet\tno feed" in listed()[1]


def test_a_host_s_rest_counts_for_the_next_poll() -> None:
    make_feed(host=make_host(next_visit_at=timezone.now() + timedelta(hours=3, minutes=1)))
    assert "in 3 hours" in listed()[1]


def test_a_terminal_gets_upright_columns_in_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    failed = {"last_outcome": "failed", "last_detail": "status: the server answers 404"}
    past = timezone.now() - timedelta(minutes=1)
    for name in ("Challenge", "هِسبريس", "朝日新聞"):
        make_feed(source=make_source(name=name), next_poll_at=past, **failed)
    lines = listed(out=Terminal())
    rows = lines[1:4]
    assert all(terminal_table.width(line) <= 100 for line in lines[:4])
    begins = {terminal_table.width(row[: row.index("never polled")]) for row in rows}
    assert begins == {terminal_table.width(lines[0][: lines[0].index("HEALTH")])}
    assert lines[-1] == "3 sources, 3 feeds: 3 never polled, 3 due now."


def test_names_from_the_world_cannot_command_the_terminal() -> None:
    make_feed(source=make_source(name="Faux\x1b[2Jjournal\u202e"))
    assert listed()[1].split("\t")[1] == "Faux [2Jjournal"


def test_a_portal_without_sources_is_told_how_to_get_one() -> None:
    assert listed(out=Terminal()) == ["There is no source yet. Add one with: manage.py add_source https://example.org/"]


def test_a_choice_that_nothing_answers_to_is_said() -> None:
    make_feed()
    assert listed("nobody", out=Terminal()) == ["No source has these words. Without them all are listed."]
    assert listed(failing=True, out=Terminal()) == ["No feed is failing."]


def test_one_source_is_one() -> None:
    make_feed(last_polled_at=timezone.now(), next_poll_at=timezone.now() + timedelta(hours=1))
    assert listed(out=Terminal())[-1] == "1 source, 1 feed: 1 answering, 0 due now."


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (140, {"EVERY", "NEXT POLL", "LAST POLL", "LAST OUTCOME"}),
        (80, {"NEXT POLL", "LAST OUTCOME"}),
        (70, {"LAST OUTCOME"}),
        (50, set()),
    ],
)
def test_a_narrow_terminal_gets_fewer_columns_and_no_broken_lines(
    monkeypatch: pytest.MonkeyPatch, cells: int, columns: set[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(cells))
    names = ["هِسبريس", "Un journal au nom qui n'en finit pas", "朝日新聞"]
    for name in names:
        make_feed(source=make_source(name=name), failures=4, last_outcome="failed", last_detail="dns: no such name")
    lines = listed(out=Terminal())
    shown = {name for name in ("EVERY", "NEXT POLL", "LAST POLL", "LAST OUTCOME") if name in lines[0]}
    assert (shown, len(lines)) == (columns, 6)
    assert all(terminal_table.width(line) <= cells for line in lines[:4])
    assert {"FEED", "SOURCE", "HEALTH"} <= set(lines[0].split())


def test_many_feeds_are_listed_with_few_queries(django_assert_max_num_queries: Any) -> None:
    for _ in range(20):
        make_feed()
    with django_assert_max_num_queries(4):
        assert len(listed()) == 21
