"""Articles find their sections by their words, those that are stored as well."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from articles import sorting
from articles.knowledge.drafts import ArticleDraft, DateOrigin
from articles.models import Article, Section, SectionWord, SortingState, Source
from articles.publishing import publish
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def few_words(db: None) -> None:
    """Only the words that a test gives, and nothing to sort."""
    SectionWord.objects.all().delete()
    SortingState.objects.all().delete()


def draft(source: Source, number: int = 1, **values: Any) -> ArticleDraft:
    defaults: dict[str, Any] = {
        "source_id": source.pk,
        "canonical_url": f"https://source.test/{number}",
        "title": "Le port",
        "language": "fr",
        "published_at": NOON,
        "date_origin": DateOrigin.FEED,
    }
    return ArticleDraft(**{**defaults, **values})


def sections() -> dict[str, str]:
    return dict(Article.objects.values_list("title", "section"))


def sort_all() -> int:
    rounds = 0
    while sorting.sort_again():
        rounds += 1
    return rounds


# -- new articles -----------------------------------------------------------------------------------------------------


def test_an_article_gets_the_section_that_its_words_stand_for() -> None:
    sorting.give_section(word="Économie", section=Section.ECONOMY)
    publish([draft(make_source(), sections=("À la une", "ÉCONOMIE"))])
    assert sections() == {"Le port": Section.ECONOMY}


def test_a_source_s_own_word_comes_before_everybody_s() -> None:
    gazette, other = make_source(), make_source()
    sorting.give_section(word="Société", section=Section.SOCIETY)
    sorting.give_section(word="Société", section=Section.ECONOMY, source=gazette)
    publish([draft(gazette, 1, title="Gazette", sections=("Société",))])
    publish([draft(other, 2, title="Autre", sections=("Société",))])
    assert sections() == {"Gazette": Section.ECONOMY, "Autre": Section.SOCIETY}


def test_an_article_without_known_words_has_its_source_s_section() -> None:
    sorting.give_section(word="Une", section=Section.GENERAL)
    publish([draft(make_source(section=Section.SPORT), sections=("Une", "Botola"))])
    assert sections() == {"Le port": Section.SPORT}


def test_the_page_s_words_replace_the_feed_s() -> None:
    source = make_source()
    sorting.give_section(word="Économie", section=Section.ECONOMY)
    publish([draft(source)])
    publish([draft(source, sections=("Économie",), body_html="<p>Un</p>", is_from_page=True)])
    assert sections() == {"Le port": Section.ECONOMY}


def test_a_draft_that_completes_a_headline_only_leaves_its_section() -> None:
    source = make_source()
    sorting.give_section(word="Économie", section=Section.ECONOMY)
    publish([draft(source, sections=("Économie",))])
    publish([draft(source, lead="Trois quais de plus.")])
    assert sections() == {"Le port": Section.ECONOMY}


def test_an_article_knows_its_authors_by_key() -> None:
    publish([draft(make_source(), authors=("Amina Alami", "***"))])
    assert Article.objects.get().author_keys == ["amina-alami"]


# -- stored articles --------------------------------------------------------------------------------------------------


def test_stored_articles_follow_a_new_word() -> None:
    make_article(title="Économie", sections=["Économie"])
    make_article(title="Rien")
    sorting.give_section(word="économie", section=Section.ECONOMY)
    assert sections() == {"Économie": Section.GENERAL, "Rien": Section.GENERAL}  # not in the editor's request
    sort_all()
    assert sections() == {"Économie": Section.ECONOMY, "Rien": Section.GENERAL}


def test_stored_articles_follow_a_word_that_is_forgotten() -> None:
    make_article(title="Économie", sections=["Économie"], section=Section.ECONOMY)
    word = sorting.give_section(word="Économie", section=Section.ECONOMY)
    sorting.forget_words(words=[word.pk])
    sort_all()
    assert sections() == {"Économie": Section.GENERAL}


def test_stored_articles_without_keys_of_their_authors_get_them() -> None:
    make_article(authors=["Amina Alami"], author_keys=[])
    sorting.request()
    sort_all()
    assert Article.objects.get().author_keys == ["amina-alami"]


def test_stored_articles_are_sorted_newest_first_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "BATCH", 2)
    for number in range(5):
        make_article(title=str(number), sections=["Sport"])
    sorting.give_section(word="Sport", section=Section.SPORT)
    assert sorting.sort_again() == 2
    assert {title for title, section in sections().items() if section == Section.SPORT} == {"4", "3"}
    sort_all()
    assert set(sections().values()) == {Section.SPORT}


def test_nothing_is_looked_at_when_nothing_waits() -> None:
    make_article(sections=["Sport"])
    assert sorting.sort_again() == 0


def test_a_word_that_changes_meanwhile_begins_the_sorting_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "BATCH", 2)
    for number in range(4):
        make_article(title=str(number), sections=["Sport"])
    sorting.give_section(word="Sport", section=Section.SPORT)
    sorting.sort_again()
    sorting.give_section(word="Sport", section=Section.SOCIETY)
    sort_all()
    assert set(sections().values()) == {Section.SOCIETY}


@pytest.mark.parametrize("word", ["", "…", "***"])
def test_a_word_without_letters_is_refused_by_name(word: str) -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        sorting.give_section(word=word, section=Section.SPORT)


@pytest.mark.django_db(transaction=True)
def test_an_article_that_is_being_published_by_the_old_words_is_sorted_by_the_new_ones() -> None:
    """The editor's change waits for it, so that the sorting, which comes later, sees it."""
    source = make_source()
    changed = threading.Event()

    def change() -> None:
        sorting.give_section(word="Sport", section=Section.SPORT)
        changed.set()
        connection.close()

    editor = threading.Thread(target=change)
    with transaction.atomic():
        publish([draft(source, sections=("Sport",))])
        editor.start()
        assert not changed.wait(0.3)
    editor.join(20)
    assert changed.is_set()
    sort_all()
    assert sections() == {"Le port": Section.SPORT}


# -- words without a section ------------------------------------------------------------------------------------------


def test_the_most_frequent_words_without_a_section_come_first() -> None:
    gazette = make_source(name="Gazette")
    sorting.give_section(word="Sport", section=Section.SPORT)
    for words in (["Régions", "Sport"], ["REGIONS"], ["Botola"], ["Sport > Basket"], ["…"]):
        make_article(source=gazette, sections=words)
    make_article(sections=["Régions"])
    found = [(unknown.word, unknown.articles, unknown.source) for unknown in sorting.unknown_words()]
    assert found == [("Régions", 3, None), ("Botola", 1, gazette)]


def test_words_of_old_and_removed_articles_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "LOOKED_AT", 1)
    make_article(sections=["Neuf"], published_at=NOON)
    make_article(sections=["Ancien"], published_at=NOON - timedelta(days=1))
    make_article(sections=["Retiré"], published_at=NOON + timedelta(days=1), removed_at=NOON)
    assert [unknown.word for unknown in sorting.unknown_words()] == ["Neuf"]
