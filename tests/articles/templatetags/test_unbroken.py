"""French parts some marks from their word by a space; no line may begin with the mark."""

import pytest

from articles.templatetags.articles import unbroken


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Au port : la pêche", "Au port\u00a0: la pêche"),
        ("Le carnet n° 7, une lonja n.º 28", "Le carnet n°\u00a07, une lonja n.º\u00a028"),
        ("Qui paiera ?", "Qui paiera\u00a0?"),
        ("« Nous partons » !", "«\u00a0Nous partons\u00a0»\u00a0!"),
        ("Une hausse de 3 %", "Une hausse de 3\u00a0%"),
        (
            "31 états et un verdict : « non », n° 7 ; fin !",
            "31 états et un verdict\u00a0: «\u00a0non\u00a0», n°\u00a07\u00a0; fin\u00a0!",
        ),
    ],
)
def test_a_mark_stays_with_its_word(written: str, shown: str) -> None:
    assert unbroken(written) == shown


@pytest.mark.parametrize("headline", ["What now? A guide", "ماذا بعد؟", "Retour :-) en images", "Ratio 3:1"])
def test_other_headlines_stay_as_they_are(headline: str) -> None:
    assert unbroken(headline) == headline
