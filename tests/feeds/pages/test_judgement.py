"""Of a page's passages the article's are kept, by their place, their surroundings and another reading."""

from lxml import html

from feeds.pages import judgement, passages
from feeds.pages.judgement import Judged
from tests.feeds.pages.newspaper import PARAGRAPHS, TITLE

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ELSEWHERE = "Le marché aux poissons de la ville a rouvert ses portes hier, après deux longues années de travaux."


def judge(body: str, *, lines: tuple[str, ...] = PARAGRAPHS) -> Judged:
    read = passages.of(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return judgement.judge(read, lines=lines, title=TITLE, authors=("Salma Idrissi",))


def kept(body: str, *, lines: tuple[str, ...] = PARAGRAPHS) -> list[str]:
    return [passage.text for passage in judge(body, lines=lines).passages]


def test_the_element_that_holds_the_text_is_kept_and_its_neighbours_are_not() -> None:
    others = "".join(f'<li><a href="/{number}">Un autre titre, numéro {number}</a></li>' for number in range(9))
    assert kept(f"<ul>{others}</ul><div>{TEXT}</div><div>Plan du site</div>") == list(PARAGRAPHS)


def test_an_element_that_calls_itself_clutter_is_left_out() -> None:
    assert kept(f'<div>{TEXT}<div class="related"><p>{ELSEWHERE}</p></div></div>') == list(PARAGRAPHS)


def test_an_element_is_acquitted_when_it_holds_the_text() -> None:
    assert kept(f'<div class="has-sidebar">{TEXT}</div>') == list(PARAGRAPHS)


def test_a_word_is_acquitted_when_it_names_most_paragraphs() -> None:
    assert kept(TEXT.replace("<p>", '<p class="paywall">')) == list(PARAGRAPHS)


def test_another_article_below_is_left_out() -> None:
    other = f"<article><h1>Une autre nouvelle du jour</h1><p>{ELSEWHERE}</p></article>"
    found = kept(f"<article><h1>{TITLE}</h1>{TEXT}</article>{other}", lines=(*PARAGRAPHS, ELSEWHERE))
    assert found == list(PARAGRAPHS)


def test_what_stands_above_the_headline_is_left_out() -> None:
    found = kept(f"<div><p>{ELSEWHERE}</p><h1>{TITLE}</h1>{TEXT}</div>", lines=(*PARAGRAPHS, ELSEWHERE))
    assert found == list(PARAGRAPHS)


def test_nothing_unconfirmed_comes_after_the_confirmed_text() -> None:
    assert kept(f"<div>{TEXT}<p>{ELSEWHERE}</p></div>") == list(PARAGRAPHS)


def test_a_sentence_between_confirmed_ones_is_kept() -> None:
    first, *others = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    assert ELSEWHERE in kept(f"<div>{first}<p>{ELSEWHERE}</p>{''.join(others)}</div>")


def test_sub_headings_between_paragraphs_are_kept_and_idle_ones_are_not() -> None:
    first, *others = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    found = kept(
        f"<div>{first}<h2>Un répit</h2>{''.join(others)}<h2>À la une</h2></div>", lines=(*PARAGRAPHS, "À la une")
    )
    assert found == [PARAGRAPHS[0], "Un répit", *PARAGRAPHS[1:]]


def test_a_text_that_stands_twice_on_the_page_is_kept_once() -> None:
    assert kept(f"<div>{TEXT}{TEXT}</div>") == list(PARAGRAPHS)


def test_quality_tells_how_far_the_readings_agree() -> None:
    agreed = judge(f"<div>{TEXT}</div>").quality
    alone = judge(f"<div>{TEXT}</div>", lines=()).quality
    assert judge("").quality == 0.0 < alone < agreed <= 1.0
