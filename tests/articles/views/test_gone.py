"""What editors took away or shortened: at once on every page, feed and list, with a note at whose request."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles import expiring, publishing
from articles.models import Article, CaseVerdict, DisplayPolicy, Requester, Source
from articles.search.indexing import index
from tests.articles.cases import decide, make_case
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = datetime(2026, 3, 1, tzinfo=UTC)
LEAD = "Le chapeau raconte le port. " * 20
BODY = "Le corps nomme Samira. " * 30
DAY = f"{NOW.astimezone(UTC):%Y-%m-%d}"
ALL = [
    *("/fr/", "/fr/in/fr/", "/fr/journal/", "/fr/ticker", "/fr/search/?q=Kénitra", f"/fr/on/{DAY}/"),
    *("/fr/feed.atom", "/fr/feed.json", "/fr/journal/feed.atom", "/fr/search/feed.atom?q=Kénitra"),
    *("/api/v1/articles", "/api/v1/search?q=Kénitra", "/sitemap-news.xml", f"/sitemap-{DAY}.xml"),
]
TITLED = [address for address in ALL if "sitemap-2" not in address]


@pytest.fixture
def article() -> Article:
    source = make_source(slug="journal", name="Le Journal", time_zone="UTC", home_url="https://www.journal.ma/")
    article = make_article(
        source=source,
        title="Le port de Kénitra",
        lead=LEAD,
        body_html=f"<p>{BODY}</p>",
        body_text=BODY,
        image=make_image(),
        published_at=NOW,
        extracted_at=NOW,
    )
    index([article])
    return article


def read(reader: Client, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def page_of(article: Article) -> str:
    return f"/fr/journal/{article.pk}/"


# -- removed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requester", "said"),
    [(Requester.PUBLISHER, "à la demande de son éditeur"), (Requester.PERSON, "à la demande d’une personne")],
)
def test_a_removed_article_s_address_says_at_whose_request_and_nothing_of_it(
    reader: Client, article: Article, requester: Requester, said: str
) -> None:
    case = make_case(requester, article)
    decide(case, CaseVerdict.REMOVE, "un motif")
    response = reader.get(page_of(article))
    shown = response.content.decode()
    assert response.status_code == 410
    assert said in shown
    assert 'href="/fr/moderation/"' in shown
    for secret in ("Kénitra", "chapeau", "Samira", "Le Journal", case.name, case.email, case.details, "un motif"):
        assert secret not in shown


def test_an_article_that_was_removed_without_a_request_says_so(reader: Client, article: Article) -> None:
    publishing.remove(articles=[article.pk])
    response = reader.get(page_of(article))
    assert response.status_code == 410
    assert "La rédaction l’a retiré." in response.content.decode()


@pytest.mark.parametrize("address", ALL)
def test_a_removed_article_is_on_no_list(reader: Client, article: Article, address: str) -> None:
    is_for_programs = "sitemap" in address or "api" in address
    if "sitemap" in address:  # which are of articles whose page here is the one to find
        Source.objects.update(display_policy=DisplayPolicy.EXCERPT)
    sign = f"journal/{article.pk}/" if is_for_programs else "Le port de Kénitra"
    before = reader.get(address)
    is_marked = "search/?" in address or address == "/fr/ticker"
    assert is_marked or sign in before.content.decode()
    decide(make_case(Requester.PUBLISHER, article), CaseVerdict.REMOVE)
    after = reader.get(address)
    assert (after.status_code, sign in after.content.decode(), f"/{article.pk}/" in after.content.decode()) in {
        (200, False, False),
        (404, False, False),
    }


def test_a_removed_article_is_gone_from_the_api_and_so_is_its_picture(reader: Client, article: Article) -> None:
    image = article.image
    assert image
    decide(make_case(Requester.PUBLISHER, article), CaseVerdict.REMOVE)
    assert reader.get(f"/api/v1/articles/{article.pk}").status_code == 410
    assert reader.get(f"/image/{image.picture_key}/{image.pk}-320.webp").status_code == 410


def test_a_later_decision_shows_it_again_whole(reader: Client, article: Article) -> None:
    before = read(reader, page_of(article))
    case = make_case(Requester.PUBLISHER, article)
    decide(case, CaseVerdict.REMOVE)
    decide(case, CaseVerdict.REJECT)
    assert read(reader, page_of(article)) == before


# -- a whole source ---------------------------------------------------------------------------------------------------


def test_of_a_withdrawn_source_every_address_says_so(reader: Client, article: Article) -> None:
    decide(make_case(source=article.source, is_of_source=True), CaseVerdict.SOURCE_NONE)
    for address in ("/fr/journal/", page_of(article)):
        response = reader.get(address)
        assert response.status_code == 410
        assert "à la demande de son éditeur" in response.content.decode()
    assert "Le Journal" not in read(reader, "/fr/sources/")
    assert reader.get("/fr/journal/feed.atom").status_code == 404


def test_a_source_that_an_administrator_hid_is_simply_not_there(reader: Client, article: Article) -> None:
    type(article.source).objects.update(is_shown=False)
    assert [reader.get(address).status_code for address in ("/fr/journal/", page_of(article))] == [404, 404]


def test_articles_to_come_are_shown_as_the_source_s_policy_says(reader: Client, article: Article) -> None:
    decide(make_case(source=article.source, is_of_source=True), CaseVerdict.SOURCE_HEADLINE)
    new = make_article(source=article.source, lead="Un nouveau chapeau", body_html="<p>x</p>", published_at=NOW)
    assert "Un nouveau chapeau" not in read(reader, page_of(new))


# -- shortened --------------------------------------------------------------------------------------------------------


def whole_text(reader: Client, article: Article) -> dict[str, str]:
    """What every surface says of the article."""
    addresses = [page_of(article), *TITLED, f"/api/v1/articles/{article.pk}"]
    return {address: reader.get(address).content.decode() for address in addresses}


def test_an_article_that_is_restricted_to_an_excerpt_is_nowhere_longer(reader: Client, article: Article) -> None:
    decide(make_case(Requester.PUBLISHER, article), CaseVerdict.EXCERPT)
    said = whole_text(reader, article)
    assert LEAD[:200] in said[page_of(article)]
    for address, text in said.items():
        assert LEAD.strip() not in text, address
        assert "Samira" not in text, address


def test_an_article_that_is_restricted_to_its_headline_says_nothing_else(reader: Client, article: Article) -> None:
    decide(make_case(Requester.PERSON, article), CaseVerdict.HEADLINE)
    said = whole_text(reader, article)
    assert "Le port de Kénitra" in said[page_of(article)]
    for address, text in said.items():
        assert "chapeau" not in text, address
        assert "Samira" not in text, address
        assert f"/image/{article.image.picture_key}/" not in text if article.image else False, address
    assert '<meta name="robots" content="nosnippet, noimageindex">' in said[page_of(article)]


def test_the_picture_of_an_article_that_is_restricted_to_its_headline_is_gone(reader: Client, article: Article) -> None:
    image = article.image
    assert image
    decide(make_case(Requester.PUBLISHER, article), CaseVerdict.HEADLINE)
    assert reader.get(f"/image/{image.picture_key}/{image.pk}-320.webp").status_code == 410


def test_other_articles_of_the_source_stay_as_they_were(reader: Client, article: Article) -> None:
    other = make_article(source=article.source, lead="Un autre chapeau", body_html="<p>Entier</p>", published_at=NOW)
    decide(make_case(Requester.PUBLISHER, article), CaseVerdict.HEADLINE)
    assert "Entier" in read(reader, page_of(other))


# -- what browsers keep -----------------------------------------------------------------------------------------------


def changed(reader: Client) -> list[str]:
    response = reader.get("/taken-away.json")
    assert response.headers["Cache-Control"] == "public, max-age=30"
    return [change["path"] for change in json.loads(response.content)["changed"]]


def test_browsers_learn_what_was_taken_away_since_they_kept_a_page(reader: Client, article: Article) -> None:
    assert changed(reader) == []
    decide(make_case(Requester.PERSON, article), CaseVerdict.HEADLINE)
    by_hand = make_article(source=make_source(slug="autre"), removed_at=NOW)
    make_article(removed_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert sorted(changed(reader)) == sorted([f"/journal/{article.pk}/", f"/autre/{by_hand.pk}/"])


def test_of_a_source_s_decision_they_learn_its_address(reader: Client, article: Article) -> None:
    decide(make_case(source=article.source, is_of_source=True), CaseVerdict.SOURCE_EXCERPT)
    assert changed(reader) == ["/journal/"]


def test_they_learn_no_more_than_addresses(reader: Client, article: Article) -> None:
    case: Any = make_case(Requester.PERSON, article)
    decide(case, CaseVerdict.REMOVE, "un motif")
    [told] = json.loads(reader.get("/taken-away.json").content)["changed"]
    assert told.keys() == {"path", "at"}
    assert abs(told["at"] / 1_000 - timezone.now().timestamp()) < 60


# -- too old ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/fr/journal/{}/", "/fr/text/journal/{}/", "/api/v1/articles/{}"])
def test_an_article_that_expired_is_gone_and_says_why(
    reader: Client, article: Article, settings: Any, address: str
) -> None:
    settings.ARTICLES_KEPT_DAYS = 30
    young = make_article(source=article.source)
    Article.objects.filter(pk=article.pk).update(published_at=OLD, first_seen_at=OLD)
    expiring.expire(before=OLD + timedelta(days=1))
    answer = reader.get(address.format(article.pk))
    assert answer.status_code == 410
    assert ("no longer kept" if "api" in address else "plus ancien") in answer.content.decode()
    assert reader.get(address.format(young.pk + 1)).status_code == 404
    settings.ARTICLES_KEPT_DAYS = 0
    assert reader.get(address.format(article.pk)).status_code == 404
