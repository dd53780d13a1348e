"""The tasks that need both sides of the house."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from articles.models import Article, ImageReport, LoginGuesses, RelatedArticles
from articles.search.indexing import index
from newsportal import tasks
from newsportal.celery import app
from tests.articles.reports import THREE_NETWORKS, days_later, report
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db


def test_what_is_over_is_forgotten_by_the_task(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REPORT_KEYS_DIR = tmp_path / "report-keys"
    days_later(monkeypatch, 0)
    report(make_image(), THREE_NETWORKS[:1])
    LoginGuesses.objects.create(mark="old", guesses=3, since=timezone.now() - timedelta(hours=2))
    days_later(monkeypatch, 14)
    tasks.forget()
    assert ImageReport.objects.get().person_key == ""
    assert not LoginGuesses.objects.exists()
    assert list((tmp_path / "report-keys").iterdir()) == []


def test_of_sessions_those_whose_time_is_over_are_deleted_by_the_task(settings: Any, tmp_path: Path) -> None:
    settings.REPORT_KEYS_DIR = tmp_path / "report-keys"
    for key, hours in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(hours=hours))
    tasks.forget()
    assert [session.session_key for session in Session.objects.all()] == ["open"]


def test_a_portal_that_tells_nobody_may_be_asked_to() -> None:
    tasks.notify()


def test_what_is_related_is_looked_for_by_the_task() -> None:
    index([make_article()])
    RelatedArticles.objects.update(due_at=timezone.now())
    tasks.relate()
    assert not RelatedArticles.objects.filter(due_at__lte=timezone.now()).exists()


def test_what_the_beat_rings_for_exists() -> None:
    app.loader.import_default_modules()
    rung = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {"newsportal.notify", "newsportal.forget", "newsportal.relate", "newsportal.wash_again"} <= rung
    assert rung <= set(app.tasks)


def test_stored_articles_are_washed_by_the_task() -> None:
    make_article(body_html="<p onclick='x()'>Un quai.</p>")
    tasks.wash_again()
    assert Article.objects.get().body_html == "<p>Un quai.</p>"
