"""Of a page's passages the article's are kept, by their place, their surroundings and another reading."""

from lxml import html

from feeds.pages import judgement, passages, witness
from feeds.pages.judgement import Judged
from tests.feeds.pages.newspaper import PARAGRAPHS, TITLE

TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
ELSEWHERE = "Le marché aux poissons de la ville a rouvert ses portes hier, après deux longues années de travaux."


def judge(body: str, *, lines: tuple[str, ...] = PARAGRAPHS) -> Judged:
    read = passages.of(html.document_fromstring(f"<html><body>{body}</body></html>"))
    confirmed = witness.votes(read.all, lines)
    return judgement.judge(read, confirmed=confirmed, title=TITLE, authors=("Salma Idrissi",))


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


def test_what_the_other_reading_takes_of_the_articles_below_does_not_lower_the_quality() -> None:
    others = tuple(f"{paragraph} Et de {number}." for number in range(9) for paragraph in PARAGRAPHS)
    below = "".join(f"<p>{paragraph}</p>" for paragraph in others)
    page = f"<article><h1>{TITLE}</h1>{TEXT}</article><article><h1>Une autre nouvelle du jour</h1>{below}</article>"
    found = judge(page, lines=(*PARAGRAPHS, *others))
    assert [passage.text for passage in found.passages] == list(PARAGRAPHS)
    assert found.quality == judge(page).quality
    assert found.refused >= sum(map(len, others))


def test_what_stands_above_the_headline_is_left_out() -> None:
    found = kept(f"<div><p>{ELSEWHERE}</p><h1>{TITLE}</h1>{TEXT}</div>", lines=(*PARAGRAPHS, ELSEWHERE))
    assert found == list(PARAGRAPHS)


def test_nothing_unconfirmed_comes_after_the_confirmed_text() -> None:
    assert kept(f"<div>{TEXT}<p>{ELSEWHERE}</p></div>") == list(PARAGRAPHS)


def test_a_last_paragraph_that_the_other_reading_lost_is_known_by_a_box_like_the_others() -> None:
    boxes = "".join(f'<div class="part"><p>{paragraph}</p></div>' for paragraph in (*PARAGRAPHS, ELSEWHERE))
    assert kept(f"<div>{boxes}</div>") == [*PARAGRAPHS, ELSEWHERE]
    others = boxes.replace(f'<div class="part"><p>{ELSEWHERE}', f'<div class="next"><p>{ELSEWHERE}')
    assert kept(f"<div>{others}</div>") == list(PARAGRAPHS)


def test_several_last_paragraphs_that_the_other_reading_lost_are_known_by_standing_beside_the_others() -> None:
    box = '<div class="banner"><p>Ce contenu se lit aussi sur le site dont il vient.</p></div><div>Une suite</div>'
    lost = [f"{ELSEWHERE} Et de {number}." for number in range(2)]
    behind = "".join(f"<p>{paragraph}</p>" for paragraph in lost)
    assert kept(f"<div>{TEXT}{box}{behind}</div>") == [*PARAGRAPHS, *lost]
    assert kept(f"<div><div>{TEXT}</div>{box}{behind}</div>") == list(PARAGRAPHS)


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


def test_teasers_below_the_text_are_left_out_though_the_other_reading_takes_them() -> None:
    teaser = f'<div><a href="/autre">Un tout autre sujet du jour</a><p>{ELSEWHERE}</p></div>'
    lines = (*PARAGRAPHS, "Un tout autre sujet du jour", ELSEWHERE)
    found = judge(f"<main>{TEXT}{teaser * 3}</main>", lines=lines)
    assert [passage.text for passage in found.passages] == list(PARAGRAPHS)
    assert found.refused > 3 * len(ELSEWHERE)
    assert found.quality == judge(f"<main>{TEXT}</main>").quality


def test_what_a_line_that_announces_others_heads_is_left_out() -> None:
    others = f"<section><h2>Sur le même sujet</h2><h3>Un tout autre sujet</h3><p>{ELSEWHERE}</p></section>"
    lines = (*PARAGRAPHS, "Un tout autre sujet", ELSEWHERE)
    assert kept(f"<main>{TEXT}{others}</main>", lines=lines) == list(PARAGRAPHS)


def test_a_text_behind_a_line_that_announces_others_is_kept() -> None:
    whole = f"<section><p>Sur le même sujet</p>{TEXT}</section>"
    assert kept(f"<main><p>{ELSEWHERE}</p>{whole}</main>", lines=(ELSEWHERE, *PARAGRAPHS)) == [ELSEWHERE, *PARAGRAPHS]


def test_dated_posts_below_the_text_are_left_out() -> None:
    posts = "".join(f"<li><p>Amina, 1{n}:30</p><p>{ELSEWHERE}</p><p>Avis {n}</p></li>" for n in range(4))
    assert kept(f"<main>{TEXT}<ul>{posts}</ul></main>", lines=(*PARAGRAPHS, ELSEWHERE)) == list(PARAGRAPHS)


def test_what_a_line_that_heads_comments_heads_is_left_out() -> None:
    said = f"<section><h3>3 commentaires</h3><p>{ELSEWHERE}</p></section>"
    assert kept(f"<div><div>{TEXT}</div>{said}</div>", lines=(*PARAGRAPHS, ELSEWHERE)) == list(PARAGRAPHS)


def test_a_text_behind_a_button_for_comments_is_kept() -> None:
    first, *others = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
    assert kept(f"<div>{first}<div>3 commentaires</div>{''.join(others)}</div>") == list(PARAGRAPHS)


def test_the_sentences_acquit_an_element_when_the_other_reading_found_next_to_nothing() -> None:
    assert kept(f'<div class="headlines">{TEXT * 2}</div>', lines=("Bonjour",)) == list(PARAGRAPHS)


def test_no_amount_of_sentences_acquits_comments() -> None:
    assert kept(f'<p>{ELSEWHERE}</p><div class="comments">{TEXT}</div>', lines=()) == [ELSEWHERE]


def test_an_article_within_the_article_is_another_one() -> None:
    nested = f"<article><p>{ELSEWHERE}</p></article>"
    assert kept(f"<article><h1>{TITLE}</h1>{TEXT}{nested}</article>", lines=(*PARAGRAPHS, ELSEWHERE)) == list(
        PARAGRAPHS
    )


def test_a_notice_that_the_other_reading_took_for_the_text_does_not_outweigh_an_article() -> None:
    notice = "Ce soir, le ciel se couvre sur la côte et le vent tourne au nord-ouest."
    menu = "".join(f'<li><a href="/{number}">Un autre titre, numéro {number}</a></li>' for number in range(9))
    body = f"<section><p>{notice}</p></section><ul>{menu}</ul><section>{TEXT}</section>"
    assert kept(body, lines=(notice,)) == list(PARAGRAPHS)


def test_a_long_table_between_two_paragraphs_is_kept() -> None:
    first, *others = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    rows = "".join(f"<tr><td>Ville {n}</td><td>{n} mm</td></tr>" for n in range(20))
    found = kept(f"<div>{first}<table>{rows}</table>{''.join(others)}</div>")
    assert (len(found), found[1]) == (23, "Ville 0 0 mm")
