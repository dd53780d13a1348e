"""The words that were looked for are marked as the search found them, and nothing else is touched."""

import pytest

from articles.models import Article
from articles.search.highlighting import highlights
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def marked(query: str, title: str, code: str = "fr", **values: object) -> str:
    article = make_article(title=title, language=code, **values)
    return highlights(query, [article]).marked(title, code)


@pytest.mark.parametrize(
    ("query", "title", "shown"),
    [
        ("evenements", "Un Événement à Rabat", "Un <mark>Événement</mark> à Rabat"),
        ('"grande mosquée" -foot', "La grande mosquée, foot", "La <mark>grande</mark> <mark>mosquée</mark>, foot"),
        ("title:port lang:fr", "Le port", "Le <mark>port</mark>"),
        ("été", "L\u2019été commence", "L\u2019<mark>été</mark> commence"),
        ("roi", "Trois rois", "Trois <mark>rois</mark>"),
        ("prix or", "Le prix de l'or", "Le <mark>prix</mark> de l&#x27;<mark>or</mark>"),
        ("ONU", "L'O.N.U. vote", "L&#x27;<mark>O.N.U.</mark> vote"),
        ("Fès-Meknès", "Fès et Meknès", "<mark>Fès</mark> et <mark>Meknès</mark>"),
        ("port OR gare", "La gare et le port", "La <mark>gare</mark> et le <mark>port</mark>"),
    ],
)
def test_words_are_marked_by_their_stems(query: str, title: str, shown: str) -> None:
    assert marked(query, title) == shown


def test_arabic_words_are_marked_with_what_is_glued_to_them() -> None:
    assert marked("أمم", "مجلس الأمم يجتمع", "ar") == "مجلس <mark>الأمم</mark> يجتمع"


def test_a_headline_stays_text() -> None:
    assert marked("port", "<b>port</b> & <script>") == "&lt;b&gt;<mark>port</mark>&lt;/b&gt; &amp; &lt;script&gt;"


def test_a_search_without_words_marks_nothing() -> None:
    assert marked("lang:fr -port", "Le port") == "Le port"


def test_each_language_is_marked_by_its_own_dictionary() -> None:
    french: Article = make_article(title="Les ports", language="fr")
    english = make_article(title="The ports", language="en")
    found = highlights("port", [french, english])
    assert (found.marked("Les ports", "fr"), found.marked("The ports", "en")) == (
        "Les <mark>ports</mark>",
        "The <mark>ports</mark>",
    )
