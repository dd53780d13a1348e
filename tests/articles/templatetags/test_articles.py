"""What templates say of an article. Of its text: the frame around tables must not be talked into anything else."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from babel.dates import format_timedelta
from django.utils import timezone, translation

from articles.knowledge.markup import clean_html
from articles.templatetags.articles import ago, cleaned_html, short_address

HOSTILE = [
    '<td colspan="2<table>">',
    "<td colspan='</table><script>alert(1)</script>'>",
    '<th colspan="&lt;table&gt;&lt;script&gt;">',
    '<a href="https://x.test/<table><script>alert(1)</script>">a</a>',
    '<a href="https://x.test/?q=%3Ctable%3E&lt;table&gt;<img src=x onerror=alert(1)>">a</a>',
    '<a href="https://x.test/#&#60;table&#62;">a</a>',
    '<table title="<table>" class="</table>" onclick="<table>"><tr><td>1</td></tr></table>',
    "<p title='<table>'>&lt;table&gt;<!-- <table> --></p>",
    "<pre>&lt;table></pre><table<table>><caption></table>",
    "<table><table></table></table><table>",
]


class Shape(HTMLParser):
    """What a browser sees: each element with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))


FRAME = ("div", (("class", "prose__table"), ("tabindex", "0")))
END = ("template", ())


@pytest.mark.parametrize("around", ["{}", "<table><tr>{}<td>1</td></tr></table>", "<p>{}</p><table><tr><td>2</table>"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_attributes_get_nothing_but_frames_around_tables(hostile: str, around: str) -> None:
    cleaned = clean_html(around.format(hostile))
    before, after = Shape(cleaned).elements, Shape(cleaned_html(cleaned)).elements
    assert [element for element in after if element not in (FRAME, END)] == before
    assert after.count(FRAME) == after.count(END) == sum(tag == "table" for tag, _ in before)


def test_a_table_stands_in_a_frame_of_its_own() -> None:
    cleaned = clean_html("<p>a</p><table><tr><td>1</td></tr></table>")
    assert cleaned_html(cleaned) == (
        '<p>a</p><div class="prose__table" tabindex="0"><table><tbody><tr><td>1</td></tr></tbody></table>'
        "<template></template></div>"
    )


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://www.challenge.ma/", "www.challenge.ma"),
        ("http://challenge.ma:8080/fr/", "challenge.ma:8080/fr"),
        ("https://x.test/go?to=http://y.test", "x.test/go?to=http://y.test"),
    ],
)
def test_an_address_is_short_as_people_write_it(url: str, short: str) -> None:
    assert short_address(url) == short


@pytest.mark.parametrize("language", ["fr", "ar", "en", "es"])
@pytest.mark.parametrize("seconds", [1, 29, 59, 60, 89, 3_569, 3_571, 5_401, 86_399, 129_601, 6 * 86_400 + 86_399])
def test_an_age_is_told_as_babel_tells_it(monkeypatch: pytest.MonkeyPatch, language: str, seconds: int) -> None:
    """It is kept by unit and count: no count may slip into the next unit."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    past = timedelta(seconds=seconds)
    with translation.override(language):
        told = ago(now - past)
    assert told == format_timedelta(-past, add_direction=True, threshold=1, format="short", locale=language)
