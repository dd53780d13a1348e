"""Dates as feeds and pages write them, in four languages and several calendars of month names."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.knowledge.dates import parse_date, tell_nothing

TOKYO = ZoneInfo("Asia/Tokyo")


def moment(text: str) -> datetime:
    found = parse_date(text)
    assert found is not None, text
    return found[0].astimezone(UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-27T10:05:00Z",
        "2025-03-27T10:05:00.123Z",
        "2025-03-27T11:05:00+01:00",
        "2025-03-27T11:05:00+0100",
        "2025-03-27T11:05+01",
        "2025-03-27 10:05:00",
        "2025-03-27T10:05:0Z",
        "20250327T100500Z",
        "2025/03/27 10:05",
        "Thu, 27 Mar 2025 10:05:00 GMT",
        "Thu, 27 Mar 2025 11:05:00 +0100",
        "Thu, 27 Mar 2025 11:05:00 +01",
        "Thu, 27 Mar 2025 11:05:00 +1:00",
        "Thu, 27 Mar 2025 11:05:00 GMT+1",
        "Thu, 27 Mar 2025 06:05:00 GMT -04:00",
        "Thu Mar 27 11:05:00 CET 2025",
        "Thu Mar 27 10:05:00 2025",
        "27 Mar 2025 05:05 EST",
        "Thu, 27 Mar 25 11:05:00 CET",
        "Thu Mar 27 2025 11:05:00 GMT+0100 (CET)",
        "March 27, 2025 10:05 AM",
        "27/03/2025 10:05",
        "27.03.2025 10:05",
        "27 | 03 | 2025 10:05",
        "27 - 03 - 2025 10:05",
        "27 mars 2025 à 10h05",
        "jeudi 27 mars 2025, 10:05",
        "jeu., 27 mars 2025 11:05:00 +0100",
        "Publié le 27 mars 2025 à 10h05",
        "27 de marzo de 2025, 10:05",
        "الخميس 27 مارس 2025 - 10:05",
        "٢٧ مارس ٢٠٢٥ على الساعة ١٠:٠٥",
        "27 آذار 2025 10:05",
        "27 آذار/مارس 2025 10:05",
        "27 مارس 2025 10:05 صباحا",
        "مارس 27, 2025 10:05",
        "مارس 27، 2025 - 10:05",
        "الخميس 27/مارس/2025 - 10:05 ص",
        "27مارس 2025 10:05",
        "27 رمضان 1446 هـ الموافق لـ 27 مارس 2025م 10:05",
        "27 ⵎⴰⵕⵚ 2025 10:05",
        "27 mars 2025 11:05 (UTC+1)",
        "٢٧\N{RIGHT-TO-LEFT MARK}/٣\N{RIGHT-TO-LEFT MARK}/٢٠٢٥ ١٠:٠٥",
        "\N{RIGHT-TO-LEFT ISOLATE}27\N{POP DIRECTIONAL ISOLATE} مارس \N{ARABIC LETTER MARK}2025 10:05",
        "27\N{ZERO WIDTH SPACE} mars 2025 10:05",
        "10:05 - 27 مارس 2025",
        "10:05, Thursday, March 27, 2025",
        "11:05 CET 27.03.2025",
        "10h05 | jeudi 27 mars 2025",
        "27.03.2025, 10.05 Uhr",
        "27 Mar 2025 10.05 GMT",
        "27.03.25 10:05",
        "27/03/25 10:05",
        "2025. március 27. 10:05",
        "2025 m. kovo 27 d. 10:05",
        "27 במרץ 2025 10:05",
        "২৭ মার্চ ২০২৫ ১০:০৫",
        "2025年03月27日10时05分",
        "2025/03/27 上午10:05",
    ],
)
def test_a_moment_is_read_in_every_spelling(text: str) -> None:
    assert moment(text).replace(microsecond=0) == datetime(2025, 3, 27, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("janvier janv. enero January يناير جانفي Januar janeiro gennaio", 1),
        ("février févr. fevrier febrero February فبراير فيفري شباط", 2),
        ("mars marzo March مارس آذار März março maart", 3),
        ("avril avr. abril April أبريل إبريل أفريل نيسان", 4),
        ("mai mayo May ماي مايو أيار", 5),
        ("juin junio June يونيو جوان حزيران", 6),
        ("juillet juil. julio July يوليوز يوليو جويلية تموز", 7),
        ("août aout agosto August غشت أغسطس أوت آب", 8),
        ("septembre sept. septiembre September شتنبر سبتمبر أيلول", 9),
        ("octobre oct. octubre October أكتوبر اكتوبر Oktober outubro ottobre", 10),
        ("novembre nov. noviembre November نونبر نوفمبر", 11),
        ("décembre déc. diciembre December دجنبر ديسمبر", 12),
    ],
)
def test_months_are_known_from_casablanca_to_damascus(names: str, month: int) -> None:
    assert {name: moment(f"9 {name} 2025").month for name in names.split()} == dict.fromkeys(names.split(), month)


@pytest.mark.parametrize(
    ("names", "month"),
    [
        ("ⵉⵏⵏⴰⵢⵔ yennayer ledna januára січня януари ianuarie tammikuuta gener", 1),
        ("ⵎⴰⵕⵚ meɣres března marca березня martie marts maaliskuuta maret març", 3),
        ("května mája травня maj toukokuuta maig", 5),
        ("ⵖⵓⵛⵜ ɣuct srpna augusta серпня elokuuta agustus agost", 8),
        ("října októbra жовтня октомври octombrie lokakuuta", 10),
        ("prosince decembra грудня декември decembrie joulukuuta desember", 12),
    ],
)
def test_months_are_known_from_oslo_to_jakarta_and_in_tamazight(names: str, month: int) -> None:
    assert {name: moment(f"9. {name} 2025").month for name in names.split()} == dict.fromkeys(names.split(), month)


@pytest.mark.parametrize(
    ("name", "month"),
    [("كانون الثاني", 1), ("تشرين الأول", 10), ("تشرين الثاني", 11), ("كانون الأول", 12), ("كانون الاول", 12)],
)
def test_months_of_two_words_are_told_apart(name: str, month: int) -> None:
    assert moment(f"9 {name} 2025").month == month


@pytest.mark.parametrize(
    "text",
    [
        *("يناير/كانون الثاني 27, 2025", "27 يناير/كانون الثاني 2025", "27 كانون ثاني / يناير 2025"),
        *("27 كانون الثاني (يناير) 2025", "janvier 27, 2025", "enero 27 de 2025"),
    ],
)
def test_a_month_may_have_two_names_and_stand_first(text: str) -> None:
    assert moment(text) == datetime(2025, 1, 27, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2025. 3. 27.", "2025. 03. 27 오전", "27 March , 2025", "২৭ মার্চ ২০২৫"])
def test_signs_and_spaces_between_the_parts_are_written_in_many_ways(text: str) -> None:
    assert moment(text) == datetime(2025, 3, 27, tzinfo=UTC)


def test_february_is_spelt_in_two_ways_in_bengali() -> None:
    assert moment("১৬ ফেব্রুয়ারি ২০২৫") == moment("১৬ ফেব্রুয়ারী ২০২৫") == datetime(2025, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["الخميس 1446/9/27 هـ الموافق 2025/03/27 م", "27/09/1446 هـ - 27/03/2025", "۱۴۰۴/۰۱/۰۷ - 27 March 2025"],
)
def test_the_day_of_another_calendar_leaves_the_word_to_the_one_beside_it(text: str) -> None:
    assert moment(text) == datetime(2025, 3, 27, tzinfo=UTC)


@pytest.mark.parametrize("text", ["27/09/1446", "۱۴۰۴/۰۱/۰۷", "1404-01-07T10:05:00"])
def test_the_day_of_another_calendar_alone_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_of_two_days_in_one_text_the_first_counts_however_both_are_written() -> None:
    assert moment("Bern, 17.03.2025: Rede am 18. April 2025") == datetime(2025, 3, 17, tzinfo=UTC)
    assert moment("17 March 2025, for 2025-04-18") == datetime(2025, 3, 17, tzinfo=UTC)


def test_a_month_is_a_word_of_its_own() -> None:
    assert parse_date("Sommars 27, 2025") is None


@pytest.mark.parametrize(
    ("written", "hour"),
    [("10:30 PM", 22), ("12:30 am", 0), ("10:30 م", 22), ("10:30 مساء", 22), ("下午10:30", 22), ("오전 10:30", 10)],
)
def test_halves_of_the_day_are_understood(written: str, hour: int) -> None:
    assert moment(f"27 مارس 2025 {written}").hour == hour


def test_a_number_with_a_point_behind_a_day_is_an_hour_only_where_it_says_so() -> None:
    assert parse_date("27 mars 2025, version 18.30") == (datetime(2025, 3, 27, tzinfo=UTC), False)


def test_two_points_before_a_day_tell_an_hour_only_right_before_it() -> None:
    assert parse_date("Score 10:05 au stade, 27 mars 2025") == (datetime(2025, 3, 27, tzinfo=UTC), False)


def test_a_day_may_end_at_24_o_clock() -> None:
    assert moment("Mon, 31 Mar 2025 24:00:00 GMT") == datetime(2025, 4, 1, tzinfo=UTC)


def test_the_first_of_a_month_is_written_1er() -> None:
    assert moment("1er avril 2025") == datetime(2025, 4, 1, tzinfo=UTC)


def test_a_month_beyond_twelve_is_an_american_day() -> None:
    assert moment("03/27/2025") == datetime(2025, 3, 27, tzinfo=UTC)


def test_the_sources_zone_counts_where_the_text_names_none() -> None:
    found = parse_date("27 mars 2025 à 10h05", zone=TOKYO)
    assert found == (datetime(2025, 3, 27, 10, 5, tzinfo=TOKYO), True)


@pytest.mark.parametrize("text", ["2025-03-27T10:05:00Z", "Thu, 27 Mar 2025 10:05:00 GMT", "2025-03-27T11:05:00+01:00"])
def test_the_texts_own_zone_wins_over_the_sources(text: str) -> None:
    found = parse_date(text, zone=TOKYO)
    assert found is not None
    assert found[0] == datetime(2025, 3, 27, 10, 5, tzinfo=UTC)


def test_an_unknown_zone_counts_as_the_sources() -> None:
    found = parse_date("27 Mar 2025 10:05 XYZ", zone=TOKYO)
    assert found == (datetime(2025, 3, 27, 10, 5, tzinfo=TOKYO), True)


@pytest.mark.parametrize("text", ["2025-03-27", "27 mars 2025", "27/03/2025", "٢٧ مارس ٢٠٢٥"])
def test_a_day_alone_says_that_it_has_no_time(text: str) -> None:
    assert parse_date(text) == (datetime(2025, 3, 27, tzinfo=UTC), False)


@pytest.mark.parametrize(
    "text",
    [
        *("", "hier", "10:22", "1711530000", "31 février 2025", "2025-02-30T10:00:00Z", "0000-00-00", "99/99/2025"),
        *(
            "क" * 200,
            "1 " * 90,
            "32 mars 2025",
            "27 brumaire 2025",
            "2025-03-27T25:00:00+99:00x",
            "0001-01-01",
            "9999-12-31",
        ),
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@settings(deadline=None)
@given(st.text(max_size=300) | st.from_regex(r"\d{1,4}[-/. ]\w{1,9}[-/. ]\d{1,4}[T ]\d{1,3}:\d{1,3}[+-]?\d{0,4}"))
def test_no_text_makes_it_raise(text: str) -> None:
    found = parse_date(text)
    assert found is None or found[0].astimezone(TOKYO).tzinfo is TOKYO


@settings(deadline=None)
@given(st.timedeltas(timedelta(0), timedelta(days=40_000)), st.integers(-12, 14))
def test_iso_dates_come_back_as_they_were(since: timedelta, hours: int) -> None:
    written = datetime(1990, 1, 1, tzinfo=UTC).astimezone(timezone(timedelta(hours=hours))) + since
    found = parse_date(written.isoformat(), zone=TOKYO)
    assert found == (written, True)
    assert found[0].utcoffset() == timedelta(hours=hours)


def test_a_long_text_is_read_at_its_beginning_only() -> None:
    assert parse_date("x" * 500 + " 27 mars 2025") is None


@pytest.mark.parametrize(
    ("dates", "verdict"),
    [
        ([datetime(2026, 3, 1, 9, 41, 7, tzinfo=UTC)] * 3, True),
        ([datetime(2026, 3, 1, 9, 41, 7, tzinfo=UTC)] * 2, False),
        ([datetime(2026, 3, 1, tzinfo=UTC)] * 3, False),
        ([datetime(2026, 3, 1, 9, 41, second, tzinfo=UTC) for second in (7, 7, 8)], False),
        ([datetime(2026, 3, 1, 9, 41, 7, tzinfo=UTC)] * 3 + [None], False),
        ([None] * 3, False),
        ([], False),
    ],
    ids=["all alike", "two", "a day", "one apart", "one without", "none", "no item"],
)
def test_dates_that_are_all_the_same_moment_tell_nothing(dates: list[datetime | None], verdict: bool) -> None:
    assert tell_nothing(dates) is verdict
