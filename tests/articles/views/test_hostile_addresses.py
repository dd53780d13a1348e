"""Whatever strangers write into addresses, pages answer, and never with a fault of ours."""

import random
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client

from articles.search.indexing import index
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
TRIES = 500
ATOMS = [
    *(
        "'",
        "\\",
        "!",
        ":*",
        "<->",
        "&",
        "|",
        "(",
        ")",
        '"',
        "-",
        "OR",
        "and",
        "le",
        "port",
        "%",
        "_",
        "*",
        "'':*",
        "::",
    ),
    *("\u202e", "\u200f", "\0", "\ud800", "\udfff", "\ufffe", "\x1b", "\x7f", "\n", "\t", "فتاوى", "à", "中文", "😀"),
    *("a" * 60, "pg_sleep(3)", "<script>", "{{7*7}}", "%(query)s", "%s", "%00", "../", "//", ";", "?", "#"),
]
OUT_OF_TIME = [
    *("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"),
    *("9999-12-31T23:59:59+00:00", "1969-12-31T23:59:59+00:00", "2026-03-01", "2026-03-01T12:00:00", "x", "", "\0"),
]
MOMENTS = [
    *OUT_OF_TIME,
    *("2026-03-01T12:00:00+00:00", "2026-03-01T12:00:00.123456789+00:00", "2026-03-01T24:00:00+00:00"),
    *("2026-W01-1T00:00Z", "2026-03-01T12:00:00+23:59:59.999999"),
]
NUMBERS = [
    *("1", "0", "-5", "00001", "٣", "１", "1_0", "1e5", " 1", "9223372036854775807", "9223372036854775808"),
    *("9" * 40, "9" * 5_000, "", "\0"),
]


def hostile_addresses() -> Iterator[str]:
    """The same ones at each run: what fails once fails again."""
    dice = random.Random(7)
    for _ in range(TRIES):
        words = "".join(dice.choice(ATOMS) + dice.choice(["", " "]) for _ in range(dice.randint(1, 30)))
        key = "_".join([dice.choice(MOMENTS), *(dice.choice(NUMBERS) for _ in range(dice.randint(0, 2)))])
        number, code = dice.choice(NUMBERS), dice.choice(["fr", "ar", "xx", "\0", ""])
        yield dice.choice(
            [
                f"/fr/search/?q={_quoted(words)}&language={_quoted(code)}",
                f"/fr/search/?q=port&page={_quoted(key)}",
                f"/fr/search/?q={_quoted(words)}&page={_quoted(key)}",
                f"/fr/?before={_quoted(key)}",
                f"/ar/in/fr/?before={_quoted(key)}",
                f"/fr/challenge/?before={_quoted(key)}",
                f"/fr/{_quoted(words)}/?before={_quoted(key)}",
                f"/fr/in/{_quoted(code)},fr/from/{_quoted(words[:9])}/section/sport/",
                f"/fr/edition/?lang={_quoted(words)}&lang={_quoted(code)}&country={_quoted(words[:2])}",
                f"/fr/challenge/author/{_quoted(words)}/?before={_quoted(key)}",
                f"/fr/challenge/author/{_quoted(words)}/feed.atom",
                f"/fr/challenge/{_quoted(number)}/",
                f"/fr/image/{_quoted(number)}/report?article={_quoted(number)}",
                f"/fr/image/thanks?article={_quoted(number)}",
                f"/image/{'a' * 32}/{_quoted(number)}-{_quoted(dice.choice(NUMBERS))}.webp",
                f"/{_quoted(words)}?{_quoted(words)}",
            ]
        )


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def test_no_address_and_no_query_is_a_fault_of_ours() -> None:
    article = make_article(source=make_source(slug="challenge"), title="Le port de Kénitra")
    index([article])
    reader = Client(raise_request_exception=False)
    answers = {address: reader.get(address).status_code for address in hostile_addresses()}
    assert {address[:200]: status for address, status in answers.items() if status >= 500} == {}
    assert {200, 404} <= set(answers.values())


@pytest.mark.parametrize("page", ["/fr/", "/fr/in/fr/", "/fr/challenge/"])
@pytest.mark.parametrize("moment", OUT_OF_TIME)
def test_a_key_that_we_never_made_leads_nowhere(reader: Client, page: str, moment: str) -> None:
    make_article(source=make_source(slug="challenge"))
    assert reader.get(f"{page}?before={_quoted(moment)}_5").status_code == 404
