"""The catalogs are complete: what the code says stands in each of them, in the language's own plurals and signs."""

import ast
import re
from gettext import c2py
from pathlib import Path
from typing import Final

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError
from django.conf import settings
from django.template import Context, Template

from articles.knowledge import languages
from tests.newsportal.catalogs import (
    CATALOGS,
    COMPILING,
    LANGUAGES,
    MAKING,
    OFFERED,
    PATHS,
    Key,
    by_key,
    forms,
    sentences,
)

FOUND: Final[Catalog] = MAKING["messages"]([*MAKING["python_files"](), *MAKING["templates"]()])
NUMBERS: Final = [*range(1001), 1_000_000, 2_000_000]  # in each plural form of a language falls at least one

PLACEHOLDER: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP: Final = re.compile(r"</?[a-z][^<>]*>")
NOT_SAID: Final = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}|\{% blocktranslate.*?\{% endblocktranslate %\}"
    r"|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
SAID_ATTRIBUTE: Final = re.compile(r'\b(?:alt|aria-label|content|data-pause|data-play|placeholder|title)="([^"]*)"')


def test_every_language_of_the_interface_has_a_name_and_every_catalog_is_one() -> None:
    assert [code for code, _name in settings.LANGUAGES] == settings.INTERFACE_LANGUAGES
    assert [code for code in LANGUAGES if code not in languages.LANGUAGES] == []


def test_sentences_of_python_and_of_templates_are_found() -> None:
    assert {Path(file).suffix for message in FOUND for file, _line in message.locations} >= {".py", ".html"}
    assert len(FOUND) > 150


@pytest.mark.parametrize("language", OFFERED)
def test_every_sentence_of_the_code_is_translated(language: str) -> None:
    translated = {(message.context, message.id) for message in sentences(language)}
    assert by_key(FOUND).keys() - translated == set(), "run script/make_messages and translate what it counts"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unfinished_catalog_has_every_sentence_too_for_whoever_goes_on(language: str) -> None:
    assert by_key(FOUND).keys() - by_key(CATALOGS[language]).keys() == set(), "run script/make_messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalog_holds_a_sentence_that_the_code_no_longer_says(language: str) -> None:
    assert by_key(CATALOGS[language]).keys() - by_key(FOUND).keys() == set(), "run script/make_messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_every_form_that_the_language_knows(language: str) -> None:
    assert f"{CATALOGS[language].plural_forms}" == MAKING["plural_forms"](language)
    plurals = [message for message in by_key(CATALOGS[language]).values() if message.pluralizable]
    assert len(plurals) > 3
    assert [message.id for message in plurals if len(forms(message)) != CATALOGS[language].num_plurals] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_its_sentence_fills_in(language: str) -> None:
    wrong = [
        (message.id, text)
        for message in sentences(language)
        for form, text in enumerate(forms(message))
        if not fills_in(text, message, may_omit=message.pluralizable and form in forms_of_one_number(language))
    ]
    assert wrong == []


def fills_in(text: str, message: Message, *, may_omit: bool) -> bool:
    """Whether the placeholders agree; `may_omit` the number, where words say it."""
    missing = PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[1])
    for name in PLACEHOLDER.findall(text):
        if name not in missing:
            return False
        missing.remove(name)
    return len(missing) <= may_omit


def forms_of_one_number(language: str) -> set[int]:
    """The plural forms that a single number takes ("two images")."""
    form_of = c2py(CATALOGS[language].plural_expr)
    taken = [form_of(number) for number in NUMBERS]
    return {form for form in taken if taken.count(form) == 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_markup_of_its_sentence(language: str) -> None:
    wrong = [
        (message.id, text)
        for message in sentences(language)
        for text in forms(message)
        if tags(text) != tags(message.id if isinstance(message.id, str) else message.id[1])
    ]
    assert wrong == []


def tags(text: str) -> list[str]:
    return sorted(MARKUP.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_ends_as_its_sentence_ends(language: str) -> None:
    """A full stop, a colon or a question mark makes a label, a sentence or a question of the same words."""
    wrong = [
        (message.id, text)
        for message in sentences(language)
        for text in forms(message)
        if end(text) != end(message.id if isinstance(message.id, str) else message.id[0])
    ]
    assert wrong == []


def end(text: str) -> str:
    last = text.replace("؟", "?").replace("،", ",").strip()[-1]
    return last if last in ".:?," else ""


def test_french_keeps_its_punctuation_on_the_line() -> None:
    loose = re.compile(r" [:;!?»]|\w[;?]|«[^\u00a0]|[^\u00a0]»|[“”]")
    assert [text for message in sentences("fr") for text in forms(message) if loose.search(text)] == []


def test_french_has_the_apostrophe_of_print() -> None:
    """But for two sentences that readers know from elsewhere, sign for sign."""
    typed = [text for message in sentences("fr") for text in forms(message) if re.search(r"\w'\w", text)]
    assert sorted(text.partition("'")[0] for text in typed) == ["Cliquez ici pour lire l", "Merci d"]


def test_arabic_has_its_own_punctuation() -> None:
    latin = re.compile(r"[,;?“”]")
    assert [text for message in sentences("ar") for text in forms(message) if latin.search(text)] == []


def test_spanish_opens_what_it_closes() -> None:
    texts = [text for message in sentences("es") for text in forms(message)]
    assert [text for text in texts if text.count("¿") != text.count("?") or text.count("¡") != text.count("!")] == []


def test_every_sentence_is_written_out_where_it_is_translated() -> None:
    """A sentence that comes in a variable or is put together cannot be found, so no catalog has it."""
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in MAKING["python_files"]()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and not all(isinstance(part, ast.Constant) for part in translated_parts(call))
    ]
    assert hidden == []


def translated_parts(call: ast.Call) -> list[ast.expr]:
    """What is looked up, if it is a call of gettext's: context, msgid, plural."""
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    length = 1 + name.startswith(("pgettext", "npgettext")) + name.startswith(("ngettext", "npgettext"))
    return call.args[:length] if name in MAKING["KEYWORDS"] else []


def test_no_template_says_anything_that_is_not_translated() -> None:
    pages = [path for path in MAKING["templates"]() if path.suffix == ".html"]
    assert {path.name: words for path in pages if (words := untranslated_words(path.read_text("utf-8")))} == {}


def untranslated_words(template: str) -> list[str]:
    text = NOT_SAID.sub("", re.sub(r'<meta (?!name="description")[^>]*>', "", template))
    said = [*SAID_ATTRIBUTE.findall(text), re.sub(r"<[^>]*>", " ", text)]
    return re.findall(r"[A-Za-z]{2,}", " ".join(said))


def test_words_that_are_not_translated_would_be_noticed() -> None:
    assert untranslated_words('<p title="Hello">{% translate "Good" %} {{ day }}</p>') == ["Hello"]
    assert untranslated_words('<p lang="en">{% blocktranslate %}Good{% endblocktranslate %} day</p>') == ["day"]


TEMPLATE: Final = """{% load i18n %}
  <p title="{% translate 'A title' context "a place" %}">{% translate "Half of 100%" %}</p>
      {% blocktranslate trimmed with name=name %}
          Two lines
          of <b>{{ name }}</b>, 5% of it
      {% endblocktranslate %}
  {% blocktranslate count n=2 %}{{ n }} image{% plural %}{{ n }} images{% endblocktranslate %}
 {% blocktranslate count n=2 context "here" trimmed %}
    one {{ n }} {% plural %} many {{ n }}
 {% endblocktranslate %}{{ name|default:_("Nobody's") }}
"""


def test_a_template_is_searched_for_what_django_looks_up_when_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Key] = []

    def answer(context: str | None, known: str | tuple[str, str]) -> str:
        asked.append((context, known))
        return known if isinstance(known, str) else known[1]

    kinds = {
        "gettext": lambda text: answer(None, text),
        "pgettext": answer,
        "ngettext": lambda one, many, _number: answer(None, (one, many)),
        "npgettext": lambda context, one, many, _number: answer(context, (one, many)),
    }
    for name, kind in kinds.items():
        monkeypatch.setattr(f"django.utils.translation._trans.{name}", kind)
    shown = Template(TEMPLATE).render(Context({"name": ""}))
    assert [words for words in ("Half of 100%", "5% of it", "2 images", "many 2", "Nobody") if words not in shown] == []
    (tmp_path / "page.html").write_text(TEMPLATE, encoding="utf-8")
    assert by_key(MAKING["messages"]([tmp_path / "page.html"], tmp_path)).keys() == set(asked)


def test_catalogs_are_written_alike_each_time(tmp_path: Path) -> None:
    for language in LANGUAGES:
        first, second = tmp_path / f"{language}.po", tmp_path / f"{language}-again.po"
        for path in (first, second):
            path.write_bytes(PATHS[language].read_bytes())
            MAKING["update"](path, language, FOUND)
        MAKING["update"](second, language, FOUND)
        assert first.read_bytes() == second.read_bytes()
        assert b"-Date:" not in first.read_bytes()


def test_a_translation_outlives_the_move_of_its_sentence_and_a_new_sentence_is_empty(tmp_path: Path) -> None:
    path, moved = tmp_path / "django.po", Catalog()
    path.write_text('msgid "Search"\nmsgstr "Rechercher"\n\nmsgid "Gone"\nmsgstr "Parti"\n', encoding="utf-8")
    moved.add("Search", locations=[("elsewhere.py", 1)])
    moved.add(("%(n)d feed", "%(n)d feeds"), locations=[("elsewhere.py", 2)])
    MAKING["update"](path, "fr", moved)
    texts = {message.id: forms(message) for message in by_key(MAKING["read"](path, "fr")).values()}
    assert texts == {"Search": ("Rechercher",), ("%(n)d feed", "%(n)d feeds"): ("", "", "")}


def test_what_is_fuzzy_is_neither_counted_as_translated_nor_compiled(tmp_path: Path) -> None:
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text('#, fuzzy\nmsgid "Search"\nmsgstr "Rechercher"\n', encoding="utf-8")
    (message,) = by_key(MAKING["read"](path, "fr")).values()
    assert not MAKING["is_translated"](message)
    assert b"Rechercher" not in COMPILING["compiled"](path)


def test_a_damaged_catalog_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text('msgid "Search"\nmgsstr "Rechercher"\n', encoding="utf-8")
    with pytest.raises(PoFileError) as problem:
        COMPILING["compiled"](path)
    assert problem.value.line == 'mgsstr "Rechercher"'


def test_a_translator_is_told_how_much_is_missing_and_how_much_of_that_readers_see() -> None:
    catalog = Catalog(locale="zgh")
    catalog.add("Close", "ⵔⴳⵍ", locations=[("templates/components/keys.html", 1)])
    catalog.add("Search", locations=[("templates/reader/search.html", 1), ("articles/admin/desk.py", 1)])
    catalog.add("Figures", locations=[("templates/admin/index.html", 1)])
    known = list(MAKING["sentences"](catalog))
    assert MAKING["count"]("zgh", known) == "zgh: 3 messages, 2 untranslated, 1 of them for readers"
    assert MAKING["count"]("zgh", known[:1]) == "zgh: 1 messages, 0 untranslated"
