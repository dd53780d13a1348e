"""The content languages: code, own name, direction of script, and the Postgres configuration that indexes them."""

from dataclasses import dataclass
from typing import Final, Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True)
class Language:
    """A language that articles are written in (not the language of the interface).

    `search_config` is a text search configuration made by articles' migrations; `news_simple` folds accents only.
    """

    code: str  # BCP 47 primary subtag, "und" when unknown
    name: str  # what its speakers call it
    direction: Direction = "ltr"
    search_config: str = "news_simple"


UNKNOWN: Final = Language("und", "?")

LANGUAGES: Final[dict[str, Language]] = {
    language.code: language
    for language in (
        Language("ar", "العربية", "rtl", "news_ar"),
        Language("fr", "Français", search_config="news_fr"),
        Language("en", "English", search_config="news_en"),
        Language("es", "Español", search_config="news_es"),
        Language("zgh", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
        Language("de", "Deutsch", search_config="news_de"),
        Language("it", "Italiano", search_config="news_it"),
        Language("pt", "Português", search_config="news_pt"),
        Language("nl", "Nederlands", search_config="news_nl"),
        Language("ru", "Русский", search_config="news_ru"),
        Language("tr", "Türkçe", search_config="news_tr"),
        Language("fa", "فارسی", "rtl"),
        Language("ur", "اردو", "rtl"),
        Language("he", "עברית", "rtl"),
        Language("el", "Ελληνικά"),
        Language("pl", "Polski"),
        Language("uk", "Українська"),
        Language("ro", "Română"),
        Language("sv", "Svenska"),
        Language("no", "Norsk"),
        Language("da", "Dansk"),
        Language("fi", "Suomi"),
        Language("cs", "Čeština"),
        Language("hu", "Magyar"),
        Language("bg", "Български"),
        Language("ca", "Català"),
        Language("hr", "Hrvatski"),
        Language("sq", "Shqip"),
        Language("id", "Bahasa Indonesia"),
        Language("vi", "Tiếng Việt"),
        Language("sw", "Kiswahili"),
        Language("so", "Soomaali"),
        Language("af", "Afrikaans"),
        Language("zu", "isiZulu"),
        Language("xh", "isiXhosa"),
        Language("hi", "हिन्दी"),
        Language("bn", "বাংলা"),
        Language("ta", "தமிழ்"),
        Language("th", "ไทย"),
        Language("zh", "中文"),
        Language("ja", "日本語"),
        Language("ko", "한국어"),
        Language("lt", "Lietuvių"),
        Language("lv", "Latviešu"),
        Language("et", "Eesti"),
        Language("sk", "Slovenčina"),
        Language("sl", "Slovenščina"),
        Language("sr", "Српски"),
        Language("mk", "Македонски"),
        Language("be", "Беларуская"),
        Language("is", "Íslenska"),
        Language("ga", "Gaeilge"),
        Language("cy", "Cymraeg"),
        Language("eu", "Euskara"),
        Language("gl", "Galego"),
        Language("mt", "Malti"),
        Language("ms", "Bahasa Melayu"),
        Language("tl", "Filipino"),
        Language("mr", "मराठी"),
        Language("ne", "नेपाली"),
        Language("gu", "ગુજરાતી"),
        Language("pa", "ਪੰਜਾਬੀ"),
        Language("te", "తెలుగు"),
        Language("kn", "ಕನ್ನಡ"),
        Language("ml", "മലയാളം"),
        Language("si", "සිංහල"),
        Language("my", "မြန်မာ"),
        Language("km", "ខ្មែរ"),
        Language("lo", "ລາວ"),
        Language("hy", "Հայերեն"),
        Language("ka", "ქართული"),
        Language("az", "Azərbaycanca"),
        Language("kk", "Қазақша"),
        Language("uz", "Oʻzbekcha"),
        Language("mn", "Монгол"),
        Language("ps", "پښتو", "rtl"),
        Language("am", "አማርኛ"),
        Language("ha", "Hausa"),
        Language("yo", "Yorùbá"),
    )
}

# Postgres' Snowball dictionaries behind the configurations that stem; the others only fold accents.
STEMMERS: Final = {
    "news_fr": "french_stem",
    "news_en": "english_stem",
    "news_es": "spanish_stem",
    "news_de": "german_stem",
    "news_it": "italian_stem",
    "news_pt": "portuguese_stem",
    "news_nl": "dutch_stem",
    "news_ru": "russian_stem",
    "news_tr": "turkish_stem",
}


def language(code: str) -> Language:
    """The language of that code, or `UNKNOWN` (left to right, indexed without stems)."""
    return LANGUAGES.get(code, UNKNOWN)
