"""A page's bytes become its article: the text without what stands around it, and nothing twice."""

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.knowledge import markup
from feeds.pages import ArticlePage, extract
from tests import corpus
from tests.feeds.pages.newspaper import ARABIC, LEAD, PARAGRAPHS, TITLE, page, text

URL = "https://lequotidien.test/2025/pluie"
DESCRIBED = f'<meta property="og:description" content="{LEAD}">'


def read(article: str = "", **options: Any) -> ArticlePage:
    return extract(page(article, **options), url=URL)


def test_the_text_is_the_articles_paragraphs_and_nothing_else() -> None:
    assert read(f"<h1>{TITLE}</h1>{text()}").body_text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "clutter", ["Accueil", "cookies", "lettre quotidienne", "Les plus lus", "tomates", "Tanger", "©"]
)
def test_what_stands_around_the_text_is_left_out(clutter: str) -> None:
    found = read(f"<h1>{TITLE}</h1>{text()}")
    assert clutter not in found.body_html + found.lead


def test_sub_headings_stay_where_they_were() -> None:
    found = read(f"<h1>{TITLE}</h1>" + text("<h2>Un répit pour les éleveurs</h2>", "<h3>La suite</h3>"))
    tags = [line.partition(">")[0] for line in found.body_html.split("\n")]
    assert tags == ["<p", "<h2", "<p", "<h3", "<p"]


def test_lists_quotations_and_emphasis_stay() -> None:
    found = read(
        text(
            "<ul><li>Un premier point assez long</li><li>Un second point</li></ul>",
            "<blockquote><p>Nous attendions cela depuis des mois, dit-il.</p></blockquote>",
        )
    )
    assert "<ul><li>Un premier point assez long</li><li>Un second point</li></ul>" in found.body_html
    assert "<blockquote>" in found.body_html


def test_links_within_the_text_are_absolute() -> None:
    found = read(text('<p>Le rapport complet est <a href="/rapport">publié par l\'agence</a> depuis hier matin.</p>'))
    assert '<a href="https://lequotidien.test/rapport">publié par l\'agence</a>' in found.body_html


def test_the_body_is_already_what_washing_leaves_of_it() -> None:
    found = read(
        text('<p>Un <strong>mot</strong> & un autre, 5 &lt; 6, <a href="/x">lien</a>, et la suite du texte.</p>')
    )
    bare = found.body_html.replace("\n", "")
    assert markup.text_of(markup.clean_html(bare)) == markup.text_of(bare)


def test_the_lead_is_the_first_paragraph_when_the_page_describes_itself_so() -> None:
    found = read(f"<h1>{TITLE}</h1><p>{LEAD}</p>{text()}", head=DESCRIBED)
    assert found.lead == LEAD
    assert LEAD not in found.body_text


def test_a_description_that_the_text_does_not_say_is_the_lead() -> None:
    assert read(text(), head=DESCRIBED).lead == LEAD


def test_a_description_that_is_the_cut_beginning_of_the_text_is_no_lead() -> None:
    assert read(text(), head=f'<meta name="description" content="{PARAGRAPHS[0][:90]}...">').lead == ""


def test_the_title_is_not_repeated_in_the_text() -> None:
    assert TITLE not in read(f"<h1>{TITLE}</h1><p>{TITLE}</p>{text()}").body_text


def test_who_wrote_it_is_not_part_of_the_text() -> None:
    head = '<meta name="author" content="Salma Idrissi">'
    assert "Salma" not in read(f"<p>Par Salma Idrissi, le 27 mars 2025</p>{text()}", head=head).body_text


@pytest.mark.parametrize(
    ("label", "title"),
    [
        (
            '<p><strong>Lire aussi |</strong> <a href="/a">Barrages : le niveau monte</a></p>',
            "Barrages : le niveau monte",
        ),
        ('<p>Lire aussi : <a href="/a">Barrages</a></p>', "Barrages"),
        ('<p><a href="/a">À lire aussi : Barrages</a></p>', "Barrages"),
        ('<p>Read also: <a href="/a">Dams</a></p>', "Dams"),
        ('<p>Lea también | <a href="/a">Embalses</a></p>', "Embalses"),
        ('<p>اقرأ أيضا: <a href="/a">السدود</a></p>', "السدود"),
        ('<p>إقرأ أيضاً | <a href="/a">السدود</a></p>', "السدود"),
    ],
)
def test_pointers_to_other_articles_are_kept_apart(label: str, title: str) -> None:
    found = read(text(label))
    assert [(pointer.title, pointer.url) for pointer in found.pointers] == [(title, "https://lequotidien.test/a")]
    assert found.body_text.split("\n") == list(PARAGRAPHS)


def test_an_arabic_page_in_an_old_encoding_is_read_whatever_its_meta_element_says() -> None:
    article = "".join(f"<p>{paragraph}</p>" for paragraph in ARABIC)
    body = (
        page(article, lang="ar", clutter=False)
        .decode()
        .replace("utf-8", "windows-1256")
        .encode("windows-1256", "replace")
    )
    found = extract(body, url=URL)
    assert (found.language, found.body_text.split("\n")) == ("ar", list(ARABIC))


def test_line_breaks_do_not_let_words_grow_together() -> None:
    found = read(text(f"<p>{PARAGRAPHS[0]}<br>Ensuite vint la seconde pluie, plus forte que la première.</p>"))
    assert "plaine. Ensuite" in found.body_text
    assert "<br>Ensuite" in found.body_html


def test_a_text_that_stands_in_the_structured_data_alone_is_found_there() -> None:
    stated = json.dumps({"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(PARAGRAPHS)})
    found = read("<p>Abonnez-vous.</p>", head=f'<script type="application/ld+json">{stated}</script>')
    assert found.body_text.split("\n") == list(PARAGRAPHS)


def test_a_text_that_readers_must_pay_for_is_not_taken_from_there() -> None:
    stated = {"@type": "NewsArticle", "articleBody": "\n".join(PARAGRAPHS), "isAccessibleForFree": False}
    found = read("<p>Abonnez-vous.</p>", head=f'<script type="application/ld+json">{json.dumps(stated)}</script>')
    assert PARAGRAPHS[2] not in found.body_text


def test_a_text_that_a_script_would_paint_is_found_in_its_data() -> None:
    data = json.dumps({"detail": {"contentHtml": "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}})
    found = extract(
        f"<html><body><div id=app></div><script>window.data={data}</script></body></html>".encode(), url=URL
    )
    assert found.body_text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"\x00\x00", b"<", b"<!doctype html>", b"<html></html>", b"Not found", b"\xff\xfe"]
)
def test_a_page_without_an_article_has_none(body: bytes) -> None:
    found = extract(body, url=URL)
    assert (found.body_html, found.body_text, found.pointers) == ("", "", ())


def test_a_front_page_of_links_is_no_article() -> None:
    links = "".join(
        f'<li><a href="/{number}">Un titre parmi d\'autres, numéro {number}</a></li>' for number in range(80)
    )
    assert read(f"<ul>{links}</ul>").body_text == ""


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<table><tr><td>" * 30_000,
        "<b>" * 100_000 + "x",
        "<p>x" * 100_000,
        "<" * 500_000,
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/ld+json">' + " ;" * 200_000 + "</script>",
        "<script>" + '"<p' * 200_000 + "</script>",
        "<p " + "a=b " * 100_000 + ">x</p>",
        '<article><img srcset="' + "a," * 100_000 + '">',
    ],
    ids=lambda body: str(body)[:20],
)
def test_a_page_built_to_exhaust_its_reader_is_put_aside_at_once(body: str) -> None:
    started = time.process_time()
    extract(f"<html><body>{body}".encode(), url=URL)
    assert time.process_time() - started < 5


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(page))
def test_no_bytes_make_extracting_fail(body: bytes) -> None:
    assert isinstance(extract(body, url=URL), ArticlePage)


@corpus.needs_data
@pytest.mark.parametrize("collection", ["fundus", "fundus-eval"])
def test_every_real_page_with_a_text_gives_one(collection: str) -> None:
    """One page in five, to be quick; the evaluation reads them all."""
    empty = [
        row["id"]
        for row, body in corpus.pages(collection, every=5)
        if row["body"] and not extract(body, url=row["url"]).body_text
    ]
    assert empty == []


def test_a_page_that_stands_in_one_form_is_read() -> None:
    """As the pages of a widespread server framework do."""
    body = page(f"<h1>{TITLE}</h1>{text()}").replace(b"<main>", b"<form><main>").replace(b"</main>", b"</main></form>")
    assert extract(body, url=URL).body_text.split("\n") == list(PARAGRAPHS)
