"""Whoever says something wrong on the command line reads last what it was, and what to say instead."""

import io
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

pytestmark = pytest.mark.django_db

OURS = {
    *("add_source", "complete_pictures", "export_opml", "extract", "import_opml", "poll", "sources"),
    *("demo", "make_editor", "prepare", "reset_second_factor", "serve", "up", "work"),
}
REMEDY = re.compile(r"[.:] .*\b(Write|Name|To add|[Gg]ive|shows|lists|makes)\b.*\.$", re.DOTALL)


def refusal(*said: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command(*said, stdout=io.StringIO(), stderr=io.StringIO())
    return str(refused.value)


@pytest.mark.parametrize(
    ("said", "thing"),
    [
        (("up", "--port", "abc"), "--port: 'abc'"),
        (("up", "--port", "8000.5"), "'8000.5'"),
        (("demo", "--port", ""), "--port: ''"),
        (("demo", "--every", "often"), "--every: 'often'"),
        (("demo", "--every", "nan"), "--every nan"),
        (("complete_pictures", "--at-most", "all"), "--at-most: 'all'"),
        (("complete_pictures", "--at-most=-5"), "--at-most -5"),
        (("add_source", "ftp://x"), "ftp://x"),
        (("add_source", "nonsense"), "nonsense"),
        (("add_source", ""), "no address"),
        (("add_source", "http://10.0.0.1/"), "10.0.0.1"),
        (("add_source", "https://x.example/", "--time-zone", "bogus"), "--time-zone: 'bogus'"),
        (("add_source", "https://x.example/", "--country", "zzz"), "--country: 'zzz'"),
        (("add_source", "https://x.example/", "--language", "xx"), "--language"),
        (("add_source", "https://x.example/", "--kind", "listing", "--selector", "[["), "--selector: '[['"),
        (("import_opml", "ftp://x"), "ftp://x"),
        (("export_opml", "/no/such/folder/x.opml"), "/no/such/folder/x.opml"),
        (("extract", "ftp://x"), "ftp://x"),
        (("extract", "pyproject.toml", "--source", "nope"), "nope"),
        (("poll", "ftp://x"), "ftp://x"),
        (("reset_second_factor", "nobody"), "nobody"),
        (("make_editor", ""), "''"),
        (("make_editor", "a b"), "'a b'"),
        (("make_editor", "a" * 151), "aaa"),
        (("make_editor", "amina", "--email", "bogus"), "--email: 'bogus'"),
        (("make_editor", "amina", "--reader", "--administrator"), "--administrator"),
    ],
)
def test_a_refusal_names_the_thing_and_the_remedy(said: tuple[str, ...], thing: str) -> None:
    said_back = refusal(*said)
    assert thing in said_back
    assert REMEDY.search(said_back), said_back


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_a_parser_refuses_ends_with_where_to_look(name: str) -> None:
    said_back = refusal(name, "--bogus")
    assert "--bogus" in said_back or "are required" in said_back
    assert said_back.endswith(f"{name} --help shows what can be said.")
