"""Names of servers, as people write them down."""

import pytest

from articles.knowledge.hosts import NotAHost, host_name, host_names


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("M.Example.com", "m.example.com"),
        (" m.example.com. ", "m.example.com"),
        ("m.example.com:443", "m.example.com"),
        ("m.example.com:8080", "m.example.com:8080"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("مثال.test", "xn--mgbh0fb.test"),
        ("my_paper.example.com", "my_paper.example.com"),
    ],
)
def test_a_name_has_one_spelling(written: str, name: str) -> None:
    assert host_name(written) == name


@pytest.mark.parametrize(
    "written",
    [
        "https://m.example.com/",
        "m.example.com/news",
        "example",
        "",
        "a@b.test",
        "m..test",
        "-m.test",
        "m.test:0",
        "m.test:x",
    ],
)
def test_anything_else_is_refused_as_it_was_written(written: str) -> None:
    with pytest.raises(NotAHost) as problem:
        host_name(written)
    assert str(problem.value) == written


def test_a_list_is_read_by_lines_commas_and_spaces_each_name_once() -> None:
    assert host_names("a.test\r\nb.test, a.test،c.test") == ["a.test", "b.test", "c.test"]
    assert host_names(" \n") == []
