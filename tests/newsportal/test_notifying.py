"""What editors are told of the queue: by a signed web hook, by an e-mail at once, by a digest; each thing once."""

import base64
import hashlib
import hmac
import json
import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.utils import timezone

from articles.models import (
    BlockingPause,
    CaseDecision,
    CaseVerdict,
    Image,
    ImageReport,
    ImageSuggestion,
    ModerationDecision,
    NoticeState,
    PauseOf,
    Reason,
    Requester,
    TakedownCase,
    Verdict,
)
from articles.moderation.deciding import append, take_effect
from articles.moderation.moderating import decide, report_image
from newsportal.notifying import MOST_ITEMS, notify
from tests.articles.cases import decide as decide_case
from tests.articles.cases import make_case
from tests.factories import make_image
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db
KEY = "a long key that both sides know"


@pytest.fixture
def hook(outside: Outside, settings: Any) -> Outside:
    """A receiver that takes messages, and an hour in which nothing was told."""
    settings.HOOK_URL, settings.HOOK_KEY = outside.url("/hook"), KEY
    settings.SITE_URL = "https://news.example"
    outside.answers["/hook"] = Answer(status=204)
    told_an_hour_ago("hook")
    return outside


@pytest.fixture
def mailbox(settings: Any) -> list[Any]:
    settings.MANAGERS, settings.MAIL_HOST = ["desk@news.example"], "mail.example"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.SITE_URL, settings.SITE_NAME = "https://news.example", "Kiosk"
    settings.DIGEST_MINUTES, settings.LANGUAGE_CODE = 60, "en"
    told_an_hour_ago("alert")
    told_an_hour_ago("digest")
    mail.outbox = []
    return mail.outbox


def told_an_hour_ago(channel: str) -> None:
    NoticeState.objects.create(channel=channel, told_until=timezone.now() - timedelta(minutes=61))


def reported(address: str = "203.0.113.1", details: str = "") -> Image:
    """A picture that somebody reported a minute ago."""
    image = make_image()
    report_image(image_id=image.pk, reason=Reason.PRIVATE, details=details, address=address)
    image.reports.update(created_at=timezone.now() - timedelta(minutes=1))
    return image


def blocked_by_rule() -> Image:
    """A picture without any report that a rule blocked a minute ago."""
    image = make_image()
    decision = append(image, Verdict.BLOCK, rule="its like was blocked")
    take_effect(image, decision)
    at_a_minute_ago(ModerationDecision, decision.pk)
    return image


def suggested() -> Image:
    """A picture without any report that resembled a blocked one a minute ago, on which an editor decided."""
    blocked, image = make_image(), make_image()
    editor = User.objects.create_user("who blocked")
    decision = append(blocked, Verdict.BLOCK, editor=editor)
    suggestion = ImageSuggestion.objects.create(image=image, decision=decision, distance=5)
    at_a_minute_ago(ImageSuggestion, suggestion.pk)
    return image


def at_a_minute_ago(model: Any, number: int) -> None:
    """Set the clock of a row back, past the trigger that keeps decisions as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET created_at = now() - interval '1 minute' WHERE id = %s", [number]
        )
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def paused(of: PauseOf = PauseOf.REPORTS, *, minutes_ago: int = 1) -> BlockingPause:
    now = timezone.now()
    pause = BlockingPause.objects.create(of=of, ends_at=now + timedelta(hours=1), rule="10 blocks within an hour")
    BlockingPause.objects.filter(pk=pause.pk).update(began_at=now - timedelta(minutes=minutes_ago))
    return pause


def asked(**values: Any) -> TakedownCase:
    """A take-down case that was confirmed a minute ago."""
    return make_case(Requester.PERSON, confirmed_at=timezone.now() - timedelta(minutes=1), **values)


def document(hook: Outside, number: int = 0) -> Any:
    return json.loads(hook.asked("/hook")[number].body)


# -- the web hook -----------------------------------------------------------------------------------------------------


def test_the_hook_is_told_what_came_into_the_queue(hook: Outside) -> None:
    image = reported()
    notify()
    assert document(hook)["data"]["items"] == [
        {
            "image": image.pk,
            "address": f"https://news.example/admin/articles/image/{image.pk}/change/",
            "is_blocked": False,
            "persons": 1,
            "reasons": ["private"],
        }
    ]
    assert document(hook)["data"]["waiting"] == 1


def test_a_message_is_signed_and_dated(hook: Outside) -> None:
    reported()
    notify()
    [request] = hook.asked("/hook")
    said = request.headers
    signed = f"{said['webhook-id']}.{said['webhook-timestamp']}.".encode() + request.body
    expected = "v1," + base64.b64encode(hmac.new(KEY.encode(), signed, hashlib.sha256).digest()).decode()
    assert (request.method, said["content-type"]) == ("POST", "application/json")
    assert said["webhook-signature"] == expected
    assert abs(int(said["webhook-timestamp"]) - timezone.now().timestamp()) < 60


def test_nothing_is_told_twice(hook: Outside) -> None:
    reported()
    notify()
    notify()
    assert len(hook.asked("/hook")) == 1


def test_nothing_new_is_no_message(hook: Outside) -> None:
    notify()
    assert hook.requests == []


def test_what_the_receiver_did_not_take_is_sent_again(hook: Outside, caplog: pytest.LogCaptureFixture) -> None:
    hook.answers["/hook"] = Answer(status=500)
    image = reported()
    notify()
    assert "the web hook of HOOK_URL took no message" in caplog.text
    hook.answers["/hook"] = Answer(status=200)
    notify()
    assert [item["image"] for item in document(hook, 1)["data"]["items"]] == [image.pk]


def test_what_was_decided_meanwhile_is_not_told(hook: Outside) -> None:
    image = reported()
    decide(images=[image.pk], verdict=Verdict.KEEP, reasoning="", editor=User.objects.create_user("editor"))
    notify()
    assert hook.requests == []


@pytest.mark.parametrize("came", [blocked_by_rule, suggested])
def test_what_came_into_the_queue_without_a_report_is_told_too(hook: Outside, came: Callable[[], Image]) -> None:
    image = came()
    notify()
    assert [(item["image"], item["persons"]) for item in document(hook)["data"]["items"]] == [(image.pk, 0)]


def test_what_one_message_does_not_hold_is_told_with_the_next(hook: Outside) -> None:
    images = [reported(f"203.0.{number}.1").pk for number in range(MOST_ITEMS + 2)]
    for later, pk in enumerate(reversed(images)):
        ImageReport.objects.filter(image=pk).update(created_at=timezone.now() - timedelta(seconds=30 + later))
    notify()
    notify()
    told = [[item["image"] for item in document(hook, number)["data"]["items"]] for number in range(2)]
    assert told == [images[:MOST_ITEMS], images[MOST_ITEMS:]]


def test_reasons_are_those_given_at_all_addresses_of_the_picture(hook: Outside) -> None:
    image = reported()
    other = make_image(digest=image.digest)
    report_image(image_id=other.pk, reason=Reason.SEXUAL, details="", address="198.51.100.1")
    notify()
    assert [item["reasons"] for item in document(hook)["data"]["items"]] == [["private", "sexual"]]


def test_what_came_at_one_moment_is_told_whole(hook: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsportal.notifying.MOST_ITEMS", 2)
    first, *together = [reported(f"203.0.{number}.1").pk for number in range(4)]
    ImageReport.objects.filter(image=first).update(created_at=timezone.now() - timedelta(minutes=2))
    ImageReport.objects.filter(image__in=together).update(created_at=timezone.now() - timedelta(minutes=1))
    notify()
    notify()
    assert [item["image"] for item in document(hook)["data"]["items"]] == [first, *together]
    assert len(hook.requests) == 1


def test_the_newest_wait_until_they_are_surely_in_the_database(hook: Outside) -> None:
    image = make_image()
    report_image(image_id=image.pk, reason=Reason.PRIVATE, details="", address="203.0.113.1")
    notify()
    assert hook.requests == []


def test_the_hook_is_told_of_a_pause(hook: Outside) -> None:
    pause = paused()
    notify()
    assert document(hook)["data"]["pauses"] == [
        {"of": "reports", "until": pause.ends_at.isoformat(), "rule": pause.rule}
    ]


def test_what_readers_wrote_leaves_in_no_message(hook: Outside, mailbox: list[Any]) -> None:
    reported(details="Ma voisine Amal")
    notify()
    assert "Amal" not in hook.asked("/hook")[0].body.decode()
    assert len(mailbox) == 1
    assert "Amal" not in mailbox[0].body


def test_the_first_word_is_of_what_comes_from_then_on(outside: Outside, settings: Any) -> None:
    """A hook that was just set up is not flooded with the past."""
    settings.HOOK_URL, settings.HOOK_KEY = outside.url("/hook"), KEY
    reported()
    notify()
    notify()
    assert outside.requests == []


def test_the_hook_is_told_of_new_cases_and_of_nobody_who_asks(hook: Outside) -> None:
    case = asked()
    notify()
    assert document(hook)["data"]["cases"] == [
        {
            "case": case.pk,
            "address": f"https://news.example/admin/articles/takedowncase/{case.pk}/change/",
            "requester": "person",
            "whole_source": False,
            "wish": "remove",
            "reason": "other",
            "is_hidden": False,
        }
    ]
    assert document(hook)["data"]["cases_waiting"] == 1
    for secret in (case.name, case.email, case.details):
        assert secret not in hook.asked("/hook")[0].body.decode()


def test_what_is_hidden_until_an_editor_decides_is_told_as_such(hook: Outside, mailbox: list[Any]) -> None:
    case = asked()
    CaseDecision.objects.create(case=case, verdict=CaseVerdict.HEADLINE, rule="claim")
    notify()
    data = document(hook)["data"]
    assert ([told["is_hidden"] for told in data["cases"]], data["cases_waiting"]) == ([True], 1)
    assert "hidden until you decide" in mailbox[0].body


def test_what_nobody_confirmed_or_an_editor_decided_on_is_no_news(hook: Outside) -> None:
    make_case(confirmed_at=None)
    decide_case(asked(), CaseVerdict.REJECT)
    notify()
    assert hook.requests == []


def test_more_cases_than_a_message_holds_are_told_with_the_next(hook: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsportal.notifying.MOST_ITEMS", 2)
    cases = [asked(), asked(), asked()]
    for number, case in enumerate(cases):
        TakedownCase.objects.filter(pk=case.pk).update(confirmed_at=timezone.now() - timedelta(minutes=9 - number))
    late = reported()
    notify()
    notify()
    first, second = document(hook)["data"], document(hook, 1)["data"]
    told = [[item["case"] for item in data["cases"]] for data in (first, second)]
    assert told == [[cases[0].pk, cases[1].pk], [cases[2].pk]]
    assert [[item["image"] for item in data["items"]] for data in (first, second)] == [[], [late.pk]]


def test_a_hook_in_the_inner_network_is_not_reached(hook: Outside, settings: Any) -> None:
    settings.FETCH_ALLOW_NETWORKS = []
    reported()
    notify()
    assert hook.requests == []


# -- e-mail -----------------------------------------------------------------------------------------------------------


def test_a_digest_names_what_waits_and_where(mailbox: list[Any]) -> None:
    images = [reported("203.0.113.1"), reported("198.51.100.1")]
    notify()
    [message] = mailbox
    assert message.to == ["desk@news.example"]
    assert "2 images need a decision" in message.subject
    for image in images:
        assert f"https://news.example/admin/articles/image/{image.pk}/change/" in message.body


def test_a_digest_names_new_cases_and_nobody_who_asks(mailbox: list[Any]) -> None:
    case = asked()
    reported()
    notify()
    [message] = mailbox
    assert "1 image needs a decision · 1 take-down case is new" in message.subject
    assert f"https://news.example/admin/articles/takedowncase/{case.pk}/change/" in message.body
    for secret in (case.name, case.email, case.details):
        assert secret not in message.body


def test_a_second_digest_waits_its_hour(mailbox: list[Any]) -> None:
    reported()
    notify()
    reported()
    notify()
    assert len(mailbox) == 1
    NoticeState.objects.filter(channel="digest").update(told_until=timezone.now() - timedelta(minutes=61))
    ImageReport.objects.filter(pk=ImageReport.objects.earliest("pk").pk).update(
        created_at=timezone.now() - timedelta(minutes=90)
    )
    notify()
    assert [message.subject.rpartition(": ")[2] for message in mailbox] == ["1 image needs a decision"] * 2


def test_that_claims_hide_nothing_more_is_told_apart_from_the_pause_of_reports(mailbox: list[Any]) -> None:
    paused(minutes_ago=2)
    paused(PauseOf.CLAIMS)
    notify()
    assert subjects(mailbox) == ["Automatic blocking pauses", "Claims hide nothing at once"]
    assert "/admin/articles/takedowncase/" in mailbox[1].body


def subjects(mailbox: list[Any]) -> list[str]:
    return [message.subject.rpartition(": ")[2] for message in mailbox]


@pytest.mark.parametrize("kinds", [[PauseOf.REPORTS, PauseOf.CLAIMS], [PauseOf.CLAIMS, PauseOf.REPORTS]])
def test_of_two_pauses_the_one_that_was_sent_is_not_sent_again_when_the_next_is_not_taken(
    mailbox: list[Any], monkeypatch: pytest.MonkeyPatch, kinds: list[PauseOf]
) -> None:
    paused(kinds[1], minutes_ago=9)
    for kind, minutes in zip(kinds, (5, 3), strict=True):
        paused(kind, minutes_ago=minutes)

    def take_one(*args: Any, **options: Any) -> None:
        if mailbox:
            raise smtplib.SMTPServerDisconnected("gone")
        mail.mail_managers(*args, **options)

    with monkeypatch.context() as broken:
        broken.setattr("newsportal.notifying.mail_managers", take_one)
        notify()
        notify()
    assert len(mailbox) == 1
    notify()
    notify()
    words = {PauseOf.REPORTS: "Automatic blocking pauses", PauseOf.CLAIMS: "Claims hide nothing at once"}
    assert subjects(mailbox) == [words[kind] for kind in kinds]


def test_after_days_without_a_mail_server_the_newest_pause_is_told(mailbox: list[Any]) -> None:
    for minutes in range(MOST_ITEMS, 0, -1):
        paused(minutes_ago=minutes)
    paused(PauseOf.CLAIMS, minutes_ago=1)
    notify()
    assert "Claims hide nothing at once" in subjects(mailbox)


def test_a_pause_is_told_at_once_and_once(mailbox: list[Any]) -> None:
    paused()
    notify()
    notify()
    [message] = mailbox
    assert message.subject.endswith("Automatic blocking pauses")
    assert "https://news.example/admin/articles/image/" in message.body


def test_an_e_mail_is_in_the_portal_s_language(mailbox: list[Any], settings: Any) -> None:
    settings.LANGUAGE_CODE = "fr"
    reported()
    notify()
    assert "1 image attend une décision" in mailbox[0].subject


@pytest.mark.parametrize("problem", [smtplib.SMTPServerDisconnected("gone"), ValueError("Invalid address 'a;b'")])
def test_what_could_not_be_sent_is_sent_again(
    mailbox: list[Any], problem: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: Any, **options: Any) -> None:
        raise problem

    reported()
    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr("newsportal.notifying.mail_managers", refuse)
        notify()
    assert "no e-mail could be sent by MAIL_HOST" in caplog.text
    notify()
    assert len(mailbox) == 1


def test_without_receivers_nothing_is_asked_and_nothing_kept() -> None:
    reported()
    notify()
    assert not NoticeState.objects.exists()


# -- two workers at once ----------------------------------------------------------------------------------------------


def test_what_one_worker_is_sending_no_other_sends(mailbox: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server is slow, and the beat asks for the next round meanwhile."""
    reported()
    send = mail.mail_managers

    def slowly(*message: Any) -> None:
        monkeypatch.setattr("newsportal.notifying.mail_managers", send)
        notify()
        send(*message)

    monkeypatch.setattr("newsportal.notifying.mail_managers", slowly)
    notify()
    assert len(mailbox) == 1


def test_a_worker_that_died_while_it_sent_keeps_nobody_from_being_told(mailbox: list[Any]) -> None:
    reported()
    NoticeState.objects.update(leased_until=timezone.now() + timedelta(minutes=1))
    notify()
    assert mailbox == []
    NoticeState.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    notify()
    assert len(mailbox) == 1
