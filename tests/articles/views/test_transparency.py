"""The public log of moderation: numbers by month, and nothing about persons or pictures."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml.html import fromstring

from articles.models import CaseDecision, CaseVerdict, ModerationDecision, Requester, Verdict
from articles.moderation import moderating, undoing
from tests.articles.cases import make_case
from tests.articles.looks import make_like
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db


def rows(reader: Client, *, of: str = "months") -> list[list[str]]:
    """Of the table about pictures ("months") or the one about articles ("articles")."""
    response = reader.get("/en/moderation/")
    assert response.status_code == 200
    found = fromstring(response.content.decode()).xpath(f"//table[caption/@id='{of}-heading']/tbody/tr")
    return [[cell.text for cell in row] for row in found]


def decided(verdict: Verdict, month: int, **by: Any) -> None:
    ModerationDecision.objects.create(
        image=make_image(), verdict=verdict, created_at=datetime(2026, month, 3, tzinfo=UTC), **by
    )


def test_decisions_are_counted_by_month_and_kind_newest_first(reader: Client) -> None:
    editor = User.objects.create_user("amina")
    for _ in range(2):
        decided(Verdict.BLOCK, 2, rule="automatic: 3 persons from 2 networks")
    decided(Verdict.BLOCK, 3, editor=editor)
    decided(Verdict.KEEP, 3, editor=editor)
    decided(Verdict.LIFT, 3, editor=editor)
    assert rows(reader) == [["March 2026", "0", "0", "1", "1", "1"], ["February 2026", "2", "0", "0", "0", "0"]]


def test_an_undone_block_of_a_picture_and_its_like_is_not_told(reader: Client) -> None:
    editor = User.objects.create_user("amina")
    image, _near = make_like(), make_like(1)
    ruling = moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning="", editor=editor, and_its_like=True)
    assert [row[1:] for row in rows(reader)] == [["0", "0", "2", "0", "0"]]
    undoing.undo(decisions=[ruling.decisions[0].pk], editor=editor)
    assert rows(reader) == []


def test_an_undone_lifting_leaves_what_was_blocked_for_its_looks_told_once(reader: Client) -> None:
    editor = User.objects.create_user("amina")
    image, _near = make_like(), make_like(1)
    moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning="", editor=editor, and_its_like=True)
    ruling = moderating.decide(images=[image.pk], verdict=Verdict.LIFT, reasoning="", editor=editor)
    assert [row[1:] for row in rows(reader)] == [["0", "0", "2", "0", "2"]]
    undoing.undo(decisions=[ruling.decisions[0].pk], editor=editor)
    assert [row[1:] for row in rows(reader)] == [["0", "0", "2", "0", "0"]]


def test_removals_without_a_request_are_told_by_month(reader: Client) -> None:
    make_article(removed_at=datetime(2026, 1, 9, tzinfo=UTC))
    make_article(removed_at=datetime(2026, 1, 9, tzinfo=UTC), removed_for=Requester.PERSON)
    assert rows(reader, of="articles") == [["January 2026", "0", "0", "0", "0", "0", "0", "0", "0", "1"]]


def test_decisions_on_requests_are_counted_by_month_and_kind(reader: Client) -> None:
    editor = User.objects.create_user("amina")
    asked = [
        (Requester.PUBLISHER, CaseVerdict.REMOVE, 2),
        (Requester.PUBLISHER, CaseVerdict.HEADLINE, 3),
        (Requester.PUBLISHER, CaseVerdict.SOURCE_NONE, 3),
        (Requester.PERSON, CaseVerdict.EXCERPT, 3),
        (Requester.PERSON, CaseVerdict.REJECT, 3),
    ]
    for requester, verdict, month in asked:
        at = datetime(2026, month, 3, tzinfo=UTC)
        CaseDecision.objects.create(case=make_case(requester), verdict=verdict, editor=editor, created_at=at)
    assert rows(reader, of="articles") == [
        ["March 2026", "0", "2", "2", "2", "0", "0", "1", "1", "0"],
        ["February 2026", "0", "1", "0", "0", "0", "1", "0", "0", "0"],
    ]


def test_what_claims_hid_is_counted_apart_from_what_editors_and_reports_did(reader: Client) -> None:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    case = make_case(Requester.PERSON, wish="picture")
    CaseDecision.objects.create(case=case, verdict=CaseVerdict.PICTURE, rule="claim", created_at=at)
    decided(Verdict.BLOCK, 3, rule="claim", case=case)
    editor = User.objects.create_user("amina")
    CaseDecision.objects.create(case=case, verdict=CaseVerdict.PICTURE, editor=editor, created_at=at)
    decided(Verdict.BLOCK, 3, editor=editor, case=case)
    assert rows(reader) == [["March 2026", "0", "1", "1", "0", "0"]]
    assert rows(reader, of="articles") == [["March 2026", "1", "0", "1", "0", "1", "0", "0", "0", "0"]]


def test_nobody_who_asked_is_named(reader: Client) -> None:
    case = make_case(Requester.PERSON)
    editor = User.objects.create_user("amina")
    CaseDecision.objects.create(case=case, verdict=CaseVerdict.REMOVE, editor=editor, reasoning="cruel")
    shown = reader.get("/fr/moderation/").content.decode()
    assert len(rows(reader, of="articles")) == 1
    for secret in ("amina", "cruel", case.name, case.email, case.details, case.source.name):
        assert secret not in shown


def test_nobody_and_no_picture_is_named(reader: Client) -> None:
    editor = User.objects.create_user("amina")
    image = make_image(url="https://images.test/secret-name.jpg")
    moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning="cruel", editor=editor)
    shown = reader.get("/fr/moderation/").content.decode()
    assert len(rows(reader)) == 1
    for secret in ("amina", "cruel", "secret-name", image.digest):
        assert secret not in shown


def test_before_anything_was_decided_the_page_says_so(reader: Client) -> None:
    assert rows(reader) == []
    assert "Nothing had to be decided so far." in reader.get("/en/moderation/").content.decode()
