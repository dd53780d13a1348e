"""Articles as rows: many at once, none twice."""

from datetime import UTC, datetime

import pytest

from articles import keeping
from articles.knowledge.drafts import ImageDraft, url_key
from articles.models import Article, Image, Source
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db


def unsaved(source: Source, path: str, **values: object) -> Article:
    url = f"https://source.test{path}"
    fields = {"title": path, "language": "fr", "published_at": datetime(2026, 3, 1, tzinfo=UTC), "date_origin": "feed"}
    return Article(source=source, canonical_url=url, url_key=url_key(url), **{**fields, **values})


def test_every_value_is_stored_as_it_was(db: None) -> None:
    given = {
        "title": 'Il dit "oui" \\ عربي 🎉',
        "lead": "Un\nchapo",
        "body_html": "<p>{a,b} \\x41 NULL</p>",
        "body_text": "{a,b} \\x41 NULL",
        "authors": ['Salma "S." Rami', "a,b", "{}", "NULL"],
        "sections": [],
        "pointers": [{"title": "Là", "url": "https://source.test/la"}],
        "image_alt": "'",
        "published_at": datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC),
        "extracted_at": datetime(2026, 3, 2, tzinfo=UTC),
    }
    article = unsaved(make_source(), "/a", image=make_image(), **given)
    keeping.insert([article])
    stored = Article.objects.get()
    assert stored == article
    assert {name: getattr(stored, name) for name in (*given, "image_id")} == {**given, "image_id": article.image_id}


def test_several_articles_are_changed_each_to_its_own() -> None:
    articles = [make_article(title=f"Titre {number}") for number in range(3)]
    for article in articles:
        article.title = f"{article.title} bis"
    keeping.update(articles)
    assert set(Article.objects.values_list("title", flat=True)) == {f"Titre {number} bis" for number in range(3)}


def test_an_article_that_another_worker_stored_first_stays_as_that_stored_it() -> None:
    source = make_source()
    keeping.insert([first := unsaved(source, "/a", title="Le premier")])
    keeping.insert([second := unsaved(source, "/a", title="Le second"), other := unsaved(source, "/b")])
    assert second.pk == first.pk != other.pk
    assert Article.objects.get(pk=first.pk).title == "Le premier"


def test_articles_are_held_in_the_order_of_their_keys() -> None:
    articles = [make_article() for _ in range(5)]
    keys = [article.url_key for article in articles]
    assert list(keeping.hold([*keys, url_key("https://source.test/unknown")])) == sorted(keys)


def test_images_are_made_where_they_are_missing() -> None:
    known = make_image()
    drafts = [ImageDraft(url=known.url), ImageDraft(url="https://images.test/new.jpg")]
    found = keeping.images([*drafts, drafts[1]])
    assert {key: image.pk for key, image in found.items()} == dict(Image.objects.values_list("url_key", "pk"))
    assert found[known.url_key].status == known.status
