"""Where a page marks no date up, the one it shows is read."""

from zoneinfo import ZoneInfo

import pytest
from lxml import html

from feeds.pages import marks, shown_date
from feeds.pages.shown_date import Place, Shown

RABAT = ZoneInfo("Africa/Casablanca")


def shown(body: str) -> list[Shown]:
    found = marks.of(html.document_fromstring(f"<html><body>{body}</body></html>"))
    number, heading = next(each for each in found.headings if each[1].tag == "h1")
    place = Place(number=number, around=frozenset(heading.iterancestors()))
    return list(shown_date.of(found.dates, headline=place, zone=RABAT))


def day(body: str) -> str:
    return next((each.moment.date().isoformat() for each in shown(body) if each.is_near), "")


@pytest.mark.parametrize(
    "written",
    [
        *("27 mars 2025", "Publié le 27/03/2025 à 10h05", "٢٧ مارس ٢٠٢٥", "27. März 2025", "27 марта 2025"),
        *(
            "2025年3月27日",
            "27 de marzo de 2025",
            "27.03.25",
            "Do 27.03.25 | 14:07 Uhr",
            "27 marca 2025",
            "27 Μαρτίου 2025",
        ),
    ],
)
def test_the_date_near_the_headline_is_read(written: str) -> None:
    old = "<p>1 janvier 2001</p>" + "<p>x</p>" * 50
    assert day(f"{old}<h1>La pluie revient</h1><div>{written}</div><p>Un texte.</p>") == "2025-03-27"


def test_a_day_of_the_last_century_is_read_in_arabic_digits() -> None:
    assert day("<h1>La pluie revient</h1><div>٢٧ مارس ١٩٩٩</div><p>Un texte.</p>") == "1999-03-27"


def test_a_date_that_is_parted_among_elements_is_read() -> None:
    parted = "<div><span>27</span> <span>mars</span> <span>2025</span></div>"
    assert day(f"<h1>La pluie</h1>{parted}<p>Un texte.</p>") == "2025-03-27"


def test_the_leaf_of_a_calendar_is_read() -> None:
    leaf = '<div class="date"><span>Mar</span><span>27</span><span>2025</span></div>'
    assert day(f"<h1>La pluie</h1>{leaf}") == "2025-03-27"
    assert day("<h1>La pluie</h1><time>March 27, 2025<span>12:45 PM</span></time>") == "2025-03-27"


def test_a_date_elsewhere_is_known_to_be_far() -> None:
    (far,) = shown("<h1>La pluie</h1>" + "<p>x</p>" * 60 + "<p>27 mars 2025</p>")
    assert not far.is_near


@pytest.mark.parametrize("around", ['<div class="comment">{}</div>', "<aside>{}</aside>", '<div id="related">{}</div>'])
def test_a_date_in_the_margin_is_no_date_near_the_headline(around: str) -> None:
    text = "<p>Il a plu.</p>" * 6
    assert day(f"<h1>La pluie</h1>{text}" + around.format("<time datetime='2025-03-27'>hier</time>")) == ""


@pytest.mark.parametrize("around", ['<div class="comment-bar">{}</div>', "<aside>{}</aside>", "<footer>{}</footer>"])
def test_a_marked_date_right_beside_the_headline_is_near_whatever_holds_it(around: str) -> None:
    marked = around.format("<time datetime='2025-03-27'>hier</time>")
    assert day(f"<h1>La pluie</h1>{marked}<p>Un texte.</p>") == "2025-03-27"


def test_a_sentence_in_the_margin_is_not_near_even_beside_the_headline() -> None:
    assert day("<h1>La pluie</h1><aside>Rendez-vous le 27 mars 2025</aside>") == ""


def test_the_day_on_which_somebody_joined_is_far_from_the_headline() -> None:
    (joined,) = shown("<h1>La pluie</h1>" + "<p>Il a plu.</p>" * 6 + "<p class='user-joined'>27.03.2025</p>")
    assert not joined.is_near


@pytest.mark.parametrize("written", ["27/03/25", "Опубликовано: 27.03.25", "২৭ মার্চ ২০২৫", "۲۷ مارس ۲۰۲۵"])
def test_a_short_year_and_the_digits_of_any_script_show_a_date(written: str) -> None:
    assert day(f"<h1>La pluie</h1><div>{written}</div><p>Un texte.</p>") == "2025-03-27"


def test_what_is_said_of_the_date_before_is_not_said_of_this_one() -> None:
    changed, published = shown("<h1>La pluie</h1><i>Stand: 28.03.2025</i> <i>27.03.2025</i><p>Un texte.</p>")
    assert (changed.is_changed, published.is_changed) == (True, False)


@pytest.mark.parametrize(
    "written",
    [
        "<div>Publié le <b>27/03/2025</b> à <b>18:30</b></div>",
        "<p><span>27 mars 2025</span><span>18h30</span></p>",
        "<span>27 مارس 2025</span> <span>18:30</span>",
        "<ul><li><i></i> 18:30</li><li><i></i> 27 مارس 2025</li></ul>",
        "<time datetime='2025-03-27'>الخميس 27 مارس 2025 - 18:30</time>",
    ],
)
def test_a_day_takes_the_hour_that_stands_beside_it(written: str) -> None:
    first = shown(f"<h1>La pluie</h1>{written}<p>Un texte.</p>")[0]
    assert (first.moment.isoformat(), first.has_time) == ("2025-03-27T18:30:00+00:00", True)


@pytest.mark.parametrize(
    "beside",
    ["<i>2025-03-26T10:10:52+01:00</i>", "<i>Le match de 18:30 est remis à plus tard</i>", "<i>18:30:12 min</i>"],
)
def test_an_hour_beside_a_day_that_is_more_than_an_hour_is_not_its_own(beside: str) -> None:
    first = next(each for each in shown(f"<h1>La pluie</h1>{beside}<b>27 mars 2025</b><p>x</p>") if "mars" in each.text)
    assert not first.has_time


def test_a_date_behind_much_white_space_is_a_date() -> None:
    assert day(f"<h1>La pluie</h1><a>{' ' * 60}27.03.25{' ' * 200}</a><p>Un texte.</p>") == "2025-03-27"


def test_where_the_headline_stands_is_no_margin() -> None:
    head = '<div class="article-teaser"><h1>La pluie</h1><p>27 mars 2025</p></div>'
    assert day(head) == "2025-03-27"


def test_a_copyright_is_no_date_of_the_article() -> None:
    assert day("<h1>La pluie</h1><p>© 1 janvier 2020 Le Quotidien</p>") == ""


def test_a_date_within_a_long_sentence_is_told_of() -> None:
    assert day(f"<h1>La pluie</h1><p>Le 27 mars 2025, {'il a plu sur la plaine, ' * 10} dit-il.</p>") == ""


def test_a_long_text_may_begin_with_its_date() -> None:
    assert day(f"<h1>La pluie</h1><p>27.03.2025 – {'Il a plu sur la plaine. ' * 10}</p>") == "2025-03-27"


def test_a_long_text_may_name_its_place_before_its_date() -> None:
    report = "le barrage a ouvert ses vannes après une semaine de pluie, a annoncé l'agence du bassin. " * 3
    assert day(f"<h1>La pluie</h1><p>Béni Mellal, (27.03.2025). {report}</p>") == "2025-03-27"
    assert day(f"<h1>La pluie</h1><p>Le préfet, nommé (27.03.2025) hier, a dit : {report}</p>") == ""


@pytest.mark.parametrize(
    "says",
    ["Mis à jour le", "Zuletzt aktualisiert:", "Updated", "Actualizado el", "تحديث", "Обновлено", "Letzte Änderung:"],
)
def test_the_date_of_a_change_is_told_from_that_of_publication(says: str) -> None:
    (changed,) = shown(f"<h1>La pluie</h1><p>{says} <b>27/03/2025</b></p>")
    (published,) = shown("<h1>La pluie</h1><p>Publié le <b>27/03/2025</b></p>")
    assert (changed.is_changed, published.is_changed, published.is_published) == (True, False, True)


@pytest.mark.parametrize("says", ["نُشر في", "تاريخ النشر:", "تم نشره", "Опубликовано", "Veröffentlicht am"])
def test_what_says_published_is_known_with_its_vowels_too(says: str) -> None:
    (published,) = shown(f"<h1>La pluie</h1><p>{says} <b>27/03/2025</b></p>")
    assert (published.is_changed, published.is_published) == (False, True)


def test_the_class_updated_of_an_entrys_date_says_nothing() -> None:
    (entry,) = shown('<h1>La pluie</h1><time class="entry-date published updated" datetime="2025-03-27">hier</time>')
    assert not entry.is_changed


def test_a_day_before_the_web_is_one_that_the_text_tells_of_unless_it_is_marked() -> None:
    assert shown("<h1>La pluie</h1><p>27 mars 1953</p>") == []
    assert day('<h1>La pluie</h1><time datetime="1953-03-27">27 mars 1953</time>') == "1953-03-27"
