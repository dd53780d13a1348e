"""What newspapers wrote, on the pages of readers: none of it runs in Chromium, with our policy and without."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

import pytest
from playwright.sync_api import Page

from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft, Pointer
from articles.models import Article, Image
from articles.models.image import ImageStatus
from articles.publishing import publish
from tests.articles.hostile_text import vectors
from tests.factories import make_source

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IN_ONE_TEXT = 40  # vectors, each washed with those before it


def drafts(texts: list[str]) -> Iterator[ArticleDraft]:
    """One that says it in each of its fields, and now and then one whose text says many."""
    bodies = ["".join(f"<p>un mot</p>{text}" for text in batch) for batch in batched(texts, IN_ONE_TEXT, strict=False)]
    source = make_source()
    for number, text in enumerate(texts):
        is_first = number % IN_ONE_TEXT == 0
        source = make_source(name=text[:120]) if is_first else source
        yield ArticleDraft(
            source_id=source.pk,
            canonical_url=f"https://source.test/{number}?{text[:60].encode().hex()}",
            title=f"{text} mot",
            language="fr",
            published_at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=number),
            date_origin=DateOrigin.PAGE,
            lead=text,
            body_html=bodies[number // IN_ONE_TEXT] if is_first else f"<p>un mot</p>{text}",
            authors=(text[:190], "Samira"),
            sections=(text[:60],),
            pointers=(Pointer(title=text, url=text),),
            image=ImageDraft(url=f"https://images.test/{number}.jpg", alt=text),
            is_from_page=True,
        )


@pytest.mark.timeout(600)
def test_nothing_that_a_newspaper_wrote_runs_on_a_reader_s_page(
    window: Page, live_server: Any, ran: list[str], policy: bool
) -> None:
    publish(list(drafts(vectors())))
    stored = {"picture_key": "a" * 32, "widths": [320], "width": 320, "height": 200}
    Image.objects.update(status=ImageStatus.SHOWN, **stored)
    articles = list(Article.objects.select_related("source").order_by("published_at"))
    assert len(articles) > len(vectors()) * 0.9
    long = [article.get_absolute_url() for article in articles[::IN_ONE_TEXT]]
    lists = [f"/fr/{source}/" for source in sorted({article.source.slug for article in articles})]
    texts = [address.replace("/fr/", "/fr/text/", 1) for address in long[:3]]
    for address in [*long, *lists, *texts, "/fr/", "/ar/", "/fr/sources/", "/fr/text/", "/fr/search/?q=mot"]:
        answer = window.goto(f"{live_server.url}{address}")
        assert answer
        assert answer.status == 200, address
        has_its_own = "/text/" in address  # a policy, which no setting takes away
        assert ("content-security-policy" in answer.headers) == (policy or has_its_own)
    window.wait_for_timeout(300)
    assert ran == []
