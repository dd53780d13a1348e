"""A reader's search, taken apart, whatever was written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.knowledge.search_words import SearchWords, read


@pytest.mark.parametrize(
    "text", ["port de Tanger", '"grande mosquée" -foot', "port OR gare", "12:30 http://a.test/b?c"]
)
def test_words_stay_words(text: str) -> None:
    assert read(text) == SearchWords(words=text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("« grande mosquée » “port”", '" grande mosquée " "port"'),
        ("port OU gare", "port OR gare"),
        ("الوداد أو الرجاء", "الوداد OR الرجاء"),
        ("prix or", 'prix "or"'),
        ("e\u0301te\u0301 \u200fport", "été port"),
    ],
)
def test_keyboards_and_languages_write_the_same_in_their_own_way(text: str, words: str) -> None:
    assert read(text).words == words


@pytest.mark.parametrize("text", ["source:hespress port", "port source:hespress", 'port  source:"hespress"'])
def test_a_source_narrows_wherever_it_stands(text: str) -> None:
    assert read(text) == SearchWords(words="port", sources=("hespress",))


@pytest.mark.parametrize("filter_", ["source", "fuente", "المصدر", "SOURCE"])
def test_a_filter_has_a_name_in_every_language(filter_: str) -> None:
    assert read(f'{filter_}:"Le Matin"').sources == ("Le Matin",)


@pytest.mark.parametrize("written", ["ar", "AR", "العربية"])
def test_a_language_is_named_by_its_code_or_by_itself(written: str) -> None:
    assert read(f"lang:{written}").languages == ("ar",)


def test_several_of_one_kind_are_alternatives_and_a_minus_excludes() -> None:
    words = read("lang:ar lang:fr -source:a -lang:es")
    assert (words.languages, words.other_languages, words.other_sources) == (("ar", "fr"), ("es",), ("a",))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-03-09", date(2026, 3, 9)),
        ("2026-3", date(2026, 3, 1)),
        ("2026", date(2026, 1, 1)),
        ("٢٠٢٦", date(2026, 1, 1)),
    ],
)
def test_a_day_a_month_or_a_year_bounds_the_time(written: str, day: date) -> None:
    assert read(f"après:{written} avant:{written}") == SearchWords(after=day, before=day)


def test_the_narrower_of_two_bounds_holds() -> None:
    words = read("after:2025 after:2026 before:2028 before:2027")
    assert (words.after, words.before) == (date(2026, 1, 1), date(2027, 1, 1))


def test_words_of_the_headline_keep_phrases_and_minus() -> None:
    words = read('title:port titre:"grande gare" -título:foot')
    assert (words.titles, words.words) == ('port "grande gare" -foot', "")


@pytest.mark.parametrize("filter_", ["lang:klingon", "after:soon", "before:2026-02-30", "after:0001", "-after:2026"])
def test_a_filter_that_means_nothing_is_named(filter_: str) -> None:
    assert read(f"port {filter_}") == SearchWords(words="port", unknown=(filter_,))


@pytest.mark.parametrize("text", ["", "  ", "\0"])
def test_nothing_is_an_empty_search(text: str) -> None:
    assert read(text).is_empty


@given(st.text(max_size=60) | st.from_regex(r'-?(source|title|lang|after):"?[^"]*"?', fullmatch=True))
def test_any_text_is_a_search(text: str) -> None:
    assert isinstance(read(text), SearchWords)
