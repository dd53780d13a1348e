"""What is related to an article: by its rare words, within some weeks, and kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from articles import relating
from articles.models import Article, RelatedArticles
from articles.relating import BATCH, KEPT, relate_due
from articles.search.indexing import index
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def told(title: str, lead: str = "", **values: Any) -> Article:
    """An article that is indexed, so that it is due a minute later."""
    article = make_article(**{"title": title, "lead": lead, "published_at": NOON, **values})
    index([article])
    return article


def relate(now: datetime | None = None) -> int:
    return relate_due(now=now or timezone.now() + timedelta(minutes=2))


def related_to(article: Article) -> list[int]:
    return list(RelatedArticles.objects.get(article=article).others)


def test_articles_that_share_rare_words_are_related() -> None:
    harbour = told("Le port de Kénitra prend forme", "Les grues de Kénitra attendent les armateurs.")
    cranes = told("Kénitra : les grues du port sont là")
    told("Le festival de Fès ouvre ses portes")
    relate()
    assert related_to(harbour) == [cranes.pk]
    assert related_to(cranes) == [harbour.pk]


def test_one_shared_word_may_be_chance() -> None:
    harbour = told("Le port de Kénitra prend forme")
    told("Un ministre visite Kénitra")
    relate()
    assert related_to(harbour) == []


def test_the_likest_come_first() -> None:
    first = told("Séisme à Taroudant : les secours arrivent")
    far = told("Séisme : les secours manquent de tentes")
    near = told("À Taroudant, les secours du séisme arrivent enfin")
    relate()
    assert related_to(first) == [near.pk, far.pk]


def test_arabic_articles_meet_whatever_their_words_begin_with() -> None:
    first = told("وزير الصحة يزور مستشفى تطوان", language="ar")
    second = told("مستشفى بتطوان ينتظر الوزير", language="ar")
    relate()
    assert related_to(first) == [second.pk]


def test_names_meet_across_languages() -> None:
    french = told("Amina Bouayach interrogée par Reuters")
    english = told("Amina Bouayach talks to Reuters", language="en")
    relate()
    assert related_to(french) == [english.pk]


def test_what_lies_months_apart_is_not_related() -> None:
    now = told("Le port de Kénitra prend forme")
    told("Le port de Kénitra prend forme à nouveau", published_at=NOON - timedelta(days=120))
    relate()
    assert related_to(now) == []


def test_words_that_everybody_has_relate_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(relating._LIMITS, "most", 3)
    articles = [told(f"Bulletin météo du matin {number}") for number in range(5)]
    relate()
    assert related_to(articles[0]) == []


def test_the_commonest_words_of_all_are_not_even_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.relating.COMMON", 3)
    common = [told(f"Bulletin météo du matin {number}", f"Rien de neuf {number}") for number in range(12)]
    rare = told("Le port de Kénitra prend forme"), told("Kénitra attend son port")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_articlesearch")
    relate()
    assert related_to(common[0]) == []
    assert related_to(rare[0]) == [rare[1].pk]


def test_words_that_too_many_articles_of_these_months_have_take_no_other_word_s_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(relating._LIMITS, "most", 3)
    monkeypatch.setitem(relating._LIMITS, "words", 2)
    for number in range(12):
        told(f"Bulletin du matin {number}", f"Rien de neuf {number}")
    pair = told("Bulletin du matin : Kénitra port"), told("Bulletin du matin : port Kénitra")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_articlesearch")
    relate()
    assert [related_to(article) for article in pair] == [[pair[1].pk], [pair[0].pk]]


def test_words_are_looked_up_in_the_index_before_postgres_knows_the_table() -> None:
    """By its guesses then, to read all texts for each word costs less than a new index does."""
    for number in range(60):
        told(f"Le port {number}", " ".join(f"mot{number}x{place}" for place in range(300)))
    before = whole_readings()  # storing an article may cost one, where the table is small
    relate()
    assert whole_readings() == before


def whole_readings() -> int:
    """How often this transaction has read the whole table of the search."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'articles_articlesearch'")
        return int(cursor.fetchone()[0])


def test_an_article_has_a_dozen_relatives_at_most() -> None:
    articles = [told(f"Le port de Kénitra, épisode {chr(97 + number) * 4}") for number in range(KEPT + 3)]
    relate()
    assert len(related_to(articles[0])) == KEPT


def test_hostile_words_are_looked_up_like_others() -> None:
    article = told("L'O''Neill \\ 'drop' & | ! ( ) <-> :* port", "http://x.test/a?b='c'\\d et O'Neill")
    relate()
    assert related_to(article) == []


def test_a_text_without_words_has_no_relatives() -> None:
    article = told("…")
    relate()
    assert related_to(article) == []


# -- when -------------------------------------------------------------------------------------------------------------


def test_an_article_is_looked_at_a_minute_after_it_was_indexed() -> None:
    told("Le port de Kénitra prend forme")
    assert relate_due(now=timezone.now()) == 0
    assert relate() == 1


def test_an_article_that_gets_its_text_is_looked_at_again() -> None:
    article = told("Le port de Kénitra prend forme")
    relate()
    index([article])
    assert relate() == 1


def test_a_young_article_is_looked_at_later_and_later() -> None:
    article = told("Le port de Kénitra prend forme")
    waits = []
    now = NOON + timedelta(minutes=5)
    RelatedArticles.objects.update(due_at=now)
    while relate(now):
        due_at = RelatedArticles.objects.get(article=article).due_at
        if due_at is None:
            break
        waits.append(due_at - now)
        now = due_at
    assert waits == sorted(waits)
    assert waits[0] == timedelta(hours=1)
    assert 4 <= len(waits) <= 7
    assert now < NOON + timedelta(days=60)


def test_an_old_article_is_looked_at_once() -> None:
    article = told("Le port de Kénitra prend forme", published_at=NOON - timedelta(days=400))
    relate()
    assert RelatedArticles.objects.get(article=article).due_at is None


def test_all_that_is_due_is_looked_at_however_much_it_is() -> None:
    source = make_source()
    index([make_article(source=source) for _ in range(BATCH + 3)])
    assert relate() == BATCH + 3
    assert relate() == 0


def test_what_came_later_is_found_by_the_next_look() -> None:
    now = timezone.now()
    first = told("Le port de Kénitra prend forme", published_at=now)
    relate(now + timedelta(minutes=2))
    assert related_to(first) == []
    second = told("Kénitra inaugure son port", published_at=now)
    relate(now + timedelta(hours=2))
    assert related_to(first) == [second.pk]
