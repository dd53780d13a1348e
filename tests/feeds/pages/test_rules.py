"""An editor's rules come before what a page says of itself, and stand aside where they find nothing."""

from datetime import UTC, datetime
from typing import Any

import pytest

from feeds.pages import ArticlePage, extract
from feeds.pages.origin import Origin
from feeds.pages.rules import MOST_DROPPED, Rules, as_json, faults, from_json
from tests.feeds.pages.newspaper import FARMS, LEAD, PARAGRAPHS, RAIN, TITLE, page, text

URL = "https://lequotidien.test/2025/pluie"
HEAD = (
    '<meta property="article:published_time" content="2025-03-01T08:00:00+00:00">'
    '<meta name="author" content="Lina Alaoui">'
    '<meta property="og:image" content="https://lequotidien.test/carte-de-partage.jpg">'
)
ARTICLE = (
    f'<h1>La une du jour</h1><div class="vrai-titre">{TITLE}</div><div class="chapeau">{LEAD}</div>'
    '<p class="signature">Par Salma Idrissi et Omar Benali, <span class="jour">le 27 mars 2025 à 10:30</span></p>'
    '<figure class="photo"><img data-src="/photos/gharb.jpg" alt="Un champ" src="data:image/gif;base64,R0l"></figure>'
    f'<div class="recit">{text()}<p class="promo">Notre application est gratuite et se télécharge sur tous les mobiles '
    "de la région, essayez-la dès aujourd'hui avec vos proches et amis.</p></div>"
)


def read(article: str = ARTICLE, **selectors: Any) -> ArticlePage:
    return extract(page(article, head=HEAD), url=URL, editor=Rules(**selectors))


def test_each_rule_comes_before_what_the_page_says_of_itself() -> None:
    found = read(title=".vrai-titre", lead=".chapeau", date=".jour", authors=".signature", image=".photo")
    assert (found.title, found.lead) == (TITLE, LEAD)
    assert found.published_at == datetime(2025, 3, 27, 10, 30, tzinfo=UTC)
    assert found.authors[:2] == ("Salma Idrissi", "Omar Benali")
    assert (found.image_url, found.image_alt) == ("https://lequotidien.test/photos/gharb.jpg", "Un champ")
    assert found.missed_rules == ()
    assert found.origins["title"] is Origin.RULE


def test_without_rules_the_same_page_says_otherwise() -> None:
    found = read()
    assert (found.authors, found.image_url) == (("Lina Alaoui",), "https://lequotidien.test/carte-de-partage.jpg")
    assert (found.is_ruled, found.missed_rules) == (False, ())


def test_the_text_is_all_that_the_rule_names_and_nothing_else() -> None:
    short = "<p>Bref.</p><h2>Le vote</h2><ul><li>oui</li><li>non</li></ul>"
    found = read(f'<div class="bloc">{short}<p>{RAIN}</p></div><p>{FARMS}</p>', body=".bloc")
    assert found.body_text == f"Bref.\nLe vote\noui\nnon\n{RAIN}"
    assert "<h2>Le vote</h2>" in found.body_html
    assert found.is_ruled


def test_a_rule_may_choose_paragraph_by_paragraph() -> None:
    found = read(ARTICLE, body=".recit h2, .recit p:not(.promo)")
    assert found.body_text == "\n".join(PARAGRAPHS)


def test_what_calls_itself_clutter_within_the_text_goes_unless_it_is_chosen() -> None:
    article = f'<div class="recit"><p>{RAIN}</p><div class="related"><p>{FARMS}</p></div></div>'
    assert read(article, body=".recit").body_text == RAIN
    assert read(article, body=".recit, .recit .related").body_text == f"{RAIN}\n{FARMS}"


def test_what_is_taken_out_is_gone_from_every_reading() -> None:
    article = text('<p class="encart">Cette ligne, à trois mots près, revient dans chaque texte du journal.</p>')
    assert "dans chaque texte" in read(article).body_text
    assert "dans chaque texte" not in read(article, drop=(".encart",)).body_text
    assert read(body=".recit", drop=(".promo", ".autre")).body_text == "\n".join(PARAGRAPHS)


def test_what_follows_an_element_that_is_taken_out_stays() -> None:
    found = read(f'<div class="recit"><p><b class="pub">Pub</b> {RAIN}</p><p>{FARMS}</p></div>', drop=("b.pub",))
    assert found.body_text.startswith(RAIN)


def test_the_frame_of_a_page_is_never_taken_out() -> None:
    assert RAIN in read(drop=("body", "html", "head")).body_text


def test_facts_are_read_before_their_line_is_taken_out() -> None:
    found = read(authors=".signature", drop=(".signature",))
    assert found.authors[0] == "Salma Idrissi"
    assert "Idrissi" not in found.body_text


def test_where_a_rule_finds_nothing_the_ordinary_reading_stands_in_and_it_is_told() -> None:
    found = read(title=".vrai-titre", body=".introuvable", authors=".absent", image=".rien")
    assert (found.title, found.authors) == (TITLE, ("Lina Alaoui",))
    assert RAIN in found.body_text
    assert (found.is_ruled, found.missed_rules) == (False, ("body", "authors", "image"))


def test_a_text_that_is_no_more_than_a_label_counts_as_nothing() -> None:
    assert read('<div class="recit">Chargement…</div>' + text(), body=".recit").missed_rules == ("body",)


def test_on_what_is_no_page_every_rule_finds_nothing() -> None:
    assert extract(b"", url=URL, editor=Rules(title="h1", body="p", drop=("a",))).missed_rules == ("title", "body")


def test_a_lead_that_a_rule_names_is_not_said_again_in_the_text() -> None:
    found = read(f'<div class="recit"><p class="chapeau">{LEAD}</p>{text()}</div>', lead=".chapeau", body=".recit")
    assert (found.lead, LEAD in found.body_text) == (LEAD, False)


def test_a_ruled_page_that_only_asks_for_consent_still_has_no_text() -> None:
    wall = "Nous et nos partenaires utilisons des cookies et des données personnelles pour mesurer l'audience du site."
    found = read(f'<div class="recit"><p>{wall}</p></div>', body=".recit")
    assert (found.body_text, found.is_ruled) == ("", False)


def test_rules_for_machines_elements_read_what_they_hold() -> None:
    found = read(title='meta[property="og:site_name"]', date='meta[property="article:published_time"]')
    assert found.title == "Le Quotidien"
    assert found.published_at == datetime(2025, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "picture", ['<meta class="vu" content="">', '<img class="vu" src="javascript:1">', '<p class="vu">Sans image</p>']
)
def test_a_picture_without_an_address_counts_as_nothing(picture: str) -> None:
    found = read(f"{picture}{text()}", image=".vu")
    assert (found.image_url, found.missed_rules) == ("https://lequotidien.test/carte-de-partage.jpg", ("image",))


def test_an_arabic_page_is_read_by_its_rules() -> None:
    article = f'<div class="katib">بقلم: سلمى الإدريسي، عمر بنعلي</div><div class="nass">{text()}</div>'
    found = extract(page(article, lang="ar"), url=URL, editor=Rules(authors=".katib", body=".nass"))
    assert found.authors == ("سلمى الإدريسي", "عمر بنعلي")


def test_faults_name_the_place_the_selector_and_the_remedy() -> None:
    wrong = faults(Rules(title="h1", body="p::text", drop=(".ok", "[a=")))
    assert list(wrong) == ["body", "drop"]
    assert wrong["body"].startswith("'p::text' is no CSS selector that can be used")
    assert "write several as one" in faults(Rules(drop=(".a",) * (MOST_DROPPED + 1)))["drop"]


def test_rules_go_through_a_line_of_json_unchanged() -> None:
    rules = Rules(title='h1[data-x="é, ;"]', body=".recit > p", drop=(".a, .b", "c d"))
    assert from_json(as_json(rules)) == rules
    assert (as_json(Rules()), from_json("")) == ("", Rules())


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{", "no JSON"),
        ("[]", "no object with selectors for title, lead"),
        ('{"x": "y"}', "no object with selectors for title, lead"),
        ('{"title": 3}', "no texts"),
        ('{"drop": "a"}', "drop takes a list of selectors"),
        ('{"body": "p::x"}', "the rule for body: 'p::x' is no CSS selector"),
    ],
)
def test_what_cannot_be_rules_is_told(written: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        from_json(written)
