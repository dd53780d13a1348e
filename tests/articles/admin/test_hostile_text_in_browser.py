"""What strangers wrote, on the pages of those who decide: none of it runs in Chromium, with our policy and without."""

from collections.abc import Iterator
from itertools import batched
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from articles.admin.desk import DETAILS_SHOWN
from articles.models import Image, ImageReport, ModerationDecision, Reason, Verdict
from tests.accounts import log_in
from tests.articles.hostile_text import vectors
from tests.factories import make_article, make_image, make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def images_that_say(texts: list[str]) -> Iterator[Image]:
    """As many pictures as it takes to have each text among the reports on one, and in its decisions and articles."""
    editor = User.objects.create_superuser("chief")
    for number, batch in enumerate(batched(texts, DETAILS_SHOWN, strict=False)):
        image = make_image(url=f"https://images.test/{number}.jpg?{batch[0][:60]}")
        source = make_source(name=batch[0][:120])
        make_article(image=image, source=source, title=batch[-1][:300], image_alt=batch[-1][:300])
        ImageReport.objects.bulk_create(
            ImageReport(image=image, reason=Reason.OTHER, person_key=f"{mark:032x}", details=text[:500])
            for mark, text in enumerate(batch)
        )
        ModerationDecision.objects.bulk_create(
            ModerationDecision(image=image, verdict=Verdict.KEEP, reasoning=text[:500], editor=editor) for text in batch
        )
        yield image


def test_the_harness_notices_what_runs(window: Page, ran: list[str]) -> None:
    window.set_content("<img src=x onerror=alert(1)>")
    for _ in range(100):
        window.wait_for_timeout(100)
        if ran:
            break
    assert ran == ["1"]


@pytest.mark.timeout(300)
def test_nothing_that_a_reader_wrote_runs_on_an_editor_s_page(
    window: Page, live_server: Any, ran: list[str], policy: bool
) -> None:
    images = list(images_that_say(vectors()))
    log_in(window, live_server, User.objects.get(username="chief"))
    pages = [reverse("admin:articles_image_change", args=[image.pk]) for image in images]
    pages += [reverse(f"admin:articles_{model}_changelist") for model in ("image", "moderationdecision", "article")]
    pages += [reverse("admin:articles_source_changelist"), reverse("admin:index")]
    for address in pages:
        answer = window.goto(f"{live_server.url}{address}")
        assert answer
        assert answer.status == 200
        assert ("content-security-policy" in answer.headers) == policy
        window.wait_for_timeout(100)
    assert ran == []


@pytest.mark.timeout(300)
def test_nothing_that_a_reader_wrote_runs_when_the_form_comes_back(window: Page, ran: list[str]) -> None:
    """Sent without a reason, so that it is asked for again with everything that was written."""
    image = make_image()
    client = Client()
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
    for text in vectors():
        body = urlencode({"reason": text[:50], "details": text[:500], "signature": text[:50]})
        kind = "application/x-www-form-urlencoded"
        answer = client.post(f"/fr/image/{image.pk}/report", body, content_type=kind, headers=own)
        assert answer.status_code in {403, 422}
        page = answer.content.decode()
        window.set_content(page.partition("<main")[2].partition("</main>")[0])
    window.wait_for_timeout(300)
    assert ran == []
