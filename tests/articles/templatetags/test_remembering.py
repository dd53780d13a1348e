"""What pages have alike is made once; what is a page's own, for each page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template

from articles import remembering

FRAME = (
    "{% load remembering %}{% remember 'a frame' kind %}[{{ kind }}: {% own %}{{ page }}{% endown %}]{% endremember %}"
)
NESTED = (
    "{% load remembering %}{% remember 'outer' %}({{ page }}{% remember 'inner' %}<{% own %}{{ page }}{% endown %}>"
    "{% endremember %}{% own %}{{ page }}{% endown %}){% endremember %}"
)


@pytest.fixture(autouse=True)
def a_long_memory(settings: Any) -> Iterator[None]:
    settings.PAGE_MEMORY_SECONDS = 60
    remembering.forget_all()
    yield
    remembering.forget_all()


def shown(template: str, **values: str) -> str:
    return Template(template).render(Context(values))


def test_a_pages_own_is_made_for_each_page() -> None:
    assert [shown(FRAME, kind="k", page=page) for page in ("1", "2", "")] == ["[k: 1]", "[k: 2]", "[k: ]"]


def test_what_surrounds_it_is_kept_by_its_values() -> None:
    assert [shown(FRAME, kind=kind, page="1") for kind in ("k", "l", "k")] == ["[k: 1]", "[l: 1]", "[k: 1]"]


def test_a_pages_own_is_its_own_within_a_part_of_a_part() -> None:
    assert [shown(NESTED, page=page) for page in ("1", "2")] == ["(1<1>1)", "(1<2>2)"]


def test_a_pages_own_outside_of_what_is_remembered_is_just_shown() -> None:
    assert shown("{% load remembering %}{% own %}{{ page }}{% endown %}", page="1") == "1"
