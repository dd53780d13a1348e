"""What an older sanitiser let through does not stay in the database."""

import inspect
import platform
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import rewashing
from articles.knowledge import markup, washing
from articles.knowledge.drafts import ArticleDraft, DateOrigin
from articles.models import Article, ArticleSearch, RelatedArticles, Source
from articles.publishing import publish
from articles.search.indexing import index
from tests.articles.hostile_text import vectors
from tests.articles.races import while_not_committed
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LET_THROUGH = "<p>Le port</p><p onclick='alert(1)'>de <a href='javascript:alert(1)'>Kénitra</a></p><script>x()</script>"


def draft(source: Source, **values: Any) -> ArticleDraft:
    defaults: dict[str, Any] = {
        "source_id": source.pk,
        "canonical_url": "https://source.test/port",
        "title": "Le port",
        "language": "fr",
        "published_at": NOON,
        "date_origin": DateOrigin.FEED,
    }
    return ArticleDraft(**{**defaults, **values})


def wash_all() -> int:
    total = 0
    while washed := rewashing.wash_again():
        total += washed
    return total


# -- who has washed what ----------------------------------------------------------------------------------------------


def test_the_sanitiser_is_the_same_while_nothing_of_it_changes() -> None:
    assert washing._fingerprint() == washing.WASHED_BY


@pytest.mark.parametrize("module", [markup, washing])
def test_whatever_changes_in_its_rules_makes_another_sanitiser(monkeypatch: pytest.MonkeyPatch, module: Any) -> None:
    read = inspect.getsource
    monkeypatch.setattr(inspect, "getsource", lambda of: read(of) + "changed" if of is module else read(of))
    assert washing._fingerprint() != washing.WASHED_BY


def test_another_version_of_what_it_builds_on_makes_another_sanitiser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "CLEANER_VERSION", "99.0")
    with_another_cleaner = washing._fingerprint()
    monkeypatch.setattr(platform, "python_version", lambda: "99.0")
    assert len({washing.WASHED_BY, with_another_cleaner, washing._fingerprint()}) == 3


def test_what_is_published_is_known_to_be_washed() -> None:
    publish([draft(make_source())])
    assert wash_all() == 0


def test_what_two_sanitisers_have_washed_in_part_is_washed_again() -> None:
    source = make_source()
    publish([draft(source)])
    Article.objects.update(washed_by="older", image_alt="\u202eun port")
    publish([draft(source, body_html="<p>Un quai.</p>", is_from_page=True)])
    assert wash_all() == 1
    assert Article.objects.get().image_alt == "un port"


# -- stored articles --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("older", ["", "000000000000", "zzzzzzzzzzzz"])
def test_after_a_change_of_the_sanitiser_all_articles_are_washed_again(older: str) -> None:
    for _ in range(3):
        make_article(body_html=LET_THROUGH, washed_by=older)
    assert wash_all() == 3
    assert set(Article.objects.values_list("body_html", "body_text")) == {
        ('<p>Le port</p><p>de <a rel="noopener noreferrer nofollow">Kénitra</a></p>', "Le port\nde Kénitra")
    }
    assert wash_all() == 0


def test_every_text_of_an_article_is_washed_again() -> None:
    make_article(
        title="\u202eLe port",
        lead="Un\x07 quai",
        authors=["Amina\u200b Alami", "\u200b"],
        author_keys=[],
        sections=["\u2066Ports"],
        pointers=[{"title": "Un", "url": "javascript:alert(1)"}, {"title": "De\u200bux", "url": "https://a.test/"}],
        image_alt="Une\u202e grue",
    )
    wash_all()
    article = Article.objects.get()
    assert (article.title, article.lead, article.image_alt) == ("Le port", "Un quai", "Une grue")
    assert (article.authors, article.author_keys, article.sections) == (["Amina Alami"], ["amina-alami"], ["Ports"])
    assert article.pointers == [{"title": "Deux", "url": "https://a.test/"}]


def test_nothing_that_ever_ran_is_left_of_a_body() -> None:
    for text in vectors():
        make_article(body_html=text)
    wash_all()
    for body in Article.objects.values_list("body_html", flat=True):
        assert body == markup.clean_html(body)


def test_an_article_that_nobody_may_be_led_to_any_more_is_removed() -> None:
    make_article(title="Un piège", canonical_url="javascript:alert(1)")
    make_article(title="Le port")
    assert wash_all() == 2
    assert [article.title for article in Article.objects.visible()] == ["Le port"]


def test_removed_articles_are_washed_too_since_they_may_come_back() -> None:
    make_article(body_html=LET_THROUGH, removed_at=NOON)
    wash_all()
    assert "javascript" not in Article.objects.get().body_html
    assert Article.objects.get().removed_at == NOON


def test_the_search_finds_nothing_by_words_that_were_washed_away() -> None:
    article = make_article(body_html="<p>Un quai</p><script>espion()</script>", body_text="Un quai espion")
    index([article])
    wash_all()
    assert "espion" not in ArticleSearch.objects.get().search
    assert "quai" in ArticleSearch.objects.get().search


def test_what_was_clean_is_neither_indexed_nor_related_again() -> None:
    index([make_article(body_html="<p>Un quai.</p>", body_text="Un quai.", washed_by="older")])
    ArticleSearch.objects.update(search="'as':1 'before':2")
    due = RelatedArticles.objects.get().due_at
    assert wash_all() == 1
    assert ArticleSearch.objects.get().search == "'as':1 'before':2"
    assert RelatedArticles.objects.get().due_at == due


# -- a batch at a time, beside others ---------------------------------------------------------------------------------


def test_articles_are_washed_in_batches_the_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewashing, "BATCH", 2)
    for number in range(5):
        make_article(title=str(number))
    assert rewashing.wash_again() == 2
    assert set(Article.objects.filter(washed_by=washing.WASHED_BY).values_list("title", flat=True)) == {"4", "3"}
    assert wash_all() == 3


def test_when_nothing_is_to_be_washed_two_looks_at_an_index_are_all() -> None:
    make_article(washed_by=washing.WASHED_BY)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert rewashing.wash_again() == 0
    assert len([query for query in asked if "SELECT" in query["sql"]]) == 2
    assert not [query for query in asked if 'UPDATE "' in query["sql"]]


@pytest.mark.django_db(transaction=True)
def test_what_is_just_being_published_is_not_waited_for_and_stays_as_published() -> None:
    source = make_source()
    publish([draft(source)])
    Article.objects.update(washed_by="older")
    left = []
    while_not_committed(
        lambda: publish([draft(source, body_html="<p>Un quai.</p>", is_from_page=True)]),
        lambda: left.append(rewashing.wash_again()),
    )
    assert left == [0]
    assert wash_all() == 1
    assert Article.objects.get().body_html == "<p>Un quai.</p>"


@pytest.mark.django_db(transaction=True)
def test_workers_share_the_articles_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewashing, "BATCH", 3)
    source = make_source()
    for _ in range(30):
        make_article(source=source, body_html=LET_THROUGH)
    washed: list[int] = []

    def work() -> None:
        washed.append(wash_all())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(washed) == 30
    assert not Article.objects.exclude(washed_by=washing.WASHED_BY).exists()
