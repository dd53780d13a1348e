"""The headline is what readers read, without the site's name, the section or the kicker."""

import pytest
from lxml import html

from feeds.pages import headline

TITLE = "La pluie revient sur le Gharb"
URL = "https://www.lequotidien.test/2025/pluie"


def read(body: str = "", *, stated: tuple[str, ...], site: str = "Le Quotidien") -> str:
    tree = html.document_fromstring(f"<html><body>{body}<p>x</p></body></html>")
    return headline.of(tree, stated=stated, site=site, url=URL)


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
