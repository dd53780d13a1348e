"""Editors give words their sections, the unknown ones by one click."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from lxml.html import fromstring

from articles import sorting
from articles.models import Article, Section, SectionWord, SortingState
from tests.articles.admin.acts import page
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
LIST = "articles_sectionword_changelist"


@pytest.fixture(autouse=True)
def few_words(db: None) -> None:
    SectionWord.objects.all().delete()
    SortingState.objects.all().delete()


@pytest.fixture
def editor() -> Client:
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.set(Group.objects.filter(name="Editors"))
    client = Client()
    client.force_login(user)
    return client


def words() -> list[tuple[str, str | None, str]]:
    return list(SectionWord.objects.values_list("word", "source__slug", "section"))


def test_the_most_frequent_unknown_words_are_offered_with_a_button_for_each_section(editor: Client) -> None:
    make_article(source=make_source(name="Gazette"), sections=["Botola"])
    [row] = fromstring(page(editor, LIST)).xpath("//li[@class='words__row']")
    assert " ".join(row.xpath(".//strong")[0].text_content().split()) == "Botola"
    assert "1 article" in row.text_content()
    assert "Gazette" in row.text_content()
    assert [button.get("value") for button in row.xpath(".//button")] == list(Section.values)


def test_one_click_gives_a_word_its_section_and_stored_articles_follow(editor: Client) -> None:
    make_article(sections=["Botola"])
    answer = editor.post(
        reverse("admin:articles_sectionword_give"),
        {"word": "Botola", "section": "sport"},
        follow=True,
        headers={"Accept-Language": "en"},
    ).content.decode()
    assert "“Botola” is Sport now." in answer
    assert "words__row" not in answer
    assert "Stored articles are being sorted" in answer
    while sorting.sort_again():
        pass
    assert Article.objects.get().section == Section.SPORT
    assert "Stored articles are being sorted" not in page(editor, LIST)


@pytest.mark.parametrize("sent", [{}, {"word": "…", "section": "sport"}, {"word": "Botola", "section": "gossip"}])
def test_what_no_button_sends_changes_nothing(editor: Client, sent: dict[str, str]) -> None:
    answer = editor.post(
        reverse("admin:articles_sectionword_give"), sent, follow=True, headers={"Accept-Language": "en"}
    )
    assert "Please press one of the buttons" in answer.content.decode()
    assert words() == []


def test_a_word_is_added_for_one_source(editor: Client) -> None:
    gazette = make_source(slug="gazette")
    sent = {"word": "Société", "source": gazette.pk, "section": "economy"}
    assert editor.post(reverse("admin:articles_sectionword_add"), sent).status_code == 302
    assert words() == [("Société", "gazette", "economy")]
    assert SectionWord.objects.get().key == "societe"
    assert SortingState.objects.exists()


@pytest.mark.parametrize(
    ("word", "sentence"),
    [("…", "Write a word with letters or digits."), ("SPORT", "“Sport” has a section already: Sport.")],
)
def test_a_word_that_cannot_be_added_is_refused_by_name(editor: Client, word: str, sentence: str) -> None:
    sorting.give_section(word="Sport", section=Section.SPORT)
    sent = {"word": word, "section": "world"}
    answer = editor.post(reverse("admin:articles_sectionword_add"), sent, headers={"Accept-Language": "en"})
    assert sentence in answer.content.decode()
    assert words() == [("Sport", None, "sport")]


def test_a_section_is_changed_in_the_list_and_on_the_word_s_page(editor: Client) -> None:
    word = sorting.give_section(word="Sport", section=Section.SPORT)
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": word.pk, "form-0-section": "society"}
    editor.post(reverse(f"admin:{LIST}"), {**rows, "_save": "1"})
    assert words() == [("Sport", None, "society")]
    editor.post(reverse("admin:articles_sectionword_change", args=[word.pk]), {"word": "Autre", "section": "world"})
    assert words() == [("Sport", None, "world")]


def test_a_deleted_word_means_nothing_any_more(editor: Client) -> None:
    word = sorting.give_section(word="Sport", section=Section.SPORT)
    SortingState.objects.all().delete()
    editor.post(reverse("admin:articles_sectionword_delete", args=[word.pk]), {"post": "yes"})
    assert (words(), SortingState.objects.exists()) == ([], True)


def test_words_deleted_from_the_list_mean_nothing_any_more(editor: Client) -> None:
    rows = [sorting.give_section(word=word, section=Section.SPORT).pk for word in ("Sport", "Foot")]
    SortingState.objects.all().delete()
    chosen = {"action": "delete_selected", "index": 0, "_selected_action": rows, "post": "yes"}
    editor.post(reverse(f"admin:{LIST}"), chosen)
    assert (words(), SortingState.objects.exists()) == ([], True)


def test_an_editor_s_click_stands_in_the_word_s_history(editor: Client) -> None:
    editor.post(reverse("admin:articles_sectionword_give"), {"word": "Botola", "section": "sport"})
    shown = page(editor, "articles_sectionword_history", SectionWord.objects.get().pk)
    assert re.search(r"Botola: sport", shown)


def test_a_source_s_other_section_sorts_its_articles_again(chief: Client) -> None:
    source = make_source(slug="gazette", name="Gazette")
    make_article(source=source)
    sent = {
        "name": "Gazette",
        "home_url": source.home_url,
        "time_zone": "UTC",
        "section": "sport",
        "display_policy": "full",
        "is_shown": "on",
        "alias_hosts": "",
        "language": "fr",
        "country": "",
        "page_templates-TOTAL_FORMS": "0",
        "page_templates-INITIAL_FORMS": "0",
    }
    assert chief.post(reverse("admin:articles_source_change", args=[source.pk]), sent).status_code == 302
    while sorting.sort_again():
        pass
    assert Article.objects.get().section == Section.SPORT
