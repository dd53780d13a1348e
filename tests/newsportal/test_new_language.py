"""A language is added with one catalog and one line: tried with a pseudo-locale, whose every word shows that it went
through the catalog, and with an unfinished one."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.conf.locale import LANG_INFO
from django.test import Client

from articles.knowledge.languages import LANGUAGES, language
from articles.templatetags.articles import WAYS_TO_SHARE
from tests.newsportal.catalogs import COMPILING, MAKING, PATHS
from tests.newsportal.test_interface_languages import Page, arabic_article, full_pages

PSEUDO: Final = "de"  # any language that Babel and Django know, and whose catalog we do not have
TAG: Final = re.compile(r"(<[^>]*>)")
KEPT: Final = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|&\w+;)")
ACCENTED: Final = str.maketrans("aceinosuyACEINOSUY", "àçéîñôšûýÀÇÉÎÑÔŠÛÝ")
SAID: Final = re.compile(r"⟦[^⟦⟧]*⟧")
WORD: Final = re.compile(r"[^\W\d_]{2,}")
# Names of formats and sites, and what is typed.
FROM_ELSEWHERE: Final = {"atom", "json", "feed", "or", *(name.casefold() for name in WAYS_TO_SHARE)}


def pseudo(text: str) -> str:
    """The sentence with foreign letters, each piece between two tags in brackets; what is filled in and tags stay."""
    return "".join(part if TAG.fullmatch(part) or not part.strip() else bracketed(part) for part in TAG.split(text))


def bracketed(text: str) -> str:
    spoken = "".join(part if KEPT.fullmatch(part) else part.translate(ACCENTED) for part in KEPT.split(text))
    return f"⟦{spoken}⟧"


@pytest.fixture
def speaking_pseudo(settings: Any, tmp_path: Path) -> str:
    catalog: Catalog = MAKING["messages"]([*MAKING["python_files"](), *MAKING["templates"]()])
    catalog.locale = PSEUDO
    for message in MAKING["sentences"](catalog):
        message.string = pseudo(message.id) if isinstance(message.id, str) else tuple(map(pseudo, message.id))
    target = tmp_path / PSEUDO / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalog)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [*settings.LANGUAGES, (PSEUDO, language(PSEUDO).name)]
    settings.SITE_NAME = "البوابة"
    return PSEUDO


@pytest.mark.django_db
def test_every_page_speaks_a_language_that_was_just_added(speaking_pseudo: str) -> None:
    said = {text for page in full_pages(PSEUDO, arabic_article()) for text in page.said_in(PSEUDO)}
    assert len(said) > 100
    assert {text: words for text in said if (words := unsaid(text))} == {}


def unsaid(text: str) -> set[str]:
    """The words of a page that stand outside the brackets: which nobody can translate."""
    while SAID.search(text):
        text = SAID.sub("", text)
    words = {word.casefold() for word in WORD.findall(text) if not re.search("[\u0600-\u06ff]", word)}
    return words - FROM_ELSEWHERE - names()


@cache
def names() -> set[str]:
    """Of languages, and what Babel says of days and countries: no work of whoever translates."""
    locale = Locale.parse(PSEUDO)
    known = [*(known.name for known in LANGUAGES.values()), *locale.territories.values()]
    known += [*locale.days["format"]["wide"].values(), *locale.months["format"]["wide"].values()]
    return {word.casefold() for name in known for word in WORD.findall(name)}


# -- an unfinished one ------------------------------------------------------------------------------------------------


@pytest.fixture
def offering_tamazight(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for code in ("fr", "zgh"):
        target = tmp_path / code / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True)
        COMPILING["store"](COMPILING["compiled"](PATHS[code]), target)
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [*settings.LANGUAGES, ("zgh", language("zgh").name)]
    monkeypatch.setitem(LANG_INFO, "zgh", {"bidi": False, "code": "zgh", "name": "zgh", "name_local": "ⵜⴰⵎⴰⵣⵉⵖⵜ"})


@pytest.mark.django_db
@pytest.mark.usefixtures("offering_tamazight")
def test_what_an_unfinished_catalog_lacks_is_said_in_the_default_language() -> None:
    page = Page(Client().get("/zgh/search/").text).text
    assert "ⵔⵣⵓ" in page
    assert "Recherche avec options" in page


@pytest.mark.django_db
def test_a_language_nobody_offers_has_no_pages() -> None:
    assert Client().get("/zgh/search/").status_code == 404
