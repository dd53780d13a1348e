"""From a feed's item, and later from its page, to the draft that articles accept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft, Pointer
from feeds.article_drafts import full_text, headline
from feeds.documents import FeedItem
from feeds.pages import ArticlePage
from feeds.pages.article_page import PagePointer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=2)
TEXT = "Le conseil communal a voté jeudi soir le budget de la ville pour l'année à venir, après un long débat. " * 10
ITEM = FeedItem(title="Le budget est voté", link="https://a.test/budget?utm_source=rss", guid="1", published_at=EARLIER)
PAGE = ArticlePage(
    title="Le budget est voté",
    lead="Une majorité l'a soutenu.",
    body_html=f"<p>{TEXT}</p>",
    body_text=TEXT,
    language="fr",
)


def from_item(**values: Any) -> ArticleDraft:
    return headline(replace(ITEM, **values), source_id=7, source_language="fr", now=NOW)


def from_page(known: ArticleDraft | None = None, **values: Any) -> ArticleDraft:
    page = replace(PAGE, **values)
    return full_text(page, known or from_item(), source_language="fr", now=NOW)


def test_a_headline_carries_what_the_feed_says() -> None:
    draft = from_item(authors=("Salma Idrissi",), categories=("Villes",), image_url="https://a.test/i.jpg")
    assert (draft.source_id, draft.title, draft.language, draft.authors) == (7, ITEM.title, "fr", ("Salma Idrissi",))
    assert (draft.canonical_url, draft.sections) == ("https://a.test/budget", ("Villes",))
    assert draft.image == ImageDraft(url="https://a.test/i.jpg")


def test_a_headlines_date_is_the_feeds() -> None:
    draft = from_item()
    assert (draft.published_at, draft.date_origin) == (EARLIER, DateOrigin.FEED)


@pytest.mark.parametrize("date", [None, NOW + timedelta(days=1), datetime(1970, 1, 1, tzinfo=UTC)])
def test_a_date_that_cannot_be_believed_is_when_it_was_first_seen(date: datetime | None) -> None:
    draft = from_item(published_at=date)
    assert (draft.published_at, draft.date_origin) == (NOW, DateOrigin.FIRST_SEEN)


def test_the_beginning_of_a_short_text_is_the_lead_of_an_item_without_summary() -> None:
    assert from_item(content_html="<p>Un mot.</p><p>Deux mots.</p>").lead == "Un mot. Deux mots."
    assert from_item(content_html=f"<p>{TEXT}</p>").lead == ""  # the body says it


def test_a_page_names_an_item_whose_address_stood_in_for_its_title() -> None:
    known = from_item(link="https://a.test/photos/12?utm_source=rss", title="a.test/photos/12")
    assert from_page(known).title == PAGE.title
    assert from_page(known, title="").title == "a.test/photos/12"


def test_a_feeds_own_title_is_kept_whatever_the_page_says() -> None:
    assert from_page(title="Le budget | Le Journal").title == ITEM.title


def test_a_summary_that_says_the_title_again_is_no_lead() -> None:
    assert from_item(summary=ITEM.title).lead == ""


@pytest.mark.parametrize(
    "appended",
    [
        "The post Le budget est voté appeared first on Ville.",
        "L’article Le budget est voté est apparu en premier sur Ville.",
        "La entrada Le budget se publicó primero en Ville.",
        "ظهرت المقالة الميزانية أولاً على المدينة.",
    ],
)
def test_what_content_systems_append_to_every_summary_is_cut(appended: str) -> None:
    assert from_item(summary=f"Une majorité l'a soutenu. {appended}").lead == "Une majorité l'a soutenu."


def test_a_feeds_whole_text_counts_as_the_article() -> None:
    assert from_item(content_html=f"<p>{TEXT}</p>").is_full


def test_a_feeds_teaser_does_not() -> None:
    assert not from_item(content_html="<p>Une majorité l'a soutenu.</p>").is_full


def test_a_headline_in_another_language_than_its_sources_is_recognised() -> None:
    draft = from_item(title="صوت المجلس على ميزانية المدينة بعد نقاش طويل")
    assert draft.language == "ar"


def test_a_page_brings_text_lead_and_pointers() -> None:
    draft = from_page(pointers=(PagePointer(title="Suite", url="https://a.test/suite"),))
    assert (draft.body_html, draft.lead) == (PAGE.body_html, PAGE.lead)
    assert draft.pointers == (Pointer(title="Suite", url="https://a.test/suite"),)


def test_a_page_changes_neither_address_nor_title() -> None:
    draft = from_page(title="Un autre titre", canonical_url="https://a.test/autre")
    assert (draft.canonical_url, draft.title) == ("https://a.test/budget", ITEM.title)


def test_what_the_page_does_not_say_stays_as_the_feed_said_it() -> None:
    known = from_item(authors=("Salma Idrissi",), categories=("Villes",), image_url="https://a.test/i.jpg")
    draft = from_page(known, authors=(), sections=(), image_url="")
    assert (draft.authors, draft.sections, draft.image) == (known.authors, known.sections, known.image)


def test_a_page_without_text_costs_the_text_not_the_headline() -> None:
    known = from_item(summary="Une majorité l'a soutenu.")
    draft = from_page(known, body_html="", body_text="", lead="", language="en")
    assert (draft.title, draft.lead, draft.language, draft.is_full) == (known.title, known.lead, "fr", False)


def test_a_pages_teaser_does_not_replace_the_feeds_whole_text() -> None:
    known = from_item(content_html=f"<p>{TEXT}</p>")
    assert from_page(known, body_html="<p>Abonnez-vous.</p>", body_text="Abonnez-vous.").body_html == known.body_html


def test_no_sentence_is_read_twice() -> None:
    assert from_page(from_item(summary=TEXT[:100]), lead="").lead == ""


def test_the_feeds_date_is_kept() -> None:
    assert from_page(published_at=EARLIER - timedelta(days=3), date_has_time=True).published_at == EARLIER


def test_a_pages_date_helps_where_the_feed_had_none() -> None:
    draft = from_page(from_item(published_at=None), published_at=EARLIER, date_has_time=True)
    assert (draft.published_at, draft.date_origin) == (EARLIER, DateOrigin.PAGE)


def test_a_day_alone_is_its_noon_by_the_page_s_clock() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    day = datetime(2026, 2, 20, tzinfo=zone)
    draft = from_page(from_item(published_at=None), published_at=day, date_has_time=False)
    assert draft.published_at == datetime(2026, 2, 20, 12, tzinfo=zone)


def test_today_alone_is_never_in_the_future() -> None:
    today = datetime(2026, 3, 1, tzinfo=ZoneInfo("America/Lima"))
    draft = from_page(from_item(published_at=None), published_at=today, date_has_time=False)
    assert draft.published_at == NOW


def test_a_pages_date_that_cannot_be_believed_changes_nothing() -> None:
    draft = from_page(from_item(published_at=None), published_at=NOW + timedelta(days=9), date_has_time=True)
    assert (draft.published_at, draft.date_origin) == (NOW, DateOrigin.FIRST_SEEN)


def test_a_pages_image_brings_its_words_along() -> None:
    draft = from_page(image_url="https://a.test/j.jpg", image_alt="La salle du conseil")
    assert draft.image == ImageDraft(url="https://a.test/j.jpg", alt="La salle du conseil")


def test_an_image_address_that_nobody_may_follow_is_none() -> None:
    assert from_page(image_url="javascript:alert(1)").image is None


def test_a_text_whose_rest_is_for_sale_is_partial() -> None:
    assert from_page(is_partial=True).is_partial
    assert from_page(body_html="", body_text="", is_partial=True).is_partial


def test_the_whole_text_that_came_with_the_feed_is_not_partial() -> None:
    known = from_item(content_html=f"<p>{TEXT}</p>")
    draft = from_page(known, body_html="<p>Le début.</p>", body_text="Le début.", is_partial=True)
    assert (TEXT.strip() in draft.body_html, draft.is_partial) == (True, False)


def test_what_an_editor_s_rule_cut_counts_however_short_it_is() -> None:
    known = from_item(content_html=f"<p>{TEXT}</p>")
    short = {"body_html": "<p>Le début.</p>", "body_text": "Le début."}
    assert TEXT.strip() in from_page(known, **short).body_html
    assert from_page(known, **short, is_ruled=True).body_html == "<p>Le début.</p>"
