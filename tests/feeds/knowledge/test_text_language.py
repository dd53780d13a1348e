"""The language of a text: from its script, from the detector, from what its source says."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.knowledge.languages import LANGUAGES
from feeds.knowledge.text_language import detect
from tests import corpus

LONG = {
    "fr": "Le gouvernement a présenté jeudi un plan de soutien aux agriculteurs touchés par la sécheresse, avec des "
    "aides directes et un report des échéances de crédit. Les syndicats demandent plus de moyens pour l'irrigation.",
    "en": "The government on Thursday presented a plan to support farmers hit by the drought, with direct aid and the "
    "postponement of loan repayments. Unions are calling for more money to be spent on irrigation in the region.",
    "es": "El gobierno presentó el jueves un plan de apoyo a los agricultores afectados por la sequía, con ayudas "
    "directas y el aplazamiento de los créditos. Los sindicatos piden más recursos para el riego.",
    "ar": "قدمت الحكومة يوم الخميس خطة لدعم الفلاحين المتضررين من الجفاف تشمل مساعدات مباشرة وتأجيل أقساط القروض، فيما "
    "طالبت النقابات بمزيد من الموارد المخصصة للري في المناطق الشمالية من البلاد.",
    "fa": "دولت روز پنجشنبه طرحی برای حمایت از کشاورزان آسیب‌دیده از خشکسالی ارائه کرد که شامل کمک‌های مستقیم و تعویق "
    "اقساط وام‌ها می‌شود و اتحادیه‌ها خواستار منابع بیشتری برای آبیاری شدند.",
    "ur": "حکومت نے جمعرات کو خشک سالی سے متاثرہ کسانوں کی مدد کے لیے ایک منصوبہ پیش کیا جس میں براہ راست امداد اور "
    "قرضوں کی ادائیگی میں مہلت شامل ہے۔",
    "de": "Die Regierung hat am Donnerstag einen Plan zur Unterstützung der von der Dürre betroffenen Bauern "
    "vorgestellt, mit direkten Hilfen und einem Aufschub der Kreditraten. Die Gewerkschaften fordern mehr Mittel.",
    "ru": "Правительство в четверг представило план поддержки фермеров, пострадавших от засухи, с прямой помощью и "
    "отсрочкой платежей по кредитам. Профсоюзы требуют больше средств на орошение.",
    "zh": "政府周四公布了一项支持受旱灾影响农民的计划，包括直接援助和推迟偿还贷款。工会要求在灌溉方面投入更多资金。",
    "ja": "政府は木曜日、干ばつの被害を受けた農家を支援する計画を発表した。直接の援助と融資の返済猶予が含まれている。",
    "zgh": "ⵜⴰⵏⴱⴰⴹⵜ ⵜⵙⵙⴽⵏ ⴰⵙⵙ ⵏ ⵓⴽⵡⴰⵙ ⵢⴰⵏ ⵓⵖⴰⵡⴰⵙ ⵏ ⵜⵡⵉⵙⵉ",
}


@pytest.mark.parametrize("code", LONG)
def test_a_long_text_speaks_for_itself(code: str) -> None:
    assert detect(LONG[code]) == code


@pytest.mark.parametrize(("code", "prior"), [("en", "fr"), ("fr", "ar"), ("ar", "fr"), ("es", "en"), ("de", "fr")])
def test_a_long_text_contradicts_its_source(code: str, prior: str) -> None:
    assert detect(LONG[code], prior=prior, declared=prior) == code


@pytest.mark.parametrize(("code", "prior"), [("en", "fr"), ("fr", "ar"), ("ar", "fr"), ("es", "en"), ("fa", "ar")])
def test_a_whole_article_contradicts_its_source_and_agrees_with_it(code: str, prior: str) -> None:
    article = "\n".join([LONG[code]] * 5)
    assert detect(article, prior=prior, declared=prior) == code
    assert detect(article, prior=code, declared=prior) == code


def test_a_quotation_in_the_sources_language_does_not_decide_for_the_whole_text() -> None:
    assert detect("\n".join([LONG["fr"], LONG["fr"], LONG["en"], LONG["fr"], LONG["fr"]]), prior="en") == "fr"


@pytest.mark.parametrize(
    ("headline", "source"),
    [
        ("Maroc : 3 morts à Agadir", "fr"),
        ("Tesla, Apple, Google", "fr"),
        ("Real Madrid - Barça : 2-1", "es"),
        ("Gaza", "en"),
        ("Mondial 2030", "fr"),
        ("FC Barcelona 3-0 Chelsea", "en"),
    ],
)
def test_a_headline_is_what_its_source_writes_in(headline: str, source: str) -> None:
    assert detect(headline, prior=source) == source


@pytest.mark.parametrize(
    ("headline", "source", "language"),
    [
        ("Un fort séisme frappe la région d’Agadir cette nuit", "en", "fr"),
        ("Government to raise fuel prices next week", "fr", "en"),
        ("El presidente visita la frontera norte", "fr", "es"),
        ("Regierung plant neue Steuern für Unternehmen", "en", "de"),
    ],
)
def test_a_headline_that_is_plainly_in_another_language_is_not(headline: str, source: str, language: str) -> None:
    assert detect(headline, prior=source) == language


def test_a_short_headline_in_another_script_is_not() -> None:
    assert detect("عاجل: زلزال يضرب أكادير", prior="fr") == "ar"
    assert detect("Un séisme frappe Agadir", prior="ar") != "ar"


@pytest.mark.parametrize("prior", ["zgh", "fr", ""])
@pytest.mark.parametrize("headline", ["ⴰⵣⵓⵍ", "Royal Air Maroc ⵜⵙⵙⵏⵜⵉ ⴰⴱⵔⵉⴷ", "12 ⴰⵙⴳⴳⵯⴰⵙ 2026", "MAP : ⴰⵙⵙ ⴰⵎⴰⵢⵏⵓ"])
def test_a_headline_in_tifinagh_is_tamazight_with_latin_names_in_it(headline: str, prior: str) -> None:
    assert detect(headline, prior=prior) == "zgh"


@pytest.mark.parametrize("code", ["fr", "en", "ar"])
def test_a_text_with_its_heading_in_tifinagh_as_well_is_in_its_own_language(code: str) -> None:
    assert detect(f"ⵜⴰⴳⵍⴷⵉⵜ ⵏ ⵍⵎⵖⵔⵉⴱ {LONG[code]}") == code


def test_what_the_feed_declares_helps_where_the_source_says_nothing() -> None:
    assert detect("Gaza", declared="es") == "es"


def test_codes_are_understood_in_their_many_forms() -> None:
    assert detect("2030", prior="fr-MA") == "fr"
    assert detect("2030", prior="AR_ma") == "ar"
    assert detect("2030", prior="zh-TW") == "zh"
    assert detect("2030", prior="tzm-Tfng-MA") == "zgh"


@pytest.mark.parametrize("text", ["", "   ", "123 456", "!!!", "https://", "🙂🙂"])
def test_a_text_without_letters_is_its_sources_or_unknown(text: str) -> None:
    assert detect(text, prior="es") == "es"
    assert detect(text) in {"und", *LANGUAGES}
    assert detect("") == "und"


def test_a_first_line_in_another_language_does_not_decide_for_the_whole_text() -> None:
    assert detect("Breaking news and live updates today. " + LONG["fr"] * 3, prior="fr") == "fr"


@pytest.mark.parametrize("prior", ["ar", "fr", ""])
def test_darija_counts_as_arabic(prior: str) -> None:
    assert detect("بغينا نعرفو شكون اللي دار هاد الشي وعلاش ما كاين حتى واحد كيهضر", prior=prior) == "ar"


def test_darija_of_an_arabic_source_counts_as_arabic() -> None:
    assert detect("واش كاين شي حد عندو شي خبار على الماتش ديال اليوم", prior="ar") == "ar"


def test_a_persian_headline_of_a_persian_source_stays_persian() -> None:
    assert detect("دولت و مردم", prior="fa") == "fa"


def test_an_arabic_headline_of_an_arabic_source_is_never_persian() -> None:
    assert detect("غوغل تطلق هاتفا جديدا", prior="ar") == "ar"


def test_the_same_text_has_the_same_language_each_time() -> None:
    texts = ["Le Maroc", "Breaking news", "Nuevo gobierno", "La CAN 2025"]
    assert len({tuple(detect(text) for text in texts) for _ in range(10)}) == 1


def test_many_threads_agree() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(detect, [LONG["fr"]] * 40)) == {"fr"}


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=6), st.text(max_size=6))
def test_every_text_has_a_language_that_the_portal_knows(text: str, prior: str, declared: str) -> None:
    assert detect(text, prior=prior, declared=declared) in {"und", *LANGUAGES}


@corpus.needs_data
def test_real_arabic_news_is_arabic_even_to_a_french_source() -> None:
    texts = [row["body"] for row in corpus.rows("texts/antcorpus/manifest.jsonl") if row.get("body")][::4]
    assert [text for text in texts if detect(text, prior="fr") != "ar"] == []


@corpus.needs_data
def test_real_headlines_are_what_their_publisher_says_even_without_a_source() -> None:
    rows = [row for row in corpus.rows("articles/fundus/manifest.jsonl") if row.get("title")]
    wrong = [row["id"] for row in rows if detect(row["title"]) != row["language"]]
    assert len(wrong) <= len(rows) * 0.02
