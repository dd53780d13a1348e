"""A page that a script paints holds its article as a list of blocks."""

import json
from typing import Any

import pytest
from lxml import html

from feeds.pages import script_data
from feeds.pages.article_page import ArticlePage
from feeds.pages.extracting import extract
from tests.feeds.pages.newspaper import PARAGRAPHS, TITLE

URL = "https://lequotidien.test/2025/pluie"


def painted(script: str) -> list[str]:
    tree = html.document_fromstring(f"<html><body><div id=app></div><script>{script}</script></body></html>")
    return [block.text for block in script_data.blocks(tree)]


def read(body: str, data: Any) -> ArticlePage:
    script = f'<script type="application/json">{json.dumps(data)}</script>'
    return extract(f"<html><head><title>{TITLE}</title></head><body>{body}{script}</body></html>".encode(), url=URL)


def rich(paragraph: str) -> dict[str, Any]:
    """A paragraph as editors for rich text keep it: in pieces, one of them a link."""
    link = {"type": "link", "url": "/rapport", "children": [{"text": paragraph[10:20]}]}
    return {"type": "paragraph", "children": [{"text": paragraph[:10]}, link, {"text": paragraph[20:]}]}


def test_a_list_of_lines_is_found_behind_an_assignment() -> None:
    assert painted(f"window.state = {json.dumps({'article': {'paragraphs': PARAGRAPHS}})};") == list(PARAGRAPHS)


def test_the_pieces_of_a_block_are_put_together() -> None:
    assert painted(json.dumps({"body": [rich(paragraph) for paragraph in PARAGRAPHS]})) == list(PARAGRAPHS)


def test_a_block_may_hold_markup() -> None:
    assert painted(json.dumps([{"html": f"<p>{paragraph}</p>"} for paragraph in PARAGRAPHS])) == list(PARAGRAPHS)


def test_an_object_that_was_written_into_a_string_is_read() -> None:
    written = json.dumps({"blocks": [{"text": paragraph} for paragraph in PARAGRAPHS]})
    assert painted(f"load(JSON.parse({json.dumps(written)}))") == list(PARAGRAPHS)
    assert painted(f"self.__next_f.push([1, {json.dumps('5:' + written)}])") == list(PARAGRAPHS)


def test_the_elements_of_a_component_are_read() -> None:
    elements = [["$", "p", None, {"children": paragraph}] for paragraph in PARAGRAPHS]
    assert painted(json.dumps(["$", "div", None, {"children": elements}])) == list(PARAGRAPHS)


def test_the_lines_of_one_text_are_read() -> None:
    assert painted(json.dumps({"content": "\n\n".join(PARAGRAPHS)})) == list(PARAGRAPHS)


def test_a_heading_stays_one() -> None:
    blocks = [{"type": "heading", "text": "La pluie"}, *({"type": "text", "text": each} for each in PARAGRAPHS)]
    tree = html.document_fromstring(f"<html><body><script>{json.dumps(blocks)}</script></body></html>")
    assert [block.tag for block in script_data.blocks(tree)] == ["h3", *("p" for _ in PARAGRAPHS)]


@pytest.mark.parametrize(
    "data",
    [
        {"comments": [{"text": paragraph} for paragraph in PARAGRAPHS]},
        {"latest": [{"slug": "pluie", "text": paragraph} for paragraph in PARAGRAPHS]},
        {"labels": ["Fermer", "Ouvrir", "Partager"] * 100},
    ],
    ids=["comments", "announcements", "labels"],
)
def test_what_is_no_article_is_not_taken_for_one(data: Any) -> None:
    assert painted(json.dumps(data)) == []


def test_a_page_that_shows_the_beginning_alone_is_read_from_its_data() -> None:
    found = read(f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>", {"blocks": [{"text": each} for each in PARAGRAPHS]})
    assert found.body_text.split("\n") == list(PARAGRAPHS)


def test_a_page_that_shows_something_else_keeps_it() -> None:
    shown = "Le marché aux poissons de la ville a rouvert ses portes hier, après deux longues années de travaux."
    found = read(f"<h1>{TITLE}</h1><p>{shown * 3}</p>", {"blocks": [{"text": each} for each in PARAGRAPHS * 3]})
    assert PARAGRAPHS[1] not in found.body_text


def test_what_readers_must_pay_for_stays_in_its_data() -> None:
    sold = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    data = {"blocks": [{"text": each} for each in PARAGRAPHS]}
    assert PARAGRAPHS[2] not in read(f"<h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p>{sold}", data).body_text
    assert PARAGRAPHS[2] not in read(sold, data).body_text


class CountingDecoder(json.JSONDecoder):
    begun = 0

    def raw_decode(self, s: str, idx: int = 0) -> tuple[Any, int]:
        self.begun += 1
        return super().raw_decode(s, idx)


def test_lists_that_never_end_are_not_read_to_the_end_once_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    decoder = CountingDecoder(strict=False)
    monkeypatch.setattr(script_data, "_DECODER", decoder)
    assert painted("x=" + '["a",' * 100 + "1," * 10_000) == []
    assert decoder.begun <= 2


@pytest.mark.parametrize("hostile", ["[" + "9" * 5_000 + "]", "[" * 100_000])
def test_what_no_reader_of_json_takes_ends_a_script_and_no_page(hostile: str) -> None:
    assert painted(f"x={hostile};") == []
