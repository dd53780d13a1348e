"""Pointers to other articles are kept apart; text that only sounds like one stays text."""

import pytest

from feeds.pages.blocks import Block
from feeds.pages.pointing import part

URL = "https://a.test/this"


def block(text: str, *links: str) -> Block:
    return Block(
        tag="p",
        html=text,
        text=text,
        links=tuple((link, f"https://a.test/{index}") for index, link in enumerate(links)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "Lire aussi les classiques, voilà le conseil du ministre aux lycéens.",
        "See more than a hundred photographs at the museum this week.",
        "Read next to a window if you can.",
        "Voir aussi loin que possible était son rêve.",
        "Related by blood, divided by politics.",
    ],
)
def test_a_sentence_that_only_sounds_like_a_pointer_stays(text: str) -> None:
    assert part([block(text)], url=URL) == ([block(text)], ())


def test_a_long_paragraph_that_begins_like_a_pointer_stays() -> None:
    long = block("Lire aussi : " + "mot " * 100, "mot")
    assert part([long], url=URL)[0] == [long]


def test_a_label_alone_takes_the_linked_lines_after_it_along() -> None:
    text = block("Le texte continue ici.")
    kept, pointers = part([block("Lire aussi :"), block("Un", "Un"), block("Deux"), text], url=URL)
    assert [each.text for each in kept] == ["Deux", "Le texte continue ici."]
    assert [pointer.title for pointer in pointers] == ["Un"]


def test_several_linked_lines_after_a_label_all_go() -> None:
    first, second = block("Un", "Un"), Block(tag="p", html="Deux", text="Deux", links=(("Deux", "https://a.test/9"),))
    kept, pointers = part([block("اقرأ أيضا"), first, second], url=URL)
    assert (kept, [pointer.title for pointer in pointers]) == ([], ["Un", "Deux"])


def test_a_pointer_to_the_page_itself_is_none() -> None:
    own = Block(tag="p", html="", text="Lire aussi : Ceci", links=(("Ceci", URL),))
    assert part([own], url=URL) == ([], ())


def test_two_pointers_to_one_article_are_one() -> None:
    assert len(part([block("Lire aussi : Un", "Un"), block("Voir aussi : Un", "Un")], url=URL)[1]) == 1
