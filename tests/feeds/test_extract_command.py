"""manage.py extract: what becomes of a page and why, from an address, a file or standard input."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.models import Article
from feeds import ruling
from feeds.knowledge.terminal_table import width
from feeds.models import Entry
from feeds.pages.rules import Rules
from tests.factories import make_article, make_entry, make_source
from tests.feeds.pages.newspaper import ARABIC, FARMS, HARVEST, LEAD, PARAGRAPHS, RAIN, TITLE, page, text
from tests.outside import Answer, Outside

pytestmark = pytest.mark.django_db
OFFER = "<p class='promo'>Notre application est gratuite, et se télécharge en un instant sur tous les mobiles.</p>"
PAGE = page(f"<h1>{TITLE}</h1>{text(OFFER)}", head='<meta name="author" content="Salma Idrissi">')


def shown(*arguments: str) -> str:
    out = io.StringIO()
    call_command("extract", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def saved(tmp_path: Path) -> str:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE)
    return str(path)


def row(report: str, beginning: str) -> str:
    return next(line for line in report.splitlines() if line.lstrip("\u200e").startswith(beginning))


def test_the_result_comes_first(saved: str) -> None:
    report = shown(saved)
    assert row(report, "title").split(maxsplit=1)[1] == f"(heading) {TITLE}"
    assert row(report, "authors").endswith("Salma Idrissi")
    assert row(report, "language").endswith("fr")
    assert f"{len(PARAGRAPHS)} lines" in row(report, "text")


def test_every_reading_stands_beside_the_result(saved: str) -> None:
    report = shown(saved)
    assert row(report, "our passages").split()[2:5] == [f"{sum(map(len, PARAGRAPHS)):,}", "3", "1.00"]
    assert row(report, "our passages").endswith(f"{RAIN[:19]}… ... {HARVEST[-20:]}")
    assert "La pluie revient" in row(report, "trafilatura, precision ")
    assert row(report, "articleBody (JSON-LD)").endswith("finds no text")


def test_each_passage_has_its_verdict_and_why(saved: str) -> None:
    report = shown(saved, "--all")
    assert "clutter: nav" in next(line for line in report.splitlines() if "Accueil" in line)
    assert "a headline" in next(line for line in report.splitlines() if line.startswith("-") and TITLE in line)
    assert [line[:1] for line in report.splitlines() if f" {len(FARMS)} " in line and "Dans les fer" in line] == ["+"]


def test_the_judgement_says_what_extract_does(saved: str) -> None:
    found = json.loads(shown(saved, "--json"))
    kept = [each["text"] for each in found["judgement"]["passages"] if each["is_kept"]]
    assert "\n".join(kept) == found["page"]["body_text"]
    dropped = [each for each in found["judgement"]["passages"] if not each["is_kept"]]
    assert dropped
    assert all(each["why"] for each in dropped)


def test_what_is_long_is_abridged_unless_all_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "long.html"
    path.write_bytes(page("".join(f"<p>{number}. {RAIN}</p>" for number in range(30))))
    assert "... 26 more lines (--all)" in shown(str(path))
    whole = shown(str(path), "--all")
    assert "(--all)" not in whole
    assert "17. Les premières gouttes" in whole


@pytest.mark.parametrize("cells", [80, 120])
def test_it_is_no_wider_than_the_terminal(cells: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "arabic.html"
    path.write_bytes(page("".join(f"<p>{line}</p>" for line in ARABIC * 2), lang="ar", title="الأمطار تعود"))
    monkeypatch.setenv("COLUMNS", str(cells))
    report = shown(str(path))
    assert "تساقطت الأمطار" in report
    assert max(map(width, report.splitlines())) <= cells


def test_an_address_goes_through_the_network_door(outside: Outside) -> None:
    outside.answers["/a"] = Answer(body=PAGE, headers={"Content-Type": "text/html; charset=utf-8"})
    report = shown(outside.url("/a"))
    assert row(report, "title").endswith(TITLE)
    assert row(report, "read as") == f"read as     text/html; charset=utf-8, {len(PAGE):,} bytes"
    assert len(outside.asked("/a")) == 1


def test_an_address_that_gives_nothing_is_told_with_the_remedy(outside: Outside) -> None:
    with pytest.raises(CommandError, match=r"404.*saved can be given as a file"):
        shown(outside.url("/missing"))
    with pytest.raises(CommandError, match=r"10\.0\.0\.1 is not on the public Internet"):
        shown("http://10.0.0.1/")


def test_a_page_that_the_portal_knows_is_read_as_its_source_s(outside: Outside) -> None:
    outside.answers["/a"] = Answer(body=PAGE)
    article = make_article(canonical_url=outside.url("/a"), body_text=FARMS, body_html=f"<p>{FARMS}</p>", title=TITLE)
    make_entry(article=article)
    source = Entry.objects.get().feed.source
    ruling.give_rules(source=source, rules=Rules(body="article p:nth-of-type(2)", title=".absent", drop=(".promo",)))
    report = shown(outside.url("/a"))
    assert row(report, "source") == f"source      {source.name}"
    assert "Dans les fermes" in row(report, "in the portal")
    assert "article p:nth-of-type(2) finds it" in row(report, "body")
    assert ".absent finds nothing here" in report
    assert ".promo: 1 element taken out" in row(report, "drop")
    assert "without the rules" in row(report, "effect")
    assert "EDITOR'S RULES" not in shown(outside.url("/a"), "--no-rules")


def test_how_the_template_fared_is_told_even_when_there_is_none(saved: str) -> None:
    assert row(shown(saved), "template") == "template    none is known: the page was read with care"


def test_nothing_is_stored(outside: Outside) -> None:
    outside.answers["/a"] = Answer(body=PAGE)
    shown(outside.url("/a"))
    assert (Article.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_saved_page_is_read_by_the_rules_of_a_source_that_is_named(saved: str) -> None:
    source = make_source(slug="challenge")
    ruling.give_rules(source=source, rules=Rules(body="article p:last-of-type"))
    found = json.loads(shown(saved, "--source", "challenge", "--url", "https://challenge.test/a", "--json"))
    assert (found["url"], found["page"]["body_text"]) == ("https://challenge.test/a", HARVEST)
    assert found["without_rules"]["body_text"].startswith(RAIN)
    with pytest.raises(CommandError, match="There is no source 'nobody'"):
        shown(saved, "--source", "nobody")


def test_a_page_of_a_source_s_host_is_that_source_s(saved: str) -> None:
    source = make_source(home_url="https://www.challenge.test/")
    assert source.name in row(shown(saved, "--url", "https://www.challenge.test/eco/a"), "source")
    assert "none that the portal knows" in row(shown(saved, "--url", "https://other.test/"), "source")


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(PAGE)))
    assert LEAD not in shown("-")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b" \n")))
    with pytest.raises(CommandError, match="standard input is empty: give the page's HTML"):
        shown("-")


@pytest.mark.parametrize("name", ["missing.html", "."])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot be read .* give an address that begins with http"):
        shown(str(tmp_path / name))


def test_a_file_beyond_all_measure_is_refused(tmp_path: Path) -> None:
    (tmp_path / "large.html").write_bytes(b"<p>" + b"a" * 5_000_000)
    with pytest.raises(CommandError, match="more than 5,000,000 bytes"):
        shown(str(tmp_path / "large.html"))


def test_what_is_no_page_gives_an_honest_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 \x00\x01\x02")
    report: Any = shown(str(tmp_path / "x.pdf"))
    assert row(report, "quality").split() == ["quality", "0.00"]
    assert row(report, "text").endswith("0 characters in 0 lines")
