"""Lists of feeds by the admin: they come in with an answer for each, and go out."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from articles.models import Source
from feeds.admin import exchange
from feeds.models import Feed
from tests.factories import make_feed
from tests.feeds.test_admin import FEEDS
from tests.feeds.test_import_opml import CHALLENGE, HESPRESS, listed, outline

pytestmark = pytest.mark.django_db


def sent(client: Client, text: str, **values: Any) -> Any:
    file = SimpleUploadedFile("feeds.opml", text.encode())
    form = {"file": file, "display_policy": "full", **values}
    return client.post(f"{FEEDS}import/", form, follow=True, headers={"accept-language": "en"})


def said(answer: Any) -> str:
    return "\n".join(str(message) for message in answer.context["messages"])


def test_a_list_is_imported_and_counted(operator: Client) -> None:
    make_feed(url="https://www.challenge.ma/feed/")
    answer = sent(operator, listed(CHALLENGE, HESPRESS), display_policy="excerpt")
    assert said(answer) == "1 feed was imported.\n1 feed was known already."
    assert Source.objects.get(name="هسبريس").display_policy == "excerpt"
    assert answer.redirect_chain[0][0] == FEEDS


def test_what_is_skipped_is_named_with_its_line_and_the_reason(operator: Client) -> None:
    told = said(sent(operator, listed(outline("b", "ftp://a.example/&lt;b&gt;"), HESPRESS)))
    assert "1 line was skipped:" in told
    assert "2 ftp://a.example/&lt;b&gt;" in told
    assert "is no absolute http or https address" in told


def test_a_long_list_of_failures_is_cut(operator: Client) -> None:
    told = said(sent(operator, listed(*[outline("x", f"ftp://a.example/{n}") for n in range(60)])))
    assert "60 lines were skipped:" in told
    assert told.count("<li>") == exchange.MOST_NAMED


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<html><body>Hello<br></body></html>", "an HTML page, not OPML"),
        ("{}", "JSON, not OPML"),
        ("", "The submitted file is empty."),
    ],
)
def test_a_file_that_is_no_list_is_a_form_error(operator: Client, text: str, sentence: str) -> None:
    assert sentence in sent(operator, text).content.decode()
    assert Feed.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(operator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MOST_BYTES", 100)
    assert "The file is too large." in sent(operator, listed(CHALLENGE)).content.decode()


def test_the_list_offers_both_ways(operator: Client, editor: Client) -> None:
    assert f"{FEEDS}import/" in operator.get(FEEDS).content.decode()
    assert f"{FEEDS}import/" not in editor.get(FEEDS).content.decode()
    assert operator.get(f"{FEEDS}import/").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("fr", "Fichier OPML"), ("ar", "ملف OPML"), ("es", "Archivo OPML")])
def test_the_form_speaks_the_operator_s_language(operator: Client, language: str, words: str) -> None:
    page = operator.get(f"{FEEDS}import/", headers={"accept-language": language}).content.decode()
    assert f">{words}</label>" in page


def test_an_editor_imports_nothing_and_nobody_exports_without_an_account(editor: Client) -> None:
    assert sent(editor, listed(CHALLENGE)).status_code == 403
    assert Client().get(f"{FEEDS}export/").status_code == 302
    assert Feed.objects.count() == 0


def test_what_is_exported_can_be_imported(editor: Client, operator: Client) -> None:
    make_feed(url="https://www.challenge.ma/feed/")
    answer = editor.get(f"{FEEDS}export/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="feeds.opml"'
    Source.objects.all().delete()
    assert said(sent(operator, answer.content.decode())) == "1 feed was imported."
