"""A page whose text is poor or missing is read again later, a few times, and the better text stays."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from articles.models import Article
from feeds import ruling
from feeds.knowledge.schedule import READ_AGAIN
from feeds.knowledge.text_quality import LOW, NO_BETTER, NO_TEXT
from feeds.models import Entry, EntryState, Host, PageRules
from feeds.pages.rules import Rules
from tests.factories import make_source
from tests.feeds.pages import newspaper
from tests.feeds.street import make_outside_feed, page, rss, run_street
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db(transaction=True)
EMPTY = Answer(body=b"<html lang=fr><head><title>Titre</title></head><body><p>Chargement...</p></body></html>")
CONSENT = Answer(
    body=newspaper.page(
        "<p>Nous et nos partenaires utilisons des cookies et des données personnelles pour mesurer l'audience.</p>"
        "<p>Vous pouvez retirer votre consentement à tout moment, en cliquant sur le lien au bas de chaque page.</p>"
    )
)
SOLD = Answer(
    body=newspaper.page(
        "<p>Cet article est réservé aux abonnés. Abonnez-vous pour lire la suite de cette enquête en illimité.</p>"
        "<p>Déjà abonné ? Identifiez-vous avec votre adresse et votre mot de passe pour continuer.</p>"
    )
)


def begin(outside: Outside, answer: Answer) -> Entry:
    make_outside_feed(outside)
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": answer}
    run_street()
    return Entry.objects.get()


def later(outside: Outside, answer: Answer) -> Entry:
    """The next reading is due, and the page says something else."""
    outside.answers["/a"] = answer
    Entry.objects.update(next_attempt_at=Now())
    Host.objects.update(next_visit_at=Now())
    run_street()
    return Entry.objects.get()


def test_a_good_text_is_read_once_and_its_quality_kept(outside: Outside) -> None:
    entry = begin(outside, page(outside))
    assert (entry.state, entry.readings) == (EntryState.DONE, 1)
    assert entry.quality is not None
    assert LOW <= entry.quality <= 1


def test_a_page_without_text_is_due_again_within_the_hour(outside: Outside) -> None:
    entry = begin(outside, EMPTY)
    assert (entry.state, entry.quality, entry.detail) == (EntryState.PAGE_DUE, 0.0, NO_TEXT)
    rest = entry.next_attempt_at - timezone.now()
    assert READ_AGAIN[0] - timedelta(minutes=2) < rest <= READ_AGAIN[0]
    assert Article.objects.visible().get().body_text == ""


def test_the_text_that_came_later_is_taken(outside: Outside) -> None:
    begin(outside, EMPTY)
    entry = later(outside, page(outside))
    assert (entry.state, entry.readings, entry.detail) == (EntryState.DONE, 2, "")
    assert "budget" in Article.objects.get().body_text


def test_readings_end_after_the_last_of_the_schedule(outside: Outside) -> None:
    entry = begin(outside, EMPTY)
    rests = []
    for _ in READ_AGAIN:
        rests.append(round((entry.next_attempt_at - timezone.now()) / timedelta(hours=1)))
        entry = later(outside, EMPTY)
    assert rests == [1, 6, 24]
    assert (entry.state, entry.readings) == (EntryState.DONE, 1 + len(READ_AGAIN))
    later(outside, EMPTY)
    assert len(outside.asked("/a")) == 1 + len(READ_AGAIN)


def test_a_worse_text_never_replaces_a_better_one(outside: Outside) -> None:
    begin(outside, page(outside))
    Entry.objects.update(state=EntryState.PAGE_DUE, quality=0.7)
    text = Article.objects.get().body_text
    entry = later(outside, EMPTY)
    assert (Article.objects.get().body_text, entry.quality, entry.detail) == (text, 0.7, NO_BETTER)
    assert (entry.state, entry.readings) == (EntryState.PAGE_DUE, 2)  # still poor


def test_a_text_that_its_page_corrected_is_taken(outside: Outside) -> None:
    begin(outside, page(outside))
    Entry.objects.update(state=EntryState.PAGE_DUE, quality=0.7)
    corrected = Answer(body=page(outside).body.replace(b"riverains", b"habitants"))
    later(outside, corrected)
    assert "habitants" in Article.objects.get().body_text


def test_a_page_that_is_gone_when_it_is_read_again_costs_nothing(outside: Outside) -> None:
    begin(outside, page(outside))
    Entry.objects.update(state=EntryState.PAGE_DUE, quality=0.7)
    entry = later(outside, Answer(status=410))
    assert (entry.state, entry.quality) == (EntryState.DONE, 0.7)
    assert "budget" in Article.objects.get().body_text


def test_a_page_that_asks_for_consent_is_never_stored_as_text_and_asked_again(outside: Outside) -> None:
    entry = begin(outside, CONSENT)
    article = Article.objects.get()
    assert (article.body_text, article.lead, article.is_partial) == ("", "", False)
    assert entry.state == EntryState.PAGE_DUE


def test_a_page_that_asks_for_money_is_never_stored_as_text_nor_asked_again(outside: Outside) -> None:
    entry = begin(outside, SOLD)
    article = Article.objects.get()
    assert (article.body_text, article.is_partial, entry.state) == ("", True, EntryState.DONE)


def test_what_readers_must_pay_for_is_known_of_the_article(outside: Outside) -> None:
    offer = "<p>Cet article est réservé aux abonnés : identifiez-vous pour lire la suite.</p>"
    begin(outside, Answer(body=newspaper.page(f"<h1>Titre</h1>{newspaper.text()}{offer}")))
    article = Article.objects.get()
    assert article.is_partial
    assert "abonnés" not in article.body_text


def test_an_editor_s_rules_cut_the_page_and_count_what_they_miss(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    ruling.give_rules(source=feed.source, rules=Rules(body="article p:last-of-type", title=".titre", drop=("h2",)))
    paths = ("/a", "/b", "/c")
    outside.answers |= {"/feed.xml": rss(outside, *paths), **{path: page(outside) for path in paths}}
    run_street()
    assert {"riverains" in article.body_text for article in Article.objects.all()} == {False}
    assert {"adjoint" in article.body_text for article in Article.objects.all()} == {True}
    row = PageRules.objects.get()
    assert (row.misses, row.lost) == ({"title": 3}, {"title": 3})


def test_a_rule_that_finds_something_again_is_counted_afresh(outside: Outside) -> None:
    feed = make_outside_feed(outside)
    rules = Rules(body="article")
    ruling.give_rules(source=feed.source, rules=rules)
    ruling.note_misses(source_id=feed.source_id, rules=rules, missed=("body",))
    ruling.note_misses(source_id=feed.source_id, rules=Rules(body="main"), missed=("body",))  # of older rules
    assert PageRules.objects.get().misses == {"body": 1}
    outside.answers |= {"/feed.xml": rss(outside, "/a"), "/a": page(outside)}
    run_street()
    assert PageRules.objects.get().misses == {}


def test_empty_rules_are_none() -> None:
    source = make_source()
    ruling.give_rules(source=source, rules=Rules(body=".a"))
    ruling.give_rules(source=source, rules=Rules())
    assert (PageRules.objects.count(), ruling.rules_of(source.pk)) == (0, Rules())
