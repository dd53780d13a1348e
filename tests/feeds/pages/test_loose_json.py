"""JSON as sites write it is read where its meaning is clear, and left alone where it is not."""

from typing import Any

import pytest

from feeds.pages import loose_json

WHOLE = {"headline": "Un titre", "datePublished": "2025-03-27"}


@pytest.mark.parametrize(
    "written",
    [
        '{"headline": "Un titre", "datePublished": "2025-03-27"}',
        '<!-- {"headline": "Un titre", "datePublished": "2025-03-27"} -->',
        '//<![CDATA[\n{"headline": "Un titre", "datePublished": "2025-03-27"}\n//]]>',
        '{"headline": "Un titre", "datePublished": "2025-03-27",}',
        '{"headline": "Un titre", // ce que les lecteurs voient\n"datePublished": "2025-03-27"}',
        '{"headline": "Un titre", /* "section": "x", */ "datePublished": "2025-03-27"}',
        "{\"headline\": 'Un titre', \"datePublished\": '2025-03-27'}",
        '{"headline": "Un titre", "datePublished": "2025-03-27"};',
    ],
)
def test_an_object_is_read_whatever_stands_around_and_within_it(written: str) -> None:
    assert loose_json.values(written) == [WHOLE]


@pytest.mark.parametrize("between", ["", "\n", ",", ";"])
def test_several_objects_in_a_row_are_all_read(between: str) -> None:
    assert loose_json.values(f'{{"a": 1}}{between}{{"b": 2}}') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('{"a": "Le "grand" soir", "b": 1}', 'Le "grand" soir'),
        ('{"a": "<img width="300" height="150">", "b": 1}', '<img width="300" height="150">'),
        ('{"a": \'Il dit "oui"\', "b": 1}', 'Il dit "oui"'),
        ('{"a": \'L\\\'eau\', "b": 1}', "L'eau"),
        ('{"a": "deux\nlignes", "b": 1}', "deux\nlignes"),
        ('{"a": "https://lequotidien.test/a", "b": 1,}', "https://lequotidien.test/a"),
    ],
)
def test_quotes_and_line_ends_within_a_text_stay_its_own(written: str, meant: str) -> None:
    assert loose_json.values(written) == [{"a": meant, "b": 1}]


@pytest.mark.parametrize("written", ["", "du texte", '{"a": ', "{a: b}", "{" * 5_000, '{"a": "' + 'x" ' * 2_000])
def test_what_is_no_json_is_nothing(written: str) -> None:
    found: list[Any] = loose_json.values(written)
    assert found == []
