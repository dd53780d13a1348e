"""A short line in one box with a picture is a caption, though nothing calls it so."""

import pytest

from tests.feeds.pages.newspaper import PARAGRAPHS
from tests.feeds.pages.test_judgement import kept

CAPTION = "Les barrages du Nord au petit matin, vus depuis la route de Tétouan"
PICTURE = '<img src="/barrage.jpg" width="800">'
FIRST, *REST = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
KEPT_BY_BOTH = (*PARAGRAPHS, CAPTION)


def around(line: str) -> list[str]:
    return kept(f"<div>{FIRST}{line}{''.join(REST)}</div>", lines=KEPT_BY_BOTH)


@pytest.mark.parametrize(
    "box",
    [
        f"<div>{PICTURE}<p>{CAPTION}</p></div>",
        f"<div><div>{PICTURE}</div><div><p>{CAPTION}</p></div></div>",
        f"<div>{PICTURE}{CAPTION}</div>",
    ],
)
def test_a_line_in_a_box_with_a_picture_is_no_text(box: str) -> None:
    assert around(box) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        f"<p>{CAPTION}</p>",
        f"<p>{PICTURE}{CAPTION}</p>",
        f"<div><p>{CAPTION}</p></div>{PICTURE}",
    ],
)
def test_a_paragraph_beside_a_picture_is_text(line: str) -> None:
    assert CAPTION in around(line)


def test_a_sentence_in_a_box_with_a_picture_is_text() -> None:
    sentence = PARAGRAPHS[1]
    boxed = f"<div>{FIRST}<div>{PICTURE}<p>{sentence}</p></div>{REST[-1]}</div>"
    assert kept(boxed) == list(PARAGRAPHS)


def test_a_text_that_is_made_of_such_boxes_stays_whole() -> None:
    lines = [f"{CAPTION}, image numéro {number} de la série du photographe" for number in range(12)]
    boxes = "".join(f"<div>{PICTURE}<p>{line}</p></div>" for line in lines)
    found = kept(f"<div>{FIRST}{boxes}{REST[0]}</div>", lines=(*PARAGRAPHS, *lines))
    assert set(lines) <= set(found)
