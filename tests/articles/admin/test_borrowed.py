"""Django's admin speaks each language of the interface: by its own catalogs, or by ours where they fall short."""

from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Final

import django
import pytest

from articles.admin import borrowed
from tests.newsportal.catalogs import CATALOGS, FOREIGN, MAKING, Key, by_key

DJANGO: Final = Path(django.__file__).parent
ROOMS: Final = ["contrib/admin", "contrib/auth", "core", "db", "forms"]  # what an editor's pages and forms are made of
WITH_CATALOGS: Final = ["conf", "contrib/admin", "contrib/auth"]
NEVER_SAID: Final = {
    *("addedname", "changedname", "deletedname"),  # keys of a dictionary, found inside a call of gettext
    "“%(value)s” is not a valid binary value.",  # no form takes bytes
}


def said_by_django() -> set[Key]:
    files = [
        path
        for room in ROOMS
        for path in sorted((DJANGO / room).rglob("*"))
        if path.suffix in {".py", ".html", ".txt"} and "locale" not in path.parts
    ]
    return {key for key in by_key(MAKING["messages"](files, DJANGO)) if key[1] not in NEVER_SAID}


def known_to_django(language: str) -> dict[Any, str]:
    known: dict[Any, str] = {}
    for room in WITH_CATALOGS:
        with (DJANGO / room / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
            translations: Any = GNUTranslations(file)  # its words stand nowhere else
            known.update(translations._catalog)
    return known


def is_known(key: Key, known: dict[Any, str]) -> bool:
    context, msgid = key
    first = msgid if isinstance(msgid, str) else msgid[0]
    looked_up = f"{context}\x04{first}" if context else first
    return bool({looked_up, (looked_up, 0), (looked_up, 1)} & known.keys())


@pytest.mark.parametrize("language", FOREIGN)
def test_everything_that_django_s_admin_says_is_translated(language: str) -> None:
    said, known = said_by_django(), known_to_django(language)
    assert len(said) > 300
    missing = {key for key in said if not is_known(key, known)} - by_key(CATALOGS[language]).keys()
    assert missing == set(), "write them into articles/admin/borrowed.py and run script/make_messages"


def test_nothing_is_borrowed_that_django_says_in_every_language_itself() -> None:
    written = by_key(MAKING["messages"]([Path(borrowed.__file__)])).keys()
    catalogs = [known_to_django(language) for language in FOREIGN]
    assert {key for key in written if all(is_known(key, known) for known in catalogs)} == set()
