"""The headline is what readers read, without the site's name, the section or the kicker."""

import pytest
from lxml import html

from feeds.pages import headline, marks
from feeds.pages.headline import Named
from feeds.pages.origin import Origin

TITLE = "La pluie revient sur le Gharb"
URL = "https://www.lequotidien.test/2025/pluie"


def found(body: str = "", *, stated: tuple[str, ...], site: str = "Le Quotidien") -> tuple[str, Origin | None]:
    tree = html.document_fromstring(f"<html><body>{body}<p>x</p></body></html>")
    names = [Named(line, Origin.SHARING) for line in stated[:-1]] + [Named(line, Origin.WINDOW) for line in stated[-1:]]
    return headline.of(marks.of(tree), stated=names, sites=[site] if site else [], url=URL)


def read(body: str = "", *, stated: tuple[str, ...], site: str = "Le Quotidien") -> str:
    return found(body, stated=stated, site=site)[0]


@pytest.mark.parametrize(
    "stated",
    [
        f"{TITLE} | Le Quotidien",
        f"{TITLE} - Société - Le Quotidien",
        f"Le Quotidien - {TITLE}",
        f"{TITLE} | lequotidien.test",
    ],
)
def test_the_name_of_the_site_is_cut(stated: str) -> None:
    assert read(stated=(stated,)) == TITLE


@pytest.mark.parametrize("name", ["titre", "titulo", "titolo-articolo", "art_title"])
def test_an_element_that_calls_itself_a_title_tells_where_a_windows_title_ends(name: str) -> None:
    cell = f'<table><tr><td class="{name}">{TITLE}</td></tr></table>'
    assert read(cell, stated=(f"{TITLE} - Carnet de Tanger",), site="") == TITLE


@pytest.mark.parametrize("left", [f"{TITLE} -", f"{TITLE} |", f"» {TITLE}", f"| {TITLE} | Le Quotidien"])
def test_no_sign_is_left_hanging_at_an_end(left: str) -> None:
    assert read(stated=(left,)) == TITLE


def test_a_dash_that_opens_what_somebody_says_stays() -> None:
    assert read(stated=("– Il va pleuvoir",)) == "– Il va pleuvoir"


def test_a_sites_name_that_is_itself_parted_is_cut() -> None:
    assert read(stated=(f"{TITLE} | Le Quotidien - Toute l'info",), site="Le Quotidien - Toute l'info") == TITLE


def test_the_heading_is_believed_over_what_is_written_for_search_engines() -> None:
    found = read(f"<h1>{TITLE} après un an de sécheresse</h1>", stated=(TITLE, f"{TITLE} | Le Quotidien"))
    assert found == f"{TITLE} après un an de sécheresse"


def test_a_heading_that_is_the_site_is_no_headline() -> None:
    assert read("<h1>Le Quotidien</h1>", stated=("", f"{TITLE} | Le Quotidien")) == TITLE
    assert read("<h1>Carnet de Tanger</h1>", stated=(f"{TITLE} | Carnet de Tanger",), site="") == TITLE
    assert read("<h1>Carnet</h1>", stated=(f"Carnet » Archives » {TITLE}",), site="") == TITLE


def test_of_several_headings_the_one_that_the_metadata_name_is_taken() -> None:
    assert read(f"<h1>Actualités</h1><h1>{TITLE}</h1>", stated=(TITLE, "Actualités - Le Quotidien")) == TITLE


def test_a_kicker_within_the_heading_is_cut() -> None:
    assert read(f"<h1><span>Météo</span> {TITLE}</h1>", stated=(TITLE,)) == TITLE
    assert read(f"<h1>Météo : {TITLE}</h1>", stated=(TITLE,)) == TITLE


def test_what_is_said_before_a_colon_is_a_part_of_the_headline() -> None:
    assert read(f"<h1>Bulletin: {TITLE}</h1>", stated=(TITLE,)) == f"Bulletin: {TITLE}"


def test_a_date_before_the_headline_is_cut() -> None:
    assert read(f"<h1>27.03.2025 - {TITLE}</h1>", stated=(f"27.03.2025 - {TITLE}",)) == TITLE


def test_styles_within_a_heading_are_not_read() -> None:
    assert read(f"<h1><style>.x{{color:red}}</style>{TITLE}</h1>", stated=(TITLE,)) == TITLE


def test_another_wording_of_the_same_headline_is_taken_from_the_heading() -> None:
    said = "Sur le Gharb la pluie revient enfin"
    assert read(f"<h1>{said}</h1>", stated=(TITLE,)) == said


def test_a_page_without_any_name_has_no_headline() -> None:
    assert read(stated=("",), site="") == ""


@pytest.mark.parametrize(
    "trail",
    [
        "<nav><ol><li><h1>{}</h1></li></ol></nav>",
        '<div class="breadcrumbs"><h1>{}</h1></div>',
        '<h1 class="visually-hidden">{}</h1>',
        '<h1 class="sr-only">{}</h1>',
    ],
)
def test_a_heading_in_the_trail_of_crumbs_or_out_of_sight_is_not_the_one_that_readers_see(trail: str) -> None:
    searched = "Pluie Gharb : toutes les infos sur la météo de la semaine"
    body = trail.format(searched) + f"<article><h2>{TITLE}</h2></article>"
    assert read(body, stated=(TITLE, f"{searched} | Le Quotidien")) == TITLE


def test_a_heading_that_calls_itself_the_headline_wins_over_one_that_is_only_alike() -> None:
    body = f'<h1>pluie sur le Gharb</h1><h3 class="post-title entry-title">{TITLE}</h3>'
    assert read(body, stated=(TITLE, "x")) == TITLE


def test_of_the_parts_of_a_heading_the_one_that_the_metadata_name_is_the_headline() -> None:
    body = f'<h1><span>{TITLE}</span><small class="extra">Trois mois de sécheresse ont pris fin</small></h1>'
    assert read(body, stated=(TITLE, TITLE)) == TITLE


@pytest.mark.parametrize("name", ["kicker", "overline", "article-dachzeile", "surtitre", "topline"])
def test_what_a_heading_marks_as_standing_above_the_headline_is_cut(name: str) -> None:
    body = f'<h1><span class="{name}">Après trois mois</span><span class="x-headline">{TITLE} enfin</span></h1>'
    assert read(body, stated=(f"Au bout de trois mois, {TITLE} enfin", "x")) == f"{TITLE} enfin"


def test_a_kicker_that_the_metadata_join_with_a_dash_is_cut_and_one_with_a_colon_is_not() -> None:
    body = f"<h1><span>Le temps</span><span>{TITLE}</span></h1>"
    assert read(body, stated=(f"Le temps - {TITLE}", "x")) == TITLE
    assert read(body, stated=(f"Le temps: {TITLE}", "x")) == f"Le temps: {TITLE}"


def test_the_only_heading_is_believed_against_metadata_that_say_something_else() -> None:
    said = "Pourquoi les barrages débordent déjà"
    assert found(f"<h1>{said}</h1>", stated=(TITLE, TITLE)) == (said, Origin.HEADING)


def test_the_only_heading_is_not_believed_where_it_is_a_section() -> None:
    assert read("<h1>Météo</h1>", stated=(TITLE, f"{TITLE} | Météo | Le Quotidien")) == TITLE
    assert read("<h1>Toutes nos pages</h1>", stated=(TITLE, TITLE)) == TITLE


def test_a_further_heading_that_is_a_part_of_the_windows_title_is_the_headline() -> None:
    assert read(f"<h3>{TITLE}</h3>", stated=(f"Le carnet d'Omar\n  | {TITLE}",), site="") == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "雨が平野に戻ってきた！-毎朝新聞",
        "雨が平野に戻ってきた！_毎朝新聞",
        "雨が平野に戻ってきた！：毎朝新聞",
        "雨が平野に戻ってきた！--毎朝新聞",
        "雨が平野に戻ってきた！ ｜社会面｜毎朝新聞",
    ],
)
def test_the_sites_name_is_cut_where_no_spaces_are_written(title: str) -> None:
    assert read(stated=(title,), site="") == "雨が平野に戻ってきた！"


@pytest.mark.parametrize(
    "title", ["雨が平野に戻ってきた！_社会面_毎朝新聞", "雨が平野に戻ってきた！--社会面--毎朝新聞"]
)
def test_the_section_before_the_sites_name_is_cut_behind_the_same_sign(title: str) -> None:
    assert read(stated=(title,), site="") == "雨が平野に戻ってきた！"


def test_the_bar_of_korea_parts_the_sites_name() -> None:
    assert (
        read(stated=("비가 평야에 돌아와 농민들이 씨를 뿌렸다ㅣ매일신문",), site="")
        == "비가 평야에 돌아와 농민들이 씨를 뿌렸다"
    )


def test_a_name_that_begins_with_the_sites_is_cut_and_a_sentence_that_does_is_not() -> None:
    assert read(stated=("Pluie | Le Quotidien Magazine",)) == "Pluie"
    told = "Pluie - Le Quotidien ouvre ses archives de mars"
    assert read(stated=(told,)) == told


def test_a_hyphen_that_joins_words_parts_no_section() -> None:
    assert read(stated=("中国-拉美合作论坛-每日新闻",), site="") == "中国-拉美合作论坛"


def test_the_sites_name_within_the_heading_is_cut() -> None:
    assert read(f"<h1>{TITLE} – Le Quotidien</h1>", stated=(f"{TITLE} – Le Quotidien",)) == TITLE


def test_where_the_headline_was_found_is_told() -> None:
    assert found(f"<h1>{TITLE}</h1>", stated=(TITLE, "x"))[1] is Origin.HEADING
    assert found(stated=(TITLE, "x"))[1] is Origin.SHARING
    assert found(stated=(TITLE,))[1] is Origin.WINDOW
    assert found(stated=("",), site="") == ("", None)
