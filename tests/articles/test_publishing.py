"""What drafts become, and what they never become."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft, Pointer
from articles.models import Article, ArticleSearch, Image, ImageBlock, ImageStatus, ModerationDecision, Source
from articles.publishing import admit_image, publish, refuse_image
from tests.factories import make_image, make_source

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def challenge() -> Source:
    return make_source(slug="challenge", name="Challenge")


def headline(source: Source, **values: Any) -> ArticleDraft:
    draft = ArticleDraft(
        source_id=source.pk,
        canonical_url="https://challenge.test/port-de-kenitra",
        title="Le port de Kénitra prend forme",
        language="fr",
        published_at=NOON,
        date_origin=DateOrigin.FEED,
    )
    return replace(draft, **values)


def test_a_headline_shows_at_once(challenge: Source) -> None:
    publish([headline(challenge)])
    assert Article.objects.visible().get().title == "Le port de Kénitra prend forme"


def test_the_same_address_makes_one_article(challenge: Source) -> None:
    publish([headline(challenge)])
    again = publish([headline(challenge, title="Un autre titre")])
    assert (Article.objects.count(), again[0].is_new) == (1, False)


def test_http_and_https_are_the_same_address(challenge: Source) -> None:
    publish([headline(challenge), headline(challenge, canonical_url="http://challenge.test/port-de-kenitra")])
    assert Article.objects.count() == 1


def test_the_text_completes_the_headline(challenge: Source) -> None:
    publish([headline(challenge)])
    publish([headline(challenge, body_html="<p>Les travaux avancent.</p><h2>Le calendrier</h2>", lead="Le chapo.")])
    article = Article.objects.get()
    assert (article.lead, article.body_html) == (
        "Le chapo.",
        "<p>Les travaux avancent.</p><h2>Le calendrier</h2>",
    )
    assert article.extracted_at is not None


def test_a_later_headline_never_takes_the_text_away(challenge: Source) -> None:
    publish([headline(challenge, body_html="<p>Les travaux avancent.</p>")])
    publish([headline(challenge, lead="Un résumé")])
    article = Article.objects.get()
    assert (article.body_html, article.lead) == ("<p>Les travaux avancent.</p>", "")


def test_a_page_without_text_still_gives_its_image(challenge: Source) -> None:
    publish([headline(challenge)])
    publish([headline(challenge, image=ImageDraft(url="https://challenge.test/port.jpg", alt="Le port"))])
    article = Article.objects.get()
    assert article.image is not None
    assert article.image_alt == "Le port"


def test_a_removed_article_does_not_return(challenge: Source) -> None:
    publish([headline(challenge)])
    Article.objects.update(removed_at=timezone.now())
    publish([headline(challenge, body_html="<p>Les travaux avancent.</p>")])
    assert Article.objects.get().body_html == ""


def test_a_page_gives_its_date_to_an_article_that_had_none(challenge: Source) -> None:
    publish([headline(challenge, date_origin=DateOrigin.FIRST_SEEN)])
    page_date = NOON - timedelta(days=1)
    publish([headline(challenge, body_html="<p>Texte</p>", published_at=page_date, date_origin=DateOrigin.PAGE)])
    article = Article.objects.get()
    assert (article.published_at, article.date_origin) == (page_date, "page")


def test_scripts_never_reach_the_database(challenge: Source) -> None:
    publish([headline(challenge, title="<b>Le port</b>", body_html='<p onclick="x()">Le<script>x()</script> port</p>')])
    article = Article.objects.get()
    assert "script" not in article.body_html
    assert "onclick" not in article.body_html


def test_a_pointer_to_a_script_is_dropped(challenge: Source) -> None:
    pointers = (Pointer(title="Ici", url="javascript:x()"), Pointer(title="Là", url="https://challenge.test/la"))
    publish([headline(challenge, pointers=pointers)])
    assert Article.objects.get().pointers == [{"title": "Là", "url": "https://challenge.test/la"}]


def test_a_draft_without_a_title_is_dropped(challenge: Source) -> None:
    assert publish([headline(challenge, title="\u200b \u00a0")]) == []


def test_an_image_that_was_never_fetched_is_asked_for(challenge: Source) -> None:
    published = publish([headline(challenge, image=ImageDraft(url="https://challenge.test/port.jpg"))])
    assert published[0].image_id == Image.objects.get().pk


def test_an_image_that_is_here_already_is_not_asked_for(challenge: Source) -> None:
    image = make_image(url="https://challenge.test/port.jpg")
    published = publish([headline(challenge, image=ImageDraft(url=image.url))])
    assert (published[0].image_id, Article.objects.get().image) == (None, image)


def test_every_article_is_indexed(challenge: Source) -> None:
    publish([headline(challenge), headline(challenge, canonical_url="https://challenge.test/2")])
    assert ArticleSearch.objects.count() == 2


def test_a_fetched_picture_shows() -> None:
    image = make_image(status=ImageStatus.PENDING)
    admit_image(image)
    assert Image.objects.get().status == ImageStatus.SHOWN


def test_a_picture_whose_bytes_are_blocked_arrives_blocked() -> None:
    blocked = make_image(status=ImageStatus.BLOCKED, digest="d" * 64)
    decision = ModerationDecision.objects.create(image=blocked, verdict="block", rule="a rule")
    ImageBlock.objects.create(digest=blocked.digest, decision=decision)
    arriving = make_image(status=ImageStatus.PENDING, digest=blocked.digest)
    admit_image(arriving)
    assert Image.objects.get(pk=arriving.pk).status == ImageStatus.BLOCKED


def test_a_picture_blocked_on_its_way_stays_blocked() -> None:
    image = make_image(status=ImageStatus.PENDING)
    Image.objects.update(status=ImageStatus.BLOCKED)
    admit_image(image)
    assert Image.objects.get().status == ImageStatus.BLOCKED


def test_giving_up_a_picture_never_hides_one_that_shows() -> None:
    image = make_image()
    refuse_image(image.pk)
    assert Image.objects.get().status == ImageStatus.SHOWN


def test_another_source_s_feed_changes_nothing_in_an_article(challenge: Source) -> None:
    publish([headline(challenge, body_html="<p>Les travaux avancent.</p>", authors=("Sanae Alaoui",))])
    stranger = make_source(name="Un autre")
    long_text = "<p>Faux texte.</p>" * 200
    publish([headline(stranger, body_html=long_text, lead="Faux chapo", is_from_page=True)])
    article = Article.objects.get()
    assert (article.source, article.body_text, article.lead) == (challenge, "Les travaux avancent.", "")
    assert article.authors == ["Sanae Alaoui"]


def test_a_second_feed_s_content_does_not_replace_a_text_that_is_there(challenge: Source) -> None:
    publish([headline(challenge, body_html="<p>Le texte entier de la page.</p>", is_from_page=True)])
    publish([headline(challenge, body_html="<p>Un extrait.</p>")])
    assert Article.objects.get().body_text == "Le texte entier de la page."


def test_the_page_s_text_replaces_the_feed_s(challenge: Source) -> None:
    publish([headline(challenge, body_html="<p>Un extrait.</p>")])
    publish([headline(challenge, body_html="<p>Le texte entier de la page.</p>", is_from_page=True)])
    assert Article.objects.get().body_text == "Le texte entier de la page."


def test_whether_a_text_is_partial_follows_the_text(challenge: Source) -> None:
    publish([headline(challenge, body_html="<p>Le début.</p>", is_from_page=True, is_partial=True)])
    assert Article.objects.get().is_partial
    publish([headline(challenge, body_html="<p>Le texte entier de la page.</p>", is_from_page=True)])
    assert not Article.objects.get().is_partial


def test_a_page_that_only_sells_its_article_says_so_of_the_headline(challenge: Source) -> None:
    publish([headline(challenge)])
    publish([headline(challenge, is_from_page=True, is_partial=True)])
    assert Article.objects.get().is_partial


def test_a_page_that_only_sells_takes_nothing_from_the_feed_s_text(challenge: Source) -> None:
    publish([headline(challenge, body_html="<p>Le texte entier du flux.</p>")])
    publish([headline(challenge, is_from_page=True, is_partial=True)])
    article = Article.objects.get()
    assert (article.body_text, article.is_partial) == ("Le texte entier du flux.", False)
