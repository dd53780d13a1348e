"""Pages that ask for consent or money instead of showing their article are known as such."""

import json

from feeds.pages import ArticlePage, extract
from tests.feeds.pages.newspaper import PARAGRAPHS, TITLE, page, text

URL = "https://lequotidien.test/2025/pluie"
CONSENT = (
    "Nous et nos partenaires utilisons des cookies et des données personnelles pour mesurer l'audience du site.",
    "Vous pouvez retirer votre consentement à tout moment, en cliquant sur le lien au bas de chaque page de ce site.",
    "Les traceurs nous permettent de vous proposer une publicité adaptée, et de financer le travail de la rédaction.",
)


def read(article: str, *, head: str = "") -> ArticlePage:
    return extract(page(article, head=head), url=URL)


def test_a_page_that_asks_for_consent_has_no_text() -> None:
    found = read("".join(f"<p>{line}</p>" for line in CONSENT))
    assert (found.body_text, found.quality) == ("", 0.0)


def test_an_article_about_personal_data_is_one() -> None:
    told = "Le régulateur a rappelé hier que les données personnelles des éleveurs sont protégées, elles aussi."
    assert told in read(f"<h1>{TITLE}</h1>{text(f'<p>{told}</p>')}").body_text


def test_a_text_whose_rest_is_for_sale_is_partial() -> None:
    assert read(f"{text()}<p>Cet article est réservé aux abonnés : identifiez-vous.</p>").is_partial
    assert not read(text()).is_partial


def test_a_short_text_that_the_page_does_not_call_free_is_partial() -> None:
    stated = json.dumps({"@type": "NewsArticle", "headline": TITLE, "isAccessibleForFree": "False"})
    head = f'<script type="application/ld+json">{stated}</script>'
    assert read(text(), head=head).is_partial
    longer = "".join(f"<p>{number}. {line}</p>" for number in range(4) for line in PARAGRAPHS)
    assert not read(text(longer), head=head).is_partial


def test_a_page_that_only_sells_has_no_text_and_says_why() -> None:
    found = read(
        "<p>Cet article est réservé aux abonnés. Abonnez-vous pour lire la suite de l'enquête en illimité.</p>"
        "<p>Déjà abonné ? Identifiez-vous avec votre adresse et votre mot de passe pour continuer.</p>"
    )
    assert (found.body_text, found.quality, found.is_partial) == ("", 0.0, True)


def test_the_line_that_sells_the_rest_is_no_part_of_the_text() -> None:
    found = read(f"{text()}<p>Il vous reste 72,5 % de cet article à lire. La suite est réservée aux abonnés.</p>")
    assert found.body_text == "\n".join(PARAGRAPHS)
    assert found.is_partial


def test_an_article_about_subscriptions_is_one() -> None:
    told = "« Déjà abonné, je ne lis que les titres », dit un lecteur que le prix du journal décourage depuis un an."
    further = "".join(f"<p>{number}. {line}</p>" for number in range(2) for line in PARAGRAPHS)
    assert told in read(text(f"<p>{told}</p>{further}")).body_text


def test_capitals_ask_and_sell_as_small_letters_do() -> None:
    asked = "".join(f"<p>{line.upper()}</p>" for line in CONSENT)
    assert read(asked).body_text == ""
    assert read(f"{text()}<p>CET ARTICLE EST RÉSERVÉ AUX ABONNÉS : IDENTIFIEZ-VOUS.</p>").is_partial
