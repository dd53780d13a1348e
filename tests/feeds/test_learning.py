"""What pages teach of their source is kept in a row, used by every extractor, and forgotten when the site is remade."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import close_old_connections, connection

from articles import preparing
from articles.models import Article, Source
from feeds import learning, pipeline
from feeds.models import Entry, EntryState, PageDownload, PageTemplate
from feeds.pages import Verdict
from tests.factories import make_article, make_entry, make_feed, make_source
from tests.feeds.pages import gazette

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """As in a process that has just started."""
    learning._kept.clear()
    yield
    learning._kept.clear()


@pytest.fixture
def source() -> Source:
    return make_source()


def read(source: Source, *numbers: int, **made: Any) -> list[Verdict]:
    """What an extractor does with these pages; what the template was good for."""
    reads, course = [], learning.Course()
    for number in numbers:
        page = PageDownload(entry_id=number or 1, url=gazette.url(number), body=gazette.page(number, **made))
        reads.append(course.read(page, source=source, title_hint=gazette.title(number)))
    learning.note_uses(reads)
    return [found.study.verdict for found in reads]


def test_the_sixth_page_of_a_source_is_read_by_what_five_taught(source: Source) -> None:
    assert read(source, *range(7)) == [Verdict.UNLEARNT] * 5 + [Verdict.USED] * 2
    row = PageTemplate.objects.get()
    assert (row.source, row.host, row.lessons, row.uses) == (source, "gazette.test", 5, 2)
    assert row.learnt_at is not None
    assert row.last_used_at is not None


def test_another_process_finds_what_was_learnt(source: Source) -> None:
    read(source, *range(5))
    learning._kept.clear()
    assert read(source, 9) == [Verdict.USED]


def test_a_learnt_template_costs_one_statement_a_batch(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    read(source, *range(6))
    statements: list[str] = []
    run = preparing.run

    def noted(sql: str, values: Any) -> Any:
        statements.append(sql)
        return run(sql, values)

    with connection.execute_wrapper(lambda _, sql, *__: pytest.fail(f"asked the database: {sql}")):
        monkeypatch.setattr(preparing, "run", noted)
        read(source, 9, 10, 11)
    assert len(statements) == 1
    assert PageTemplate.objects.get().uses == 4


def test_each_host_has_its_own(source: Source) -> None:
    read(source, *range(5))
    assert learning.known(source.pk, "https://video.gazette.test/9").template.frames == ()


def test_another_source_at_the_host_reads_by_what_is_learnt_already(source: Source) -> None:
    read(source, *range(5))
    assert read(make_source(), *range(10, 13)) == [Verdict.USED] * 3
    assert PageTemplate.objects.get().uses == 3


def test_it_does_so_although_it_had_begun_to_learn(source: Source) -> None:
    other = make_source()
    read(other, 10, 11)
    read(source, *range(5))
    assert read(other, 12) == [Verdict.USED]
    assert PageTemplate.objects.get(source=other).lessons == 2


def test_a_source_that_the_neighbour_s_template_did_not_fit_learns_its_own(source: Source) -> None:
    read(source, *range(5))
    other = make_source()
    assert read(other, *range(20, 26), body=gazette.REMADE) == [
        *(Verdict.NO_FRAME, *[Verdict.UNLEARNT] * 4, Verdict.USED)
    ]
    assert PageTemplate.objects.get(source=other).failures == 1
    assert PageTemplate.objects.get(source=source).failures == 0


def test_a_source_keeps_to_its_own_template(source: Source) -> None:
    other = make_source()
    read(other, *range(20, 26), body=gazette.REMADE)
    read(source, *range(5))
    assert read(other, 30, body=gazette.REMADE) == [Verdict.USED]
    assert PageTemplate.objects.get(source=other).uses == 2


def test_a_page_that_does_not_fit_counts_as_a_failure_and_teaches(source: Source) -> None:
    read(source, *range(5))
    assert read(source, 9, body=gazette.REMADE) == [Verdict.NO_FRAME]
    row = PageTemplate.objects.get()
    assert (row.failures, row.failures_in_a_row, row.last_failure, row.lessons) == (1, 1, "no frame", 6)


def test_a_page_that_fits_ends_the_row_of_failures(source: Source) -> None:
    read(source, *range(5))
    read(source, 8, 9, body=gazette.REMADE)
    read(source, 10)
    row = PageTemplate.objects.get()
    assert (row.failures, row.failures_in_a_row, row.lessons_in_a_row, row.relearnt) == (2, 0, 0, 0)


def test_a_page_that_fits_between_them_parts_failures_of_a_batch(source: Source) -> None:
    read(source, *range(5))
    others = [f'<section class="{name}"><h1>%t</h1>%s</section>' for name in ("rouge", "bleu", "vert", "jaune")]
    course = learning.Course()
    reads = [
        course.read(
            PageDownload(entry_id=1, url=gazette.url(number), body=gazette.page(number, body=body)),
            source=source,
            title_hint=gazette.title(number),
        )
        for number, body in enumerate([*others, "", others[0]], start=20)
    ]
    learning.note_uses(reads)
    row = PageTemplate.objects.get()
    assert (row.failures, row.failures_in_a_row, row.relearnt, row.uses) == (5, 1, 0, 1)


def test_a_site_that_was_remade_is_learnt_anew_by_itself(source: Source) -> None:
    read(source, *range(8))
    remade = '<div class="story-box"><h1>%t</h1><div class="new-column">%s</div></div>'
    verdicts = read(source, *range(20, 27), body=remade)
    assert verdicts[0] == Verdict.NO_TEXT
    assert verdicts[-1] == Verdict.USED
    assert PageTemplate.objects.get().learnt_at is not None


def test_after_failures_in_a_row_the_old_pages_are_forgotten(source: Source) -> None:
    read(source, *range(5))
    for number, name in enumerate(("rouge", "bleu", "vert", "jaune", "noir")):  # nothing that a frame could be made of
        read(source, 20 + number, body=f'<section class="{name}"><h1>%t</h1>%s</section>')
    row = PageTemplate.objects.get()
    assert (row.failures, row.failures_in_a_row, row.relearnt, row.learnt_at) == (5, 0, 1, None)
    assert learning.told(row) == []
    assert read(source, *range(30, 35), 36)[-1] == Verdict.USED


def test_what_an_operator_wants_learnt_anew_is_forgotten_by_every_process(source: Source) -> None:
    read(source, *range(6))
    assert learning.learn_anew(templates=list(PageTemplate.objects.values_list("pk", flat=True))) == 1
    assert read(source, 9) == [Verdict.USED]  # the batch that was under way, then the news
    assert read(source, 10) == [Verdict.UNLEARNT]
    assert PageTemplate.objects.get().learnt_at is None
    assert read(source, *range(20, 25))[-1] == Verdict.USED


def test_two_extractors_that_teach_at_a_time_lose_no_lesson(source: Source) -> None:
    def work(numbers: range) -> None:
        try:
            read(source, *numbers)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(work, [range(4), range(4, 8)]))
    close_old_connections()
    row = PageTemplate.objects.get()
    assert row.lessons + row.uses == 8
    assert read(source, 9) == [Verdict.USED]


def test_a_source_whose_pages_have_nothing_in_common_is_asked_seldom() -> None:
    known = learning.Known(source_id=1, host="x.test", lessons=learning.EAGER)
    assert [known.wants_lesson(number) for number in (19, 20, 21)] == [False, True, False]


def test_one_page_in_forty_is_audited() -> None:
    known = learning.Known(source_id=1, host="x.test")
    assert [number for number in range(1, 85) if known.wants_audit(number)] == [40, 80]


def test_of_a_proven_template_one_page_in_a_hundred_is() -> None:
    known = learning.Known(source_id=1, host="x.test", uses=learning.PROVEN)
    assert [number for number in range(1, 201) if known.wants_audit(number)] == [100, 200]


def test_what_a_template_fitted_since_it_was_learnt_proves_it(source: Source) -> None:
    read(source, *range(5), 6, 7)
    assert learning.known(source.pk, gazette.url(9)).uses == 2
    read(source, 8, body=gazette.REMADE)
    assert learning.known(source.pk, gazette.url(9)).uses == 2
    for number, name in enumerate(("rouge", "bleu", "vert", "jaune", "noir")):
        read(source, 20 + number, body=f'<section class="{name}"><h1>%t</h1>%s</section>')
    assert learning.known(source.pk, gazette.url(9)).uses == 0


def test_the_lines_that_operators_see_name_the_places(source: Source) -> None:
    read(source, *range(5))
    lines = learning.told(PageTemplate.objects.get())
    assert lines[:2] == ['<div class="story-box"> (5 pages)', "  text: div.story-text>p"]
    assert "  clutter: div.teasers>p" in lines


def test_the_extractor_reads_by_the_template_and_stores_the_text(source: Source) -> None:
    feed = make_feed(source=source)
    for number in range(6):
        article = make_article(source=source, canonical_url=gazette.url(number), title=gazette.title(number))
        entry = make_entry(feed=feed, article=article, state=EntryState.PAGE_FETCHED)
        PageDownload.objects.create(entry=entry, url=gazette.url(number), body=gazette.page(number))
        pipeline.extract([entry.pk])
    assert PageTemplate.objects.get().uses + PageTemplate.objects.get().lessons == 6
    assert all(gazette.paragraphs(n)[2] in Article.objects.get(title=gazette.title(n)).body_text for n in range(6))
    assert not any("envoyé spécial" in article.body_text for article in Article.objects.all())
    assert set(Entry.objects.values_list("state", flat=True)) == {EntryState.DONE}
