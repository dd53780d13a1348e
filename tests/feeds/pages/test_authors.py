"""Authors are persons: names without roles, places, addresses and houses."""

import pytest
from lxml import html

from feeds.pages import authors, marks
from feeds.pages.origin import Origin


def read(body: str = "", *, linked: tuple[str, ...] = (), **metas: str) -> tuple[tuple[str, ...], Origin | None]:
    found = marks.of(html.document_fromstring(f"<html><body><p>x</p>{body}</body></html>"))
    named = {name: [value] for name, value in metas.items()}
    houses = ["Le Quotidien", "lequotidien.test"]
    heading = next(iter(found.firsts), None)
    return authors.of(found.elements, linked=linked, metas=named, houses=houses, heading=heading)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Salma Idrissi", ("Salma Idrissi",)),
        ("Par Salma Idrissi", ("Salma Idrissi",)),
        ("By Salma Idrissi and Omar Benali", ("Salma Idrissi", "Omar Benali")),
        ("Von Salma Idrissi und Omar Benali, Rabat", ("Salma Idrissi", "Omar Benali")),
        ("Por Salma Idrissi; Omar Benali", ("Salma Idrissi", "Omar Benali")),
        ("Salma Idrissi, Omar Benali, Lina Alaoui", ("Salma Idrissi", "Omar Benali", "Lina Alaoui")),
        ("Salma Idrissi, senior reporter", ("Salma Idrissi",)),
        ("Idrissi, Salma", ("Salma Idrissi",)),
        ("Salma Idrissi (à Rabat)", ("Salma Idrissi",)),
        ("Salma Idrissi à Rabat", ("Salma Idrissi",)),
        ("Christoph von Eichen", ("Christoph von Eichen",)),
        ("Theresa May", ("Theresa May",)),
        ("بقلم: سلمى الإدريسي", ("سلمى الإدريسي",)),
        ("بواسطة سلمى الإدريسي", ("سلمى الإدريسي",)),
        ("كتب بواسطة: سلمى الإدريسي", ("سلمى الإدريسي",)),
        ("كتبت - سلمى الإدريسي من الرباط", ("سلمى الإدريسي",)),
        ("إعداد: سلمى الإدريسي", ("سلمى الإدريسي",)),
        ("من طرف سلمى الإدريسي", ("سلمى الإدريسي",)),
        ("هيئة التحرير", ()),
        ("وكالة الأنباء", ()),
        ("Soumis par Salma Idrissi le jeu 27/03/2025", ("Salma Idrissi",)),
        ("Law Smith", ("Law Smith",)),
        ("By-Law Smith", ("By-Law Smith",)),
        ("Автор: Анна Петрова", ("Анна Петрова",)),
        ("https://www.facebook.com/salma", ()),
        ("redaction@lequotidien.test", ()),
        ("La rédaction", ()),
        ("News Desk", ()),
        ("admin", ()),
        ("27 mars 2025", ()),
        ("Salma Idrissi, 12 Jan, 2025", ("Salma Idrissi",)),
        ("Jan", ("Jan",)),
        ("Salma Idrissi at 10:05", ("Salma Idrissi",)),
        ("Salma Idrissi Edited by Omar Benali", ("Salma Idrissi",)),
        ("Article by", ()),
        ("lequotidien.gr", ()),
        ("Quelle: Tageblatt", ()),
        ("Источник: Вечерние вести", ()),
        ("Salma Idrissi, MAP", ("Salma Idrissi",)),
        ("MAP", ()),
        ("S.I.", ("S.I",)),
        ("رويترز", ()),
        ("أ ف ب", ()),
        ("خاص", ()),
    ],
)
def test_a_byline_is_read_for_its_persons(line: str, names: tuple[str, ...]) -> None:
    assert tuple(authors.persons_in(line)) == names


def test_structured_data_come_before_meta_elements_and_these_before_what_is_shown() -> None:
    byline = '<p class="byline">Par Lina Alaoui</p>'
    assert read(byline, linked=("Salma Idrissi",), author="Omar Benali") == (("Salma Idrissi",), Origin.LINKED)
    assert read(byline, author="Omar Benali") == (("Omar Benali",), Origin.META)
    assert read(byline) == (("Lina Alaoui",), Origin.SHOWN)


def test_a_person_is_named_once() -> None:
    assert read(linked=("Salma Idrissi", "SALMA IDRISSI"))[0] == ("Salma Idrissi",)


def test_the_house_is_no_author() -> None:
    assert read('<a rel="author">Salma</a>', linked=("Le Quotidien",), author="Le Quotidien") == (
        ("Salma",),
        Origin.SHOWN,
    )


@pytest.mark.parametrize(
    "around",
    [
        '<div class="comments"><span class="author">Omar Benali</span></div>',
        "<aside class='author-box'>Omar Benali</aside>",
    ],
)
def test_those_who_comment_are_no_authors(around: str) -> None:
    assert read(around) == ((), None)


def test_a_long_text_is_no_byline() -> None:
    assert read(f'<div class="author">{"Salma Idrissi écrit sur les barrages. " * 10}</div>') == ((), None)


@pytest.mark.parametrize(
    "around",
    [
        '<article><footer>Soumis par <span class="field--name-uid">Salma Idrissi</span></footer></article>',
        '<div class="elementor-widget elementor-widget-post-info"><li itemprop="author">Salma Idrissi</li></div>',
        '<span class="writeBy">كتبت - Salma Idrissi</span>',
    ],
)
def test_the_footer_of_an_article_and_the_parts_of_a_page_builder_name_authors(around: str) -> None:
    assert read(around) == (("Salma Idrissi",), Origin.SHOWN)


def test_the_footer_of_a_comment_does_not() -> None:
    comment = '<article class="comment"><footer><b class="author">Omar Benali</b></footer></article>'
    assert read(f"<article>{comment}</article>") == ((), None)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>Par Salma Idrissi</p>", ("Salma Idrissi",)),
        ("<span>Par <b>Salma Idrissi</b>, le 1er août 2025</span>", ("Salma Idrissi",)),
        ("<span>Rédigé par Salma Idrissi et Omar Benali</span>", ("Salma Idrissi", "Omar Benali")),
        ("<div>Von Anna Müller</div>", ("Anna Müller",)),
        ("<p>By Jane Smith | March 27, 2025</p>", ("Jane Smith",)),
        ("<p>Autor: Jan Kowalski</p>", ("Jan Kowalski",)),
        ("<p>Yazan: Ayşe Yılmaz</p>", ("Ayşe Yılmaz",)),
        ("<p>Автор: Иван Петров</p>", ("Иван Петров",)),
        ("<p>作者：王小明</p>", ("王小明",)),
        ("<p>بقلم سلمى الإدريسي</p>", ("سلمى الإدريسي",)),
        ("<p>كتب: أحمد العلوي</p>", ("أحمد العلوي",)),
        ("<p>Par conséquent</p>", ()),
        ("<p>Von der Leyen kündigt an</p>", ()),
        ("<p>By Tuesday</p>", ()),
        ("<p>كتب الوزير رسالة</p>", ()),
        ("<p>Salma Idrissi</p>", ()),
    ],
)
def test_a_line_below_the_headline_that_says_by_and_names_a_person_is_a_byline(
    line: str, names: tuple[str, ...]
) -> None:
    assert read(f"<h1>La pluie revient</h1>{line}<p>Il a plu.</p>")[0] == names


def test_a_line_that_says_by_is_no_byline_far_below_the_headline() -> None:
    assert read("<h1>La pluie revient</h1>" + "<p>Il a plu.</p>" * 40 + "<p>Par Salma Idrissi</p>") == ((), None)
