"""Lines by which a site speaks for itself are told from an article's sentences."""

import pytest

from feeds.pages import notices


@pytest.mark.parametrize(
    "text",
    [
        "Follow us on Twitter and Facebook",
        "Unser Newsletter fasst die Woche zusammen, kompakt und direkt in Ihr privates Postfach.",
        "Suivez-nous sur WhatsApp",
        "تابعونا على تويتر",
        "Sign up for our daily newsletter",
        "Reporting by Jane Roe in Rabat; editing by John Doe",
        "Jane Roe contributed to this report.",
        "© 2025 Le Quotidien",
        "Tous droits réservés",
        "Lesen Sie auch: Der Regen kehrt zurück",
        "Читайте также: Дождь вернулся",
        "Foto: Jane Roe",
        "Publicité",
        "Continue reading below",
        "12 comments",
    ],
)
def test_a_notice_is_known(text: str) -> None:
    assert notices.is_notice(text)


@pytest.mark.parametrize(
    "text",
    [
        "The union asked its members to follow the strike call on Monday morning.",
        "La ministre a suivi le dossier depuis le début de l'année.",
        "He wrote that photographs of the dam had been published by mistake.",
        "Copies of the report were sent to every town.",
    ],
)
def test_a_sentence_is_none(text: str) -> None:
    assert not notices.is_notice(text)


def test_a_long_paragraph_that_sounds_like_a_notice_is_text() -> None:
    assert not notices.is_notice("Sign up for the newsletter, the poster said. " + "It rained. " * 40)


@pytest.mark.parametrize("text", ["27 mars 2025 à 10:05", "Published: 27/03/2025", "March 27, 2025", "2025年3月27日"])
def test_a_line_that_only_dates_is_known(text: str) -> None:
    assert notices.is_date_line(text)


def test_a_sentence_with_a_date_is_no_date_line() -> None:
    assert not notices.is_date_line(
        "Le 27 mars 2025, les premières gouttes sont tombées sur la plaine du Gharb, dit-il."
    )


def test_bylines_and_portraits_at_the_end_are_about_the_author() -> None:
    authors = ("Salma Idrissi",)
    portrait = "Salma Idrissi est journaliste au service société depuis 2012, et couvre l'agriculture et l'eau du pays."
    assert notices.is_about_author("Par Salma Idrissi", authors=authors, at_end=False)
    assert notices.is_about_author(portrait, authors=authors, at_end=True)
    assert not notices.is_about_author(portrait, authors=authors, at_end=False)
    assert not notices.is_about_author("Par Omar Alami", authors=authors, at_end=False)
