"""What pages of one source have in common is learnt from a few, used for the next, and doubted where it should be."""

import json
import time
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from feeds.pages import Study, Verdict, extract, study
from feeds.pages import template as templates
from feeds.pages.inspection import inspect
from feeds.pages.rules import Rules
from feeds.pages.template import Lesson, Template
from tests.feeds.pages import gazette

WITHIN = '<div class="story-text">%s</div>'


def read(number: int, template: Template | None = None, *, is_audit: bool = False, **made: Any) -> Study:
    page = gazette.page(number, **made)
    return study(page, url=gazette.url(number), template=template, teaches=True, is_audit=is_audit)


def lessons(numbers: range, **made: Any) -> list[Lesson]:
    found: list[Lesson] = []
    for number in numbers:
        lesson = read(number, **made).lesson
        assert lesson is not None
        found = templates.taught(found, lesson)
    return found


@cache
def known() -> Template:
    return templates.learnt(lessons(range(5)))


def test_four_pages_are_too_few_to_read_others_by() -> None:
    assert templates.learnt(lessons(range(4))).frames == ()


def test_five_pages_that_agree_make_a_template() -> None:
    [frame] = known().frames
    assert (frame.marker, frame.pages) == ('<div class="story-box">', 5)
    assert frame.text == {"div.story-text>p"}
    assert {"h1~", "div.teasers>p"} <= frame.clutter


def test_a_page_that_fits_is_read_as_with_care() -> None:
    quick, careful = read(9, known()), read(9)
    assert (quick.verdict, careful.verdict) == (Verdict.USED, Verdict.UNLEARNT)
    assert quick.page.body_text.split("\n") == gazette.paragraphs(9)
    assert replace(quick.page, quality=careful.page.quality) == careful.page


def test_extract_takes_a_template_as_well() -> None:
    assert extract(gazette.page(9), url=gazette.url(9), template=known()).body_text.split("\n") == gazette.paragraphs(9)


def test_what_stands_where_clutter_stood_is_left_out_whatever_it_says() -> None:
    body = gazette.MADE.replace(gazette.TEASER, " ".join(gazette.paragraphs(77, 2)))
    assert read(9, known(), body=body).page.body_text.split("\n") == gazette.paragraphs(9)


def test_a_new_kind_of_block_within_the_text_is_kept() -> None:
    point = "Un point que personne n'avait encore soulevé au cours de cette longue réunion publique."
    body = gazette.MADE.replace("%s", f"%s<ul><li>{point}</li></ul><p>{gazette.paragraphs(55, 1)[0]}</p>")
    found = read(9, known(), body=body)
    assert (found.verdict, f"<ul><li>{point}</li></ul>" in found.page.body_html) == (Verdict.USED, True)


def test_short_lines_of_a_dialogue_are_kept_where_sentences_stood() -> None:
    body = gazette.MADE.replace("%s", "<p>« Non. »</p>%s")
    assert read(9, known(), body=body).page.body_text.startswith("« Non. »\n")


def test_a_notice_at_the_end_is_left_out_although_text_stands_there() -> None:
    body = gazette.MADE.replace("%s", "%s<p>Abonnez-vous à notre newsletter pour recevoir chaque matin le journal.</p>")
    assert "newsletter" not in read(9, known(), body=body).page.body_text


def test_who_wrote_the_article_may_act_in_its_last_paragraph() -> None:
    linked = {"@type": "NewsArticle", "headline": gazette.title(9), "author": {"name": "Salma Idrissi"}}
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    last = "Salma Idrissi a rencontré les pêcheurs du port, qui refusent le nouveau règlement depuis une semaine."
    body = gazette.MADE.replace("%s", f"%s<p>{last}</p>") + script
    found = read(9, known(), body=body)
    assert (found.verdict, found.page.body_text.endswith(last)) == (Verdict.USED, True)


def test_what_the_page_says_twice_is_kept_once() -> None:
    body = gazette.MADE.replace("%s", f"%s<p>{gazette.paragraphs(9)[1]}</p>")
    assert read(9, known(), body=body).page.body_text.split("\n") == gazette.paragraphs(9)


def test_pointers_beside_the_text_are_found_as_well() -> None:
    pointer = '<div class="more"><p>Lire aussi : <a href="/articles/3">Le port bat son record</a></p></div>'
    found = read(9, known(), body=gazette.MADE.replace("%s", f"{pointer}%s"))
    assert [each.url for each in found.page.pointers] == ["https://gazette.test/articles/3"]
    assert (found.verdict, "Lire aussi" in found.page.body_text) == (Verdict.USED, False)


def test_facts_are_read_where_the_page_states_them() -> None:
    linked = {"@type": "NewsArticle", "headline": gazette.title(9), "author": {"name": "Salma Idrissi"}}
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    found = read(9, known(), body=gazette.MADE + script).page
    assert (found.title, found.authors) == (gazette.title(9), ("Salma Idrissi",))
    assert found.published_at is not None
    assert found.published_at.day == 10


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "it fits: the page was read by it"),
        (gazette.REMADE, "it does not fit (no frame): the page was read with care"),
    ],
)
def test_people_are_told_how_the_template_fared(body: str, said: str) -> None:
    page = gazette.page(9, body=body)
    assert inspect(page, url=gazette.url(9), template=known()).template == said
    assert inspect(page, url=gazette.url(9)).template == "none is known: the page was read with care"


def test_an_editors_rules_come_before_the_template_and_teach_nothing() -> None:
    rules = Rules(body=".teasers p")
    found = study(gazette.page(9), url=gazette.url(9), template=known(), teaches=True, editor=rules)
    assert (found.page.body_text, found.verdict, found.lesson) == (gazette.TEASER, Verdict.UNLEARNT, None)


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        ({"body": gazette.REMADE}, Verdict.NO_FRAME),
        ({"body": gazette.MADE + gazette.MADE}, Verdict.NO_FRAME),
        ({"body": gazette.MADE.replace("%s", "")}, Verdict.NO_TEXT),
        ({"dated": False}, Verdict.NO_DATE),
        ({"lang": "ar"}, Verdict.OTHER_LANGUAGE),
        ({"count": 1}, Verdict.SHORT),
        ({"count": 40}, Verdict.LONG),
        ({"body": gazette.MADE.replace("story-text", "other-text")}, Verdict.NO_TEXT),
    ],
    ids=["remade", "two articles", "empty", "no date", "language", "teaser", "endless", "renamed"],
)
def test_a_page_that_is_not_as_the_others_is_read_with_care(made: dict[str, Any], verdict: Verdict) -> None:
    assert read(9, known(), **made).verdict == verdict


def test_text_at_places_that_no_page_had_is_doubted() -> None:
    more = "".join(f"<p>{each}</p>" for each in gazette.paragraphs(99, 4))
    body = gazette.MADE.replace(WITHIN, f'{WITHIN}<div class="part-two">{more}</div>')
    found = read(9, known(), body=body)
    assert found.verdict == Verdict.DOUBTFUL
    assert gazette.paragraphs(99, 4)[3] in found.page.body_text


def test_a_title_that_feed_and_metadata_contradict_is_doubted() -> None:
    page = gazette.page(9).replace(gazette.title(9).encode(), b"Accueil", 2)
    page = page.replace(f"<h1>{gazette.title(9)}</h1>".encode(), b"<h1></h1>")
    page = page.replace(b'<meta property="og:title" content="Accueil">', b"").replace(
        b"<title>Accueil - La Gazette", b"<title>"
    )
    assert study(page, url=gazette.url(9), template=known()).verdict == Verdict.NO_TITLE


def test_a_page_whose_data_hold_far_more_text_is_read_with_care() -> None:
    whole = "\n".join(gazette.paragraphs(9, 30))
    linked = {"@type": "NewsArticle", "headline": gazette.title(9), "articleBody": whole}
    head = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    found = read(9, known(), head=head)
    assert (found.verdict, found.page.body_text) == (Verdict.SHORT, whole)


def test_a_second_kind_of_page_gets_a_frame_of_its_own() -> None:
    known = templates.learnt([*lessons(range(5)), *lessons(range(20, 23), body=gazette.REMADE)])
    assert len(known.frames) == 2
    assert read(30, known, body=gazette.REMADE).verdict == Verdict.USED
    assert read(31, known).verdict == Verdict.USED


def test_a_redesign_is_learnt_beside_the_old_pages_within_bounds() -> None:
    found = lessons(range(8))
    for number in range(20, 34):
        lesson = read(number, body=gazette.REMADE).lesson
        assert lesson is not None
        found = templates.taught(found, lesson)
    assert len(found) <= templates.MOST_LESSONS
    assert read(40, templates.learnt(found), body=gazette.REMADE).verdict == Verdict.USED


def test_an_audit_that_agrees_changes_nothing() -> None:
    found = read(9, known(), is_audit=True)
    assert (found.verdict, found.lesson) == (Verdict.USED, None)


def test_an_audit_that_disagrees_takes_the_careful_text_and_learns() -> None:
    [frame] = known().frames
    teasers = frozenset({"div.teasers>p"})
    turned = replace(frame, text=teasers, clutter=frame.clutter - teasers | frame.text, shortest=1)
    drifted = Template(frames=(replace(turned, beside=frozenset(), holders=frozenset(), idle=frozenset()),))
    found = read(9, drifted, is_audit=True)
    assert (found.verdict, found.page.body_text.split("\n")) == (Verdict.DISAGREES, gazette.paragraphs(9))
    assert found.lesson is not None


def test_what_stands_on_most_pages_is_clutter_by_proof_before_there_is_a_template() -> None:
    body = gazette.MADE.replace("%s", f"%s<p>{gazette.PUSH}</p><p>{gazette.paragraphs(60, 1)[0]}</p>")
    assert gazette.PUSH in read(9, body=body).page.body_text
    known = templates.learnt(lessons(range(3), body=gazette.MADE.replace("%s", f"%s<p>{gazette.PUSH}</p>")))
    assert known.frames == ()
    assert gazette.PUSH not in read(9, known, body=body).page.body_text


def test_an_article_at_a_second_address_is_not_taken_for_clutter() -> None:
    repeated = Template(repeated=frozenset(n for lesson in lessons(range(1)) for n in lesson.texts))
    assert read(0, repeated).page.body_text.split("\n") == gazette.paragraphs(0)


def test_lessons_survive_the_way_through_json() -> None:
    given = lessons(range(3))
    assert templates.from_record(json.loads(json.dumps(templates.as_record(given)))) == given


def test_a_record_of_another_format_is_forgotten() -> None:
    assert templates.from_record({"format": 0, "lessons": [1]}) == []
    assert templates.from_record({}) == []


def test_a_page_that_comes_again_teaches_once() -> None:
    given = lessons(range(3))
    assert [each.page for each in templates.taught(given, given[0])] == [given[n].page for n in (1, 2, 0)]


def test_a_record_stays_small_whatever_a_page_holds() -> None:
    many = "".join(
        f'<div class="kind-{"x" * n}"><p>{each}</p></div>' for n, each in enumerate(gazette.paragraphs(1, 300))
    )
    lesson = read(1, body=gazette.MADE.replace("%s", f"%s{many}")).lesson
    assert lesson is not None
    assert len(lesson.places) <= templates.MOST_PLACES
    assert len(json.dumps(templates.as_record([lesson] * templates.MOST_LESSONS))) < 200_000


@pytest.mark.parametrize(
    "hostile",
    [
        "<!--" * 200_000,
        "<div>" * 100_000,
        "</div>" * 100_000,
        "<script>" * 100_000,
        '<div class="story-box"' * 50_000,
        "<" * 500_000,
        '<script type="application/ld+json">' * 50_000,
        "<div class='" + "a-" * 200_000 + "'>",
    ],
    ids=["comments", "deep", "closed", "scripts", "marker", "signs", "data", "name"],
)
def test_a_page_that_is_built_to_stop_the_reader_costs_seconds_at_most(hostile: str) -> None:
    page = gazette.page(9, body=gazette.MADE.replace("%s", f"%s{hostile}"))
    began = time.process_time()
    found = study(page, url=gazette.url(9), template=known(), teaches=True)
    assert time.process_time() - began < 20  # what a square of its length would not keep
    assert found.page.is_partial is False


def test_a_nul_in_a_page_reaches_no_record() -> None:
    made = gazette.MADE.replace('class="story-box"', 'class="story-box" data-x="\0"')
    lesson = read(1, body=made).lesson
    assert lesson is not None
    assert "\\u0000" not in json.dumps(templates.as_record([lesson]))
