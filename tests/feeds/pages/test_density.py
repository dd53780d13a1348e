"""A page whose sentences stand together needs no other reading."""

from lxml import html

from feeds.pages import density, passages
from tests.feeds.pages.newspaper import PARAGRAPHS

TEXT = "".join(f"<p>{number}. {paragraph}</p>" for number in range(3) for paragraph in PARAGRAPHS)


def votes(body: str) -> list[bool]:
    read = passages.of(html.document_fromstring(f"<html><body>{body}</body></html>"))
    return density.votes(read, most=1_000)


def test_the_passages_of_the_element_that_holds_the_sentences_are_its_text() -> None:
    assert votes(f"<p>Menu</p><main>{TEXT}</main><p>Plan</p>") == [False, *[True] * 9, False]


def test_what_calls_itself_clutter_within_the_element_and_what_is_a_link_is_no_text() -> None:
    inner = '<p class="newsletter">Abonnez-vous.</p><p><a href="/1">Un autre article du jour</a></p>'
    assert votes(f"<main>{TEXT}{inner}</main>") == [*[True] * 9, False, False]


def test_a_page_with_as_much_text_elsewhere_is_not_clear() -> None:
    assert votes(f"<section>{TEXT}</section><section>{TEXT}</section>") == []


def test_comments_do_not_make_a_page_unclear() -> None:
    assert votes(f'<main>{TEXT}</main><div class="comments">{TEXT}</div>') == [*[True] * 9, *[False] * 9]


def test_a_short_text_is_not_clear() -> None:
    assert votes(f"<main><p>{PARAGRAPHS[0]}</p></main>") == []


def test_a_list_of_linked_articles_is_not_clear() -> None:
    links = "".join(
        f'<p><a href="/{number}">Le titre entier de l\'article numéro {number}</a></p>' for number in range(60)
    )
    assert votes(f"<main>{TEXT}{links}</main>") == []


def test_a_page_without_sentences_is_not_clear() -> None:
    assert votes("<p>Menu</p>") == []
