"""What readers see when something is not there, is gone, is refused or breaks."""

from typing import Any

import pytest
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from lxml.html import fromstring

from tests.factories import make_article, make_source

LANGUAGES = {"fr": "ltr", "ar": "rtl", "en": "ltr", "es": "ltr"}


# -- without a database: pytest-django lets none of these tests ask it -------------------------------------------------


@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "500.html", "503.html"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_looks_like_the_portal_without_its_database(name: str, language: str, settings: Any) -> None:
    settings.SITE_NAME = "Le Phare"
    with override(language):
        shown = fromstring(render_to_string(name))
    assert (shown.get("lang"), shown.get("dir")) == (language, LANGUAGES[language])
    assert "Le Phare" in shown.xpath("//header")[0].text_content()
    assert shown.xpath("//header//a/@href") == [f"/{language}/"]
    assert len(shown.xpath("//main//h1")) == 1


def test_a_refused_form_gets_such_a_page(reader: Client) -> None:
    response = reader.post("/ar/image/5/report")
    assert response.status_code == 403
    assert fromstring(response.content.decode()).get("dir") == "rtl"


# -- with it ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_found_may_be_searched_for_in_the_reader_s_language(reader: Client, language: str) -> None:
    response = reader.get(f"/{language}/nowhere/at/all/")
    assert response.status_code == 404
    shown = fromstring(response.content.decode())
    assert shown.get("lang") == language
    [action] = shown.xpath("//main//form/@action")
    assert action == f"/{language}/search/"
    assert [field.get("name") for field in shown.xpath("//main//form/input")] == ["q"]


@pytest.mark.django_db
def test_a_removed_article_is_gone_and_says_so(reader: Client) -> None:
    article = make_article(source=make_source(slug="challenge"), title="Le port", removed_at="2026-03-01T00:00:00Z")
    response = reader.get(f"/fr/challenge/{article.pk}/")
    shown = response.content.decode()
    assert response.status_code == 410
    assert "Cet article a été retiré" in shown
    assert "Le port" not in shown
    assert fromstring(shown).xpath("//main//form/@action") == ["/fr/search/"]


@pytest.mark.django_db
def test_while_the_database_is_silent_even_what_is_not_found_gets_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object) -> None:
        raise OperationalError("no answer")

    monkeypatch.setattr("articles.context_processors.Portal.offered", property(silent))
    response = Client(raise_request_exception=False).get("/es/nowhere/")
    assert response.status_code == 503
    assert fromstring(response.content.decode()).get("lang") == "es"
