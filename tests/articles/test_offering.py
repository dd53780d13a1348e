"""What readers can choose, and the newest of each choice."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.knowledge import editions
from articles.knowledge.editions import EVERYTHING
from articles.models import Article, Section
from articles.offering import newest_of_each, offered
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def titles(*, edition: str = "", section: str = "", most: int = 2) -> list[str]:
    chosen = editions.read(edition) if edition else EVERYTHING
    return sorted(newest_of_each(chosen, section=section, most=most).values_list("title", flat=True))


def make(title: str, *, minutes: int = 0, country: str = "MA", **values: str) -> Article:
    published_at = NOON - timedelta(minutes=minutes)
    return make_article(title=title, source=make_source(country=country), published_at=published_at, **values)


def test_only_what_has_visible_articles_is_offered() -> None:
    make("Un", section=Section.SPORT)
    make("اثنان", language="ar", country="DZ", section=Section.GENERAL)
    make("Drei", language="de", country="DE", section=Section.WORLD)
    Article.objects.filter(language="de").update(removed_at=NOON)
    hidden = make("Cuatro", language="es", country="ES", section=Section.CULTURE)
    type(hidden.source).objects.filter(pk=hidden.source_id).update(is_shown=False)
    make("?", language="und", country="")
    found = offered()
    assert [known.code for known in found.languages] == ["ar", "fr"]
    assert found.countries == ["DZ", "MA"]
    assert found.sections == [Section.SPORT]


def test_an_empty_portal_offers_nothing() -> None:
    found = offered()
    assert (found.languages, found.countries, found.sections) == ([], [], [])
    assert titles() == []


def test_the_newest_of_every_language_and_section_come_together() -> None:
    for number in range(4):
        make(f"fr {number}", minutes=number)
        make(f"ar {number}", minutes=60 + number, language="ar")
        make(f"sport {number}", minutes=120 + number, language="ar", section=Section.SPORT)
    assert titles() == ["ar 0", "ar 1", "fr 0", "fr 1", "sport 0", "sport 1"]


def test_an_edition_narrows_them() -> None:
    for country in ("MA", "DZ"):
        make(f"fr {country}", country=country)
        make(f"ar {country}", country=country, language="ar", section=Section.SPORT)
    assert titles(edition="from/ma/") == ["ar MA", "fr MA"]
    assert titles(edition="in/ar/") == ["ar DZ", "ar MA"]
    assert titles(edition="in/fr/from/dz/") == ["fr DZ"]
    assert titles(edition="in/es/") == []


def test_a_section_narrows_them() -> None:
    make("fr")
    make("fr sport", section=Section.SPORT)
    make("ar sport", language="ar", section=Section.SPORT)
    assert titles(section=Section.SPORT) == ["ar sport", "fr sport"]
