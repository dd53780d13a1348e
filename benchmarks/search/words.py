"""Invented words whose frequencies follow Zipf's law, in the languages of a Moroccan portal."""

import random
from functools import cache
from itertools import accumulate
from typing import Final

VOCABULARY: Final = 60_000  # words a language
LANGUAGES: Final = {"fr": 0.35, "ar": 0.35, "en": 0.3}
FLATTENED: Final = 3  # ranks by which the commonest words are made less common: real ones are stop words
_SYLLABLES: Final = {
    "fr": "ba ca da fa ga la ma na pa ra sa ta va bon con dan fran gar lin mou nou pin ren sou ton vin cha pré tion",
    "ar": "با تا جا حا خا دا را سا شا صا طا عا غا فا قا كا لا ما نا ها بو تي جد حر خي در سم شر صب طر عم قل كت لب مر",
    "en": "ba ke di fo gu la me ni po ru sa te vi wo bur con der fir gal hol jan kin lam mor nor pel ring ser tan ver",
}


@cache
def vocabulary(code: str) -> list[str]:
    """The words of a language, two to four syllables, each once, the commonest first."""
    rng = random.Random(code)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(rng.choices(_SYLLABLES[code].split(), k=rng.choice((2, 3, 3, 4))))] = None
    return list(words)


@cache
def _weights() -> list[float]:
    return list(accumulate(1 / (rank + FLATTENED) for rank in range(VOCABULARY)))


def text(code: str, length: int, rng: random.Random) -> str:
    return " ".join(rng.choices(vocabulary(code), cum_weights=_weights(), k=length))
