"""The catalogs as the tests of the interface's languages see them, read and made by the scripts that keep them."""

import runpy
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog, Message
from django.conf import settings

_SCRIPTS: Final = Path(__file__).resolve().parents[2] / "script"
MAKING: Final = runpy.run_path(str(_SCRIPTS / "make_messages"))
COMPILING: Final = runpy.run_path(str(_SCRIPTS / "compile_messages"))

PATHS: Final[dict[str, Path]] = MAKING["catalogs"]()
CATALOGS: Final[dict[str, Catalog]] = {code: MAKING["read"](path, code) for code, path in PATHS.items()}
LANGUAGES: Final = sorted(CATALOGS)
OFFERED: Final = sorted(settings.INTERFACE_LANGUAGES)  # the finished ones
FOREIGN: Final = [code for code in OFFERED if code != MAKING["SOURCE_LANGUAGE"]]

Key = tuple[str | None, Any]  # context; msgid, or the msgids of one and of many


def by_key(catalog: Catalog) -> dict[Key, Message]:
    return {(message.context, message.id): message for message in catalog if message.id}


def sentences(language: str) -> list[Message]:
    """The translated messages of that language's catalog; in a finished one these are all."""
    return [message for message in by_key(CATALOGS[language]).values() if MAKING["is_translated"](message)]


def forms(message: Message) -> tuple[str, ...]:
    """A translation; of a plural, all of its forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
