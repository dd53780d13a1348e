"""What a page's JSON-LD says, as text that can be kept."""

from feeds.pages import structured


def test_half_a_character_is_none() -> None:
    assert structured.text_in("Le \ud800 budget") == structured.text_in("Le \udfff budget") == "Le \ufffd budget"
