"""Words of any language find their articles, newest first, and no input breaks the box."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.knowledge import editions
from articles.models import Article
from articles.search import narrowing
from articles.search.indexing import index
from articles.search.searching import PAGE, Order, search
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Indexed = Callable[..., Article]


@pytest.fixture
def indexed() -> Indexed:
    def make(title: str, language: str = "fr", **values: object) -> Article:
        article = make_article(title=title, language=language, **values)
        index([article])
        return article

    return make


HOSTILE = ["source:", "lang:ar", "title:", "after:2026", "before:2027-13", "'in:news_fr'", "<->", ":*A", "\u202e", "ﷺ"]


def titles(
    text: str, *, languages: Iterable[str] = (), countries: Iterable[str] = (), order: Order = Order.NEWEST
) -> list[str]:
    edition = editions.choose(languages, countries)
    return [article.title for article in search(text, edition=edition, order=order).articles]


@pytest.mark.parametrize("words", ["Événement", "evenement", "événements", "ÉVÈNEMENT"])
def test_accents_case_and_number_do_not_matter(indexed: Indexed, words: str) -> None:
    indexed("Un événement majeur à Rabat")
    assert titles(words) == ["Un événement majeur à Rabat"]


@pytest.mark.parametrize("words", ["الأمم", "الامم", "أمم", "والأمم"])
def test_arabic_spellings_meet(indexed: Indexed, words: str) -> None:
    indexed("مجلس الأمم يجتمع في الرباط", "ar")
    assert titles(words) == ["مجلس الأمم يجتمع في الرباط"]


def test_an_arabic_phrase_is_found_whatever_its_words_begin_with(indexed: Indexed) -> None:
    indexed("استقبل وزير الصحة وفدا", "ar")
    indexed("وزير يزور مدرسة الصحة", "ar")
    assert titles('"وزير الصحة"') == titles("«وزير الصحة»") == ["استقبل وزير الصحة وفدا"]


def test_an_arabic_headline_is_found_without_the_prepositions_that_it_spares(indexed: Indexed) -> None:
    indexed("كأس إفريقيا بالمغرب", "ar")
    assert titles("كأس إفريقيا في المغرب") == ["كأس إفريقيا بالمغرب"]


@pytest.mark.parametrize(
    ("code", "title", "words"),
    [
        ("es", "Nuevas informaciones", "información"),
        ("es", "Última información", "title:informaciones"),
        ("fr", "Trois rois élus", '"roi élu"'),
        ("fr", "La région Fès/Meknès, 2024-2025", "Meknès 2025"),
        ("fr", "Fès Meknès : un barrage", "Fès-Meknès"),
        ("fr", "L'O.N.U. vote", "ONU"),
        ("fa", "ریاست‌جمهوری ایران", "ریاست جمهوری ايران"),
        ("zh", "中国总统选举结果公布", "总统选举"),
        ("fr", "Le prix de l'or", "prix or"),
        ("fr", "Le port de Tanger", "Kénitra OU Tanger"),
        ("ar", "الرجاء يفوز", "الوداد أو الرجاء"),
    ],
)
def test_what_readers_write_finds_what_they_mean(indexed: Indexed, code: str, title: str, words: str) -> None:
    indexed(title, code)
    assert titles(words) == [title]


def test_a_word_that_is_left_out_is_left_out_in_its_other_forms(indexed: Indexed) -> None:
    indexed("Rabat: nuevas informaciones", "es")
    indexed("Rabat acoge", "es")
    assert titles("Rabat -información") == ["Rabat acoge"]


def test_a_word_finds_articles_of_every_language(indexed: Indexed) -> None:
    indexed("Rabat accueille la finale", "fr", published_at=NOON)
    indexed("Rabat hosts the final", "en", published_at=NOON - timedelta(hours=1))
    assert titles("Rabat") == ["Rabat accueille la finale", "Rabat hosts the final"]


def test_the_newest_come_first_over_all_windows(indexed: Indexed) -> None:
    for days in (400, 0, 3, 30):
        indexed(f"Le barrage après {days} jours", published_at=NOON - timedelta(days=days))
    assert titles("barrage") == [f"Le barrage après {days} jours" for days in (0, 3, 30, 400)]


def test_a_phrase_is_found_as_a_phrase(indexed: Indexed) -> None:
    indexed("La grande mosquée de Casablanca")
    indexed("Casablanca : une grande avenue et sa mosquée")
    assert titles('"grande mosquée"') == ["La grande mosquée de Casablanca"]


def test_a_minus_leaves_a_word_out_in_every_language(indexed: Indexed) -> None:
    indexed("Élections : la campagne commence")
    indexed("Élections régionales au printemps")
    indexed("Campaign opens", "en")
    assert titles("élections -campagne") == ["Élections régionales au printemps"]


def test_a_search_can_be_narrowed_to_a_language(indexed: Indexed) -> None:
    indexed("Rabat accueille la finale", "fr")
    indexed("Rabat hosts the final", "en")
    assert titles("Rabat", languages=["en"]) == ["Rabat hosts the final"]


def test_a_search_can_be_narrowed_to_a_source(indexed: Indexed) -> None:
    indexed("Rabat, vue par Challenge", source=make_source(slug="challenge"))
    indexed("Rabat, vue d'ailleurs")
    assert titles("Rabat source:challenge") == ["Rabat, vue par Challenge"]


@pytest.mark.parametrize("written", ["source:le-matin", 'source:"Le Matin"', "source:LE-MATIN", 'مصدر:"le matin"'])
def test_a_source_is_named_by_its_slug_or_its_name(indexed: Indexed, written: str) -> None:
    indexed("Rabat au matin", source=make_source(slug="le-matin", name="Le Matin"))
    indexed("Rabat ailleurs")
    assert titles(f"Rabat {written}") == ["Rabat au matin"]


def test_a_source_can_be_left_out(indexed: Indexed) -> None:
    indexed("Rabat au matin", source=make_source(slug="le-matin"))
    indexed("Rabat ailleurs")
    assert titles("Rabat -source:le-matin") == ["Rabat ailleurs"]


def test_a_search_can_be_of_an_edition(indexed: Indexed) -> None:
    outlets = {country: make_source(country=country) for country in ("MA", "DZ", "TN")}
    for code in ("fr", "en"):
        for country, source in outlets.items():
            indexed(f"Rabat {code} {country}", code, source=source)
    assert set(titles("Rabat", countries=["MA"])) == {"Rabat fr MA", "Rabat en MA"}
    assert set(titles("Rabat", languages=["ar", "fr"], countries=["MA", "DZ"])) == {"Rabat fr MA", "Rabat fr DZ"}
    assert titles("Rabat", countries=["FR"]) == []


def test_a_country_may_have_many_sources(indexed: Indexed) -> None:
    for number in range(narrowing.MOST_MARKED + 1):
        indexed(f"Rabat {number}", source=make_source(country="MA"), published_at=NOON - timedelta(days=number * 20))
    indexed("Rabat ailleurs", source=make_source(country="DZ"))
    found = titles("Rabat", countries=["MA"])
    assert found == [f"Rabat {number}" for number in range(narrowing.MOST_MARKED + 1)]


def test_a_source_that_is_named_is_found_whatever_the_edition(indexed: Indexed) -> None:
    indexed("Rabat, vue de Tunis", source=make_source(slug="tunis", country="TN"))
    indexed("Rabat, vue de Fès", source=make_source(slug="fes", country="MA"))
    assert titles("Rabat source:tunis", countries=["MA"]) == ["Rabat, vue de Tunis"]
    assert titles("Rabat source:tunis source:fes", countries=["MA"]) == ["Rabat, vue de Fès"]


def test_one_of_several_languages_can_be_chosen(indexed: Indexed) -> None:
    indexed("Rabat hosts", "en")
    indexed("Rabat accueille", "fr")
    assert titles("Rabat lang:en lang:fr", languages=["en"]) == ["Rabat hosts"]
    assert titles("Rabat lang:en", languages=["fr"]) == ["Rabat hosts"]


def test_languages_can_be_alternatives_or_left_out(indexed: Indexed) -> None:
    for minute, (title, code) in enumerate([("Rabat hosts", "en"), ("Rabat accueille", "fr"), ("Rabat acoge", "es")]):
        indexed(title, code, published_at=NOON - timedelta(minutes=minute))
    assert titles("Rabat lang:en lang:es") == ["Rabat hosts", "Rabat acoge"]
    assert titles("Rabat -lang:en") == ["Rabat accueille", "Rabat acoge"]


def test_a_word_may_be_asked_of_the_headline_alone(indexed: Indexed) -> None:
    indexed("La gare ferme", lead="Le port reste ouvert.")
    indexed("Le port ferme", lead="La gare reste ouverte.")
    assert titles("title:port") == ["Le port ferme"]
    assert titles("ferme -title:port") == ["La gare ferme"]
    assert titles('title:"port ferme" gare') == ["Le port ferme"]


def test_filters_alone_are_a_search(indexed: Indexed) -> None:
    indexed("Un titre", "fr", source=make_source(slug="le-matin"))
    indexed("A title", "en")
    assert titles("lang:en") == ["A title"]
    assert titles("source:le-matin after:2020") == ["Un titre"]
    assert len(titles("after:2020")) == 2


@pytest.mark.parametrize(
    ("bounds", "days"),
    [
        ("after:2026-02-27", [0, 1, 2]),
        ("before:2026-02-28", [2, 40, 400]),
        ("after:2026-01 before:2026-02-28", [2, 40]),
        ("after:2025 before:2026", [400]),
        ("before:2020", []),
    ],
)
def test_a_search_is_bounded_by_days(indexed: Indexed, bounds: str, days: list[int]) -> None:
    for number in (0, 1, 2, 40, 400):
        indexed(f"Le barrage, {number}", published_at=NOON - timedelta(days=number))
    assert titles(f"barrage {bounds}") == [f"Le barrage, {number}" for number in days]


def test_pages_that_lie_far_back_follow_each_other_too(indexed: Indexed) -> None:
    indexed("Un tout autre article", published_at=NOON)
    for day in range(PAGE + 5):
        indexed(f"Le barrage {day}", published_at=NOON - timedelta(days=900 + 20 * day))
    first = search("barrage")
    second = search("barrage", page_key=first.next_key)
    assert [each.title for each in first.articles + second.articles] == [f"Le barrage {day}" for day in range(PAGE + 5)]


def test_best_first_puts_the_headline_before_the_text(indexed: Indexed) -> None:
    indexed("La gare", lead="Il y a aussi un barrage.", published_at=NOON)
    indexed("Le barrage", lead="Le barrage déborde.", published_at=NOON - timedelta(days=30))
    assert titles("barrage") == ["La gare", "Le barrage"]
    for edition in ([], ["fr"], ["fr", "ar"]):
        assert titles("barrage", languages=edition, order=Order.BEST) == ["Le barrage", "La gare"]


def test_pages_of_the_best_follow_each_other_without_gap_or_repeat(indexed: Indexed) -> None:
    for minute in range(PAGE * 2 + 3):
        indexed(f"Le barrage {minute}", published_at=NOON - timedelta(minutes=minute))
    found, key = [], ""
    for _ in range(3):
        page = search("barrage", order=Order.BEST, page_key=key)
        found += [article.title for article in page.articles]
        key = page.next_key
    assert (len(found), len(set(found)), key) == (PAGE * 2 + 3, PAGE * 2 + 3, "")


def test_results_are_counted_by_language_and_source(indexed: Indexed) -> None:
    matin = make_source(slug="le-matin")
    for minute in range(3):
        indexed("Rabat accueille", "fr", source=matin, published_at=NOON - timedelta(minutes=minute))
    indexed("Rabat hosts", "en", source=make_source(slug="lantern"))
    facets = search("Rabat", with_facets=True).facets
    assert facets.languages == {"fr": 3, "en": 1}
    assert {source.slug: count for source, count in facets.sources.items()} == {"le-matin": 3, "lantern": 1}


@pytest.mark.parametrize("written", ["source:nobody", "lang:klingon", "after:tomorrow", "-source:nobody"])
def test_a_filter_that_means_nothing_finds_nothing_and_says_so(indexed: Indexed, written: str) -> None:
    indexed("Un barrage")
    page = search(f"barrage {written}")
    assert (page.articles, [name.removeprefix("-") for name in page.unknown]) == ([], [written.removeprefix("-")])


def test_a_removed_article_is_not_found(indexed: Indexed) -> None:
    indexed("Un article retiré", removed_at=NOON)
    assert titles("retiré") == []


def test_pages_follow_each_other_without_gap_or_repeat(indexed: Indexed) -> None:
    for minute in range(PAGE + 5):
        indexed(f"Sardine numéro {minute}", published_at=NOON - timedelta(minutes=minute))
    first = search("sardine")
    second = search("sardine", page_key=first.next_key)
    found = [article.title for article in (*first.articles, *second.articles)]
    assert found == [f"Sardine numéro {minute}" for minute in range(PAGE + 5)]
    assert second.next_key == ""


@pytest.mark.parametrize(
    "key",
    [
        *("", "x", "___", "2026-03-01_1_1", "2026-03-01T00:00:00+00:00_99999999999999999999_1"),
        *("0001-01-01T00:00:00+00:00_1_1", "0001-01-01T00:00:00+23:59_1_1", "9999-12-31T23:59:59-23:59_5_2"),
        *("2026-03-01T00:00:00+00:00_1_10", "2026-03-01T00:00:00+00:00_1_٣", "2026-03-01T00:00:00+00:00_1_0"),
    ],
)
def test_a_broken_page_key_gives_the_first_page(indexed: Indexed, key: str) -> None:
    indexed("Un barrage")
    assert len(search("barrage", page_key=key).articles) == 1


@pytest.mark.parametrize(
    "words",
    [
        *("", " ", "'", '"', '"""', "\0", "a" * 10_000, "-", "OR OR", "& | ! ( )", "<->", ":*", "\\", "%%%%"),
        *("le la les", "'in:news_fr'", "title:'", "source:' | 'x", 'title:"', "lang:", "-title:le", "title:le"),
        *("month:2026-03", "ال", "🙂", "a & !b | (c", '-"x y"', "x' ) | 'y"),
    ],
)
def test_any_input_gets_an_answer(indexed: Indexed, words: str) -> None:
    indexed("Un barrage")
    assert search(words).too_heavy is False
    assert search(words, order=Order.BEST).too_heavy is False


@pytest.mark.parametrize(
    ("words", "has_no_words"),
    [
        *((each, True) for each in ("le la lang:fr", "title:le lang:fr", "& | ( )", "le OR la lang:fr")),
        *((each, False) for each in ("barrage", "introuvable", "lang:xx", "lang:es le", "lang:fr", "-barrage")),
    ],
)
def test_words_that_stand_everywhere_are_told_from_words_that_stand_nowhere(
    indexed: Indexed, words: str, has_no_words: bool
) -> None:
    indexed("Un barrage")
    assert search(words).has_no_words is has_no_words


@given(st.lists(st.sampled_from([*HOSTILE, *"'\"\\()!&|<>:*-\0%_ ", "barrage", "أمم", "OR"]), max_size=12))
@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_five_hundred_hostile_searches_get_an_answer(indexed: Indexed, pieces: list[str]) -> None:
    assert search("".join(pieces)).too_heavy is False
