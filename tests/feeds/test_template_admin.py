"""What was learnt of a source's pages is shown with the source, and can be learnt anew there."""

import pytest
from django.test import Client
from django.utils import timezone

from feeds import learning
from feeds.models import PageTemplate, TemplateVerdict
from feeds.pages import Verdict, study
from feeds.pages import template as templates
from tests.factories import make_source
from tests.feeds.pages import gazette

pytestmark = pytest.mark.django_db

TEMPLATES = "/admin/feeds/pagetemplate/"


@pytest.fixture
def learnt() -> PageTemplate:
    found = [study(gazette.page(number), url=gazette.url(number), teaches=True).lesson for number in range(5)]
    return PageTemplate.objects.create(
        source=make_source(name="La Gazette"),
        host="gazette.test",
        record=templates.as_record(lesson for lesson in found if lesson),
        version=5,
        lessons=5,
        learnt_at=timezone.now(),
        uses=1234,
        failures=7,
        last_failure=TemplateVerdict.SHORT,
    )


def test_every_verdict_against_a_page_has_words() -> None:
    assert set(TemplateVerdict.values) == set(Verdict) - {Verdict.USED, Verdict.UNLEARNT}


def test_a_source_shows_how_its_template_fares(operator: Client, learnt: PageTemplate) -> None:
    page = operator.get(f"/admin/articles/source/{learnt.source_id}/change/").content.decode()
    assert "gazette.test" in page
    assert "1234" in page
    assert "far shorter than the others" in page


def test_a_template_shows_where_the_text_stands(operator: Client, learnt: PageTemplate) -> None:
    page = operator.get(f"{TEMPLATES}{learnt.pk}/change/").content.decode()
    assert "&lt;div class=&quot;story-box&quot;&gt; (5 pages)" in page
    assert "text: div.story-text&gt;p" in page


def test_the_list_tells_the_learnt_from_the_others(operator: Client, learnt: PageTemplate) -> None:
    PageTemplate.objects.create(source=learnt.source, host="video.gazette.test")
    assert b"video.gazette.test" not in operator.get(f"{TEMPLATES}?learnt_at__isempty=0").content
    assert b"video.gazette.test" in operator.get(f"{TEMPLATES}?learnt_at__isempty=1").content


@pytest.mark.parametrize("place", ["/admin/articles/source/", TEMPLATES])
def test_an_operator_has_it_learnt_anew(operator: Client, learnt: PageTemplate, place: str) -> None:
    chosen = learnt.pk if place == TEMPLATES else learnt.source_id
    form = {"action": "learn_anew", "_selected_action": [chosen]}
    page = operator.post(place, form, follow=True).content.decode()
    assert "1 template is learnt anew from the next pages." in page
    learnt.refresh_from_db()
    assert (learnt.record, learnt.version, learnt.learnt_at, learnt.lessons) == ({}, 6, None, 0)
    assert learning.known(learnt.source_id, gazette.url(9)).template.frames == ()


@pytest.mark.parametrize("place", ["/admin/articles/source/", TEMPLATES])
def test_an_editor_does_not(editor: Client, learnt: PageTemplate, place: str) -> None:
    chosen = learnt.pk if place == TEMPLATES else learnt.source_id
    editor.post(place, {"action": "learn_anew", "_selected_action": [chosen]})
    learnt.refresh_from_db()
    assert learnt.version == 5


def test_a_template_goes_with_its_source_and_not_alone(operator: Client, learnt: PageTemplate) -> None:
    assert operator.post(f"{TEMPLATES}{learnt.pk}/delete/", {"post": "yes"}).status_code == 403
    operator.post(f"/admin/articles/source/{learnt.source_id}/delete/", {"post": "yes"})
    assert not PageTemplate.objects.exists()
