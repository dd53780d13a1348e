"""Articles: looked at, removed and restored, never edited."""

from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Article
from tests.articles.admin.acts import act, page
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_articles_are_found_by_title_and_by_address(chief: Client) -> None:
    make_article(title="Le port de Kénitra", canonical_url="https://challenge.test/42")
    make_article(title="Autre chose")
    for words in ["Kénitra", "challenge.test/42"]:
        found = page(chief, "articles_article_changelist", query=f"?q={words}")
        assert "Le port de Kénitra" in found
        assert "Autre chose" not in found


def test_articles_are_not_sought_in_their_texts(chief: Client) -> None:
    make_article(title="Le port", body_text="phosphates")
    assert "Le port" not in page(chief, "articles_article_changelist", query="?q=phosphates")


def test_an_article_s_text_is_shown_as_text(chief: Client) -> None:
    article = make_article(body_html="<h2>Le port</h2>", body_text='Le port\n<script>alert("x")</script>')
    shown = page(chief, "articles_article_change", article.pk)
    assert "Le port<br>&lt;script&gt;" in shown
    assert "<h2>Le port</h2>" not in shown


def test_a_title_of_strangers_is_escaped_in_the_list(chief: Client) -> None:
    make_article(title="5 < 6 <img src=x onerror=alert(1)>")
    assert "5 &lt; 6 &lt;img" in page(chief, "articles_article_changelist")


def test_the_articles_that_it_points_to_are_links(chief: Client) -> None:
    article = make_article(pointers=[{"title": "Le <port>", "url": "https://challenge.test/7"}])
    shown = page(chief, "articles_article_change", article.pk)
    assert '<a href="https://challenge.test/7" rel="noopener"><bdi>Le &lt;port&gt;</bdi></a>' in shown


def test_nobody_edits_an_article(chief: Client) -> None:
    article = make_article(title="Le port")
    answer = chief.post(reverse("admin:articles_article_change", args=[article.pk]), {"title": "La porte"})
    article.refresh_from_db()
    assert (answer.status_code, article.title) == (403, "Le port")


def test_an_article_can_be_removed_and_restored(chief: Client) -> None:
    article, other = make_article(), make_article()
    act(chief, "article", "remove_from_portal", article)
    assert list(Article.objects.visible()) == [other]
    act(chief, "article", "restore_to_portal", article)
    assert Article.objects.visible().count() == 2


def test_an_article_can_be_removed_from_its_own_page(chief: Client) -> None:
    article = make_article()
    values = {"CHANGE_FORM-action": "remove_from_portal", "_selected_action": article.pk}
    chief.post(reverse("admin:articles_article_change", args=[article.pk]), values)
    article.refresh_from_db()
    assert article.removed_at is not None


def test_removing_and_restoring_are_somebody_s_acts_on_record(chief: Client) -> None:
    article, other = make_article(title="Le port"), make_article()
    act(chief, "article", "remove_from_portal", article, other, reasoning=" une erreur sur la personne ")
    act(chief, "article", "restore_to_portal", article)
    acts = LogEntry.objects.filter(object_id=str(article.pk)).order_by("pk")
    assert [(str(entry.user), entry.object_repr, entry.change_message) for entry in acts] == [
        ("admin", "Le port", "Removed from the portal: une erreur sur la personne"),
        ("admin", "Le port", "Restored"),
    ]
    assert LogEntry.objects.filter(object_id=str(other.pk)).count() == 1
    assert "une erreur sur la personne" in page(chief, "articles_article_history", article.pk)


def test_a_removal_from_the_article_s_own_page_is_on_record_with_its_reason(chief: Client) -> None:
    article = make_article()
    address = reverse("admin:articles_article_change", args=[article.pk])
    assert 'name="CHANGE_FORM-reasoning"' in chief.get(address).content.decode()
    values = {"CHANGE_FORM-action": "remove_from_portal", "CHANGE_FORM-reasoning": "retiré par la rédaction"}
    chief.post(address, {**values, "_selected_action": article.pk}, headers={"Accept-Language": "en"})
    assert LogEntry.objects.get().change_message == "Removed from the portal: retiré par la rédaction"


def test_what_changes_nothing_is_nobody_s_act(chief: Client) -> None:
    removed, visible = make_article(removed_at=datetime(2026, 3, 1, tzinfo=UTC)), make_article()
    act(chief, "article", "remove_from_portal", removed)
    act(chief, "article", "restore_to_portal", visible)
    act(chief, "article", "remove_from_portal", visible, reasoning="x" * 501)
    assert not LogEntry.objects.exists()
    assert list(Article.objects.visible()) == [visible]


def test_removing_again_keeps_the_first_moment(chief: Client) -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    article = make_article(removed_at=first)
    assert "0 articles were changed." in act(chief, "article", "remove_from_portal", article).content.decode()
    article.refresh_from_db()
    assert article.removed_at == first
