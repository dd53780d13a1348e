"""The chapo below a headline, short sentences and much linked ones belong to the text that they stand in."""

import pytest

from tests.feeds.pages.newspaper import PARAGRAPHS, TITLE
from tests.feeds.pages.test_judgement import TEXT, kept

DECK = "Les barrages du Nord ont gagné dix points en une seule semaine"
FIRST, *REST = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("set_as", ['h2 class="x"', 'p class="article-deck"', 'div class="chapo"'])
def test_a_chapo_without_a_full_stop_is_kept(set_as: str) -> None:
    deck = f"<{set_as}>{DECK}</{set_as.split(maxsplit=1)[0]}>"
    assert kept(f"<header><h1>{TITLE}</h1>{deck}</header><div>{TEXT}</div>") == [DECK, *PARAGRAPHS]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Publié le jeudi 27 mars 2025 à 10 heures, mis à jour à midi</p>",
        f'<h2><a href="/autre">{DECK}</a></h2>',
        "<h2>Société</h2>",
        f'<div class="related"><h2>{DECK}</h2></div>',
    ],
)
def test_what_else_stands_below_the_headline_is_not(line: str) -> None:
    assert kept(f"<header><h1>{TITLE}</h1>{line}</header><div>{TEXT}</div>") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "sentence",
    [
        "<p>La pluie dure encore.</p>",
        '<p>Selon <a href="/a">une note que le ministère a publiée hier soir sur son site</a>, le pire est passé.</p>',
    ],
)
def test_a_sentence_beside_the_paragraphs_is_one_of_them(sentence: str) -> None:
    found = kept(f"<div>{FIRST}{sentence}{''.join(REST)}</div>")
    assert len(found) == len(PARAGRAPHS) + 1


def test_a_line_of_words_and_links_among_the_paragraphs_is_one_of_them() -> None:
    line = '<p>Source : <a href="/a">bulletin du ministère</a>, à Rabat</p>'
    assert "Source : bulletin du ministère, à Rabat" in kept(f"<div>{FIRST}{line}{''.join(REST)}</div>")


def test_a_sub_heading_below_clutter_is_kept_right_above_its_paragraph() -> None:
    clutter = '<div class="related"><h3>Autres nouvelles</h3></div>'
    assert "La suite" in kept(f"<div>{FIRST}{clutter}<h3>La suite</h3>{''.join(REST)}</div>")
    assert "La suite" not in kept(f"<div>{FIRST}{clutter}<div><h3>La suite</h3></div>{''.join(REST)}</div>")


def test_a_sentence_between_two_others_of_their_own_boxes_is_known_by_the_element_that_holds_most() -> None:
    boxes = [f"<section>{paragraph}</section>" for paragraph in (FIRST, *REST)]
    said = "La pluie dure encore."
    text = "".join(f"<p>{paragraph} {number}.</p>" for number, paragraph in enumerate(PARAGRAPHS * 2))
    lines = tuple(f"{paragraph} {number}." for number, paragraph in enumerate(PARAGRAPHS * 2))
    found = kept(f"<div>{text}{boxes[0]}<p>{said}</p>{boxes[1]}</div>", lines=(*lines, *PARAGRAPHS))
    assert said in found


@pytest.mark.parametrize(
    "line",
    [
        '<p><a href="/a">Les barrages du Nord se remplissent enfin.</a></p>',
        "<p>La météo de demain</p>",
        "<section><p>La pluie dure encore.</p></section>",
    ],
)
def test_a_link_a_label_and_what_stands_elsewhere_are_not(line: str) -> None:
    assert kept(f"<div>{FIRST}{line}{''.join(REST)}</div>") == list(PARAGRAPHS)


SPICES = [
    "<li>Deux oignons rouges</li>",
    "<li>Un poulet de la ferme</li>",
    "<li>Trois citrons confits</li>",
    '<li><a href="/safran">Un gramme de safran</a></li>',
]


def test_a_list_most_of_which_is_text_is_kept_whole_with_its_links() -> None:
    lines = (*PARAGRAPHS, "Deux oignons rouges", "Un poulet de la ferme", "Trois citrons confits")
    found = kept(f"<div>{TEXT}<ul>{''.join(SPICES)}</ul></div>", lines=lines)
    assert found == [*lines, "Un gramme de safran"]


@pytest.mark.parametrize("item", ["<li>Partager sur Facebook</li>", '<li class="newsletter">Un courriel par jour</li>'])
def test_what_the_site_says_in_such_a_list_is_not(item: str) -> None:
    lines = (*PARAGRAPHS, "Deux oignons rouges", "Un poulet de la ferme", "Trois citrons confits")
    assert kept(f"<div>{TEXT}<ul>{''.join(SPICES[:3])}{item}</ul></div>", lines=lines) == list(lines)


def test_a_list_of_links_with_a_word_among_them_is_not_completed() -> None:
    links = "".join(f'<li><a href="/{number}">Une autre recette, numéro {number}</a></li>' for number in range(4))
    lines = (*PARAGRAPHS, "Deux oignons rouges", "Un poulet de la ferme", "Trois citrons confits")
    assert kept(f"<div>{TEXT}<ul>{''.join(SPICES[:3])}{links}</ul></div>", lines=lines) == list(lines)


@pytest.mark.parametrize(
    "line",
    [
        "<p>À ce propos :</p>",
        "<h3>La suite demain</h3>",
        '<ul><li><a href="/sujet/pluie">La pluie</a></li></ul>',
        '<p>Mots :</p><p><a href="/sujet/blé">Le blé</a></p>',
    ],
)
def test_lines_that_lead_nowhere_do_not_end_a_text(line: str) -> None:
    said = ("À ce propos :", "La suite demain", "La pluie", "Mots :", "Le blé")
    assert kept(f"<div>{TEXT}{line}</div>", lines=(*PARAGRAPHS, *said)) == list(PARAGRAPHS)
    assert len(kept(f"<div>{FIRST}{line}{''.join(REST)}</div>", lines=(*PARAGRAPHS, *said))) > len(PARAGRAPHS)
