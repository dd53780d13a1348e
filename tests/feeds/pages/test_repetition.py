"""Rows of teasers and of dated posts are known by what repeats in them."""

from lxml import html

from feeds.pages import passages, repetition
from feeds.pages.passages import Passages
from tests.feeds.pages.newspaper import FARMS, HARVEST, RAIN

SENTENCE = "Le marché aux poissons de la ville a rouvert ses portes hier, après deux longues années de travaux."


def read(body: str) -> Passages:
    return passages.of(html.document_fromstring(f"<html><body>{body}</body></html>"))


def teasers(body: str, *, confirmed: bool = False) -> set[int]:
    page = read(body)
    return repetition.teasers(page, [confirmed] * len(page.all))


def link(number: int) -> str:
    return f'<a href="/{number}">Le titre d\'un autre article, numéro {number}</a>'


def test_linked_headlines_with_a_sentence_in_boxes_of_their_own_are_teasers() -> None:
    boxes = "".join(f"<div>{link(number)}<p>{SENTENCE}</p></div>" for number in range(2))
    assert teasers(f"<p>{RAIN}</p><section>{boxes}</section>") == {1, 2, 3, 4}


def test_a_date_may_stand_between_headline_and_sentence() -> None:
    boxes = "".join(f"<div>{link(number)}<p>10:2{number}</p><p>{SENTENCE}</p></div>" for number in range(2))
    assert teasers(f"<p>{RAIN}</p><section>{boxes}</section>") == {1, 3, 4, 6}


def test_three_that_alternate_are_teasers_without_boxes() -> None:
    row = "".join(f"<dt>{link(number)}</dt><dd>{SENTENCE}</dd>" for number in range(3))
    assert teasers(f"<p>{RAIN}</p><dl>{row}</dl>") == {1, 2, 3, 4, 5, 6}


def test_one_linked_headline_makes_no_row() -> None:
    assert teasers(f"<p>{RAIN}</p><div>{link(1)}<p>{SENTENCE}</p></div>") == set()


def test_pointers_between_the_paragraphs_of_a_text_make_no_teasers_of_them() -> None:
    pointers = "".join(f"<p>{link(number)}</p><p>{text}</p>" for number, text in enumerate((FARMS, HARVEST, SENTENCE)))
    assert teasers(f"<div><p>{RAIN}</p>{pointers}</div>") == set()


def test_a_list_that_the_article_is_made_of_is_none_of_teasers() -> None:
    boxes = "".join(f"<div><h3>{link(number)}</h3><p>{SENTENCE}</p></div>" for number in range(3))
    body = f"<p>{RAIN}</p><section>{boxes}</section><p>{HARVEST}</p>"
    assert teasers(body, confirmed=True) == set()
    assert len(teasers(body)) == 6


def posts(count: int, *, stamp: str = "12 mars 2025") -> str:
    return "".join(f"<li><p>{stamp}</p><p>{SENTENCE}</p><p>Avis {number}</p></li>" for number in range(count))


def test_a_row_of_dated_posts_begins_where_its_first_post_does() -> None:
    assert repetition.first_post(read(f"<p>{RAIN}</p><ul>{posts(3)}</ul>")) == 1


def test_stamps_are_times_and_dates_of_many_forms() -> None:
    for stamp in ("Amina, 10:45", "2025-03-12", "12/03/2025", "March 12, 2025", "2025年3月12日"):
        assert repetition.first_post(read(f"<p>{RAIN}</p><ul>{posts(3, stamp=stamp)}</ul>")) == 1
    assert repetition.first_post(read(f"<p>{RAIN}</p><ul>{posts(3, stamp='Depuis 2020')}</ul>")) == 10


def test_two_posts_are_no_row() -> None:
    assert repetition.first_post(read(f"<p>{RAIN}</p><ul>{posts(2)}</ul>")) == 7


def test_dated_quotations_with_text_among_them_are_no_posts() -> None:
    quoted = f"<blockquote><p>{SENTENCE}</p><p>12 mars 2025</p></blockquote><p>{FARMS}</p>"
    page = read(f"<p>{RAIN}</p>{quoted * 4}")
    assert repetition.first_post(page) == len(page.all)


def test_sub_headings_that_are_times_are_no_posts() -> None:
    page = read(
        f"<p>{RAIN}</p><h3>10:30</h3><p>{FARMS}</p><h3>11:30</h3><p>{HARVEST}</p><h3>12:30</h3><p>{SENTENCE}</p>"
    )
    assert repetition.first_post(page) == len(page.all)
