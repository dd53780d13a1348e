"""Editors give a source rules for its pages, try them first, and see which sources need some."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from articles.models import Source
from feeds import ruling
from feeds.models import Entry, EntryState, PageRules
from feeds.pages.rules import Rules
from tests.accounts import log_in
from tests.factories import make_entry, make_feed, make_source
from tests.feeds.pages.newspaper import TITLE, page, text
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db


def rules_page(source: Source) -> str:
    return reverse("admin:articles_source_rules", args=[source.pk])


def send(editor: Client, source: Source, **values: str) -> Any:
    return editor.post(rules_page(source), values, follow=True)


def said(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_editor_gives_a_source_its_rules(editor: Client) -> None:
    source = make_source()
    answer = send(editor, source, title="h1", body=" .story   p ", drop=".promo\n\n.share , .tags\n")
    assert ruling.rules_of(source.pk) == Rules(title="h1", body=".story p", drop=(".promo", ".share , .tags"))
    assert "The rules are kept" in said(answer)
    assert "title, body, drop" in LogEntry.objects.get().change_message


def test_a_source_without_rules_any_more_has_none(editor: Client) -> None:
    source = make_source()
    send(editor, source, title="h1")
    send(editor, source, title="")
    assert not PageRules.objects.exists()


def test_a_rule_that_is_no_selector_is_named_with_its_fault(editor: Client) -> None:
    source = make_source()
    answer = send(editor, source, body="p::text", drop=".ok\n[a=")
    assert "&#x27;p::text&#x27; is no CSS selector that can be used" in said(answer)
    assert "&#x27;[a=&#x27; is no CSS selector that can be used" in said(answer)
    assert not PageRules.objects.exists()


def test_a_rule_is_bounded_in_length_and_number(editor: Client) -> None:
    source = make_source()
    assert "at most 300 characters" in said(send(editor, source, title="a" * 301))
    assert "write several as one, with commas" in said(send(editor, source, drop="\n".join(["p"] * 21)))
    assert "longer than 300 characters" in said(send(editor, source, drop="a" * 301))


def test_rules_are_tried_on_an_article_before_they_are_given(editor: Client, outside: Outside) -> None:
    article = f'<div class="autre">{TITLE}</div>{text()}<p class="promo">{"Promotion du jour. " * 9}</p>'
    outside.answers["/a"] = Answer(body=page(article, title="Accueil"))
    source = make_source()
    answer = send(
        editor, source, address=outside.url("/a"), title=".autre", lead=".absent", drop=".promo", **{"try": "Try"}
    )
    shown = said(answer)
    assert f'<div dir="auto">{TITLE}</div>' in shown
    assert "The rule finds nothing here." in shown
    assert "1 element taken out" in shown
    assert (PageRules.objects.exists(), len(outside.asked("/a"))) == (False, 1)


def test_a_trial_says_why_a_page_did_not_come(editor: Client, outside: Outside) -> None:
    shown = said(send(editor, make_source(), address=outside.url("/gone"), body="p", **{"try": "Try"}))
    assert "cannot be read now" in shown
    assert "404" in shown


def test_a_trial_needs_an_address_and_goes_nowhere_that_is_private(editor: Client) -> None:
    source = make_source()
    assert "Give the address of an article" in said(send(editor, source, body="p", **{"try": "Try"}))
    shown = said(send(editor, source, body="p", address="http://10.0.0.1/a", **{"try": "Try"}))
    assert "cannot be polled" in shown


def test_the_form_proposes_the_newest_article(editor: Client) -> None:
    entry = make_entry()
    assert entry.link in said(editor.get(rules_page(entry.feed.source)))


def test_who_may_not_give_rules_does_not_see_the_page() -> None:
    client = Client()
    client.force_login(User.objects.create_user("staff", is_staff=True))
    source = make_source()
    assert client.get(rules_page(source)).status_code == 403
    assert client.post(rules_page(source), {"title": "h1"}).status_code == 403


def test_new_rules_have_the_poor_pages_of_the_source_read_again(editor: Client) -> None:
    feed = make_feed()
    poor, good = (make_entry(feed=feed, state=EntryState.DONE, quality=quality) for quality in (0.4, 0.9))
    other = make_entry(state=EntryState.DONE, quality=0.1)
    answer = send(editor, feed.source, body="article")
    due = set(Entry.objects.filter(state=EntryState.PAGE_DUE))
    assert (due, {good, other} & due) == ({poor}, set())
    assert "1 page with a poor text is read again." in said(answer)


def test_a_source_s_page_tells_how_good_its_texts_are(editor: Client) -> None:
    feed = make_feed()
    for quality in (1.0, 0.9, 0.5, 0.0):
        make_entry(feed=feed, state=EntryState.DONE, quality=quality)
    make_entry(feed=feed, state=EntryState.PAGE_DUE)  # not read yet
    shown = said(editor.get(reverse("admin:articles_source_change", args=[feed.source_id])))
    assert "4 pages were read. Mean quality of the texts: 0.80. Without a text: 1 (25 %)." in shown
    assert "With a doubtful one: 1." in shown
    assert rules_page(feed.source) in shown


def test_a_rule_that_lost_its_element_is_told_on_the_source_s_page(editor: Client) -> None:
    source = make_source()
    rules = Rules(body=".a", title="h1")
    ruling.give_rules(source=source, rules=rules)
    address = reverse("admin:articles_source_change", args=[source.pk])
    for _ in range(2):
        ruling.note_misses(source_id=source.pk, rules=rules, missed=("body",))
    assert "found nothing" not in said(editor.get(address))
    ruling.note_misses(source_id=source.pk, rules=rules, missed=("body",))
    assert "The rule for “text” found nothing on 3 pages in a row" in said(editor.get(address))


def test_the_list_of_sources_shows_which_have_poor_texts(editor: Client) -> None:
    feed = make_feed()
    for quality in (0.5, 0.5, 0.0):
        make_entry(feed=feed, quality=quality)
    make_entry(feed=feed, state=EntryState.GIVEN_UP)  # counts as on the source's own page
    make_entry(feed=feed, state=EntryState.PAGE_DUE)
    shown = said(editor.get(reverse("admin:articles_source_changelist")))
    assert "0.50 · 50 % without text" in shown


def test_entries_are_found_by_their_poor_texts_and_source(editor: Client) -> None:
    poor, good = make_entry(quality=0.4), make_entry(quality=0.95)
    unread = make_entry()
    shown = {
        text: set(editor.get(f"/admin/feeds/entry/?text={text}").context["cl"].queryset)
        for text in ("low", "none", "good", "unread")
    }
    assert shown == {"low": {poor}, "none": set(), "good": {good}, "unread": {unread}}
    by_source = editor.get(f"/admin/feeds/entry/?text=low&feed__source__id__exact={good.feed.source_id}")
    assert list(by_source.context["cl"].queryset) == []


def test_an_editor_has_pages_read_again(editor: Client) -> None:
    entry = make_entry(state=EntryState.DONE, quality=0.4, attempts=3)
    answer = editor.post("/admin/feeds/entry/", {"action": "read_again", "_selected_action": [entry.pk]}, follow=True)
    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == (EntryState.PAGE_DUE, 0)
    assert "1 page is read again." in said(answer)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("window", "direction"), [("en-GB", "ltr"), ("ar", "rtl")], indirect=["window"])
def test_the_page_of_rules_has_nothing_that_the_policy_refuses_and_fits_a_phone(
    window: Page, live_server: Any, complaints: list[str], outside: Outside, direction: str
) -> None:
    outside.answers["/a"] = Answer(body=page(text()))
    source = make_source()
    log_in(window, live_server, User.objects.create_superuser("admin"))
    window.set_viewport_size({"width": 390, "height": 844})
    window.goto(f"{live_server.url}{rules_page(source)}")
    window.fill("#id_body", "article p")
    window.fill("#id_address", outside.url("/a"))
    window.click("input[name=try]")
    window.wait_for_selector(".trial__table")
    assert window.get_attribute("html", "dir") == direction
    assert window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []
