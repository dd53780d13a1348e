"""What is older than the operator keeps it: articles go for good, pictures with the last article that has them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.utils import timezone

from articles import expiring
from articles.models import Article, ArticleSearch, Image, ImageStatus, Requester, Verdict
from articles.search.indexing import index
from tests.articles.cases import make_case
from tests.articles.reports import THREE_NETWORKS, report, rule
from tests.factories import make_article, make_image, make_stored_image

pytestmark = pytest.mark.django_db
DAYS = 30


def old(days: int = DAYS + 1, **values: Any) -> Article:
    """An article that came, with its picture, so many days ago."""
    moment = timezone.now() - timedelta(days=days)
    if image := values.get("image"):
        Image.objects.filter(pk=image.pk).update(created_at=moment)
    return make_article(published_at=moment, first_seen_at=moment, **values)


def let_go(days: int = DAYS) -> None:
    before = timezone.now() - timedelta(days=days)
    while expiring.expire(before=before) + expiring.drop_pictures(before=before):
        pass


def files(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_an_old_article_goes_with_what_the_search_knows_of_it_and_a_young_one_stays() -> None:
    index([old(), young := old(DAYS - 1)])
    let_go()
    assert list(Article.objects.all()) == [young]
    assert ArticleSearch.objects.get().article_id == young.pk


def test_an_old_article_that_was_found_yesterday_stays() -> None:
    make_article(published_at=timezone.now() - timedelta(days=4_000))
    let_go()
    assert Article.objects.count() == 1


def test_what_editors_removed_and_what_requesters_asked_about_stays_on_record() -> None:
    old(removed_at=timezone.now())
    make_case(Requester.PERSON, old())
    let_go()
    assert Article.objects.count() == 2


def test_a_picture_goes_with_its_files_when_the_last_of_its_articles_does(media: Path) -> None:
    image = make_stored_image(media)
    old(image=image)
    make_article(image=image)
    let_go()
    assert (Image.objects.get(), len(files(media))) == (image, 1)
    long_ago = timezone.now() - timedelta(days=DAYS + 1)
    Article.objects.update(published_at=long_ago, first_seen_at=long_ago)
    let_go()
    assert not Image.objects.exists()
    assert files(media) == []


def test_files_that_another_address_of_the_same_bytes_has_stay(media: Path) -> None:
    image = make_stored_image(media)
    other = make_image(digest=image.digest, picture_key=image.picture_key, widths=image.widths)
    old(image=image)
    make_article(image=other)
    let_go()
    assert (Image.objects.get(), len(files(media))) == (other, 1)


@pytest.mark.parametrize("verdict", [None, Verdict.BLOCK, Verdict.KEEP])
def test_a_picture_that_was_reported_or_decided_on_stays_on_record(media: Path, verdict: Verdict | None) -> None:
    image = make_stored_image(media)
    report(image, THREE_NETWORKS[:1])
    if verdict:
        rule(image, verdict, User.objects.create_user("editor"))
    old(image=image)
    let_go()
    assert not Article.objects.exists()
    assert Image.objects.get().decisions.count() == (1 if verdict else 0)
    assert len(files(media)) == 1


def test_a_picture_that_somebody_takes_up_again_while_it_goes_is_not_shown_without_its_files(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_stored_image(media)
    old(image=image)
    delete = default_storage.delete

    def slowly(name: str) -> None:
        delete(name)
        if not Article.objects.exists():
            make_article(image=image)

    monkeypatch.setattr(default_storage, "delete", slowly)
    let_go()
    assert Article.objects.get().image == image
    assert Image.objects.get().status == ImageStatus.UNUSABLE


def test_a_storage_that_fails_costs_nothing_but_time(
    media: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ARTICLES_KEPT_DAYS = DAYS
    old(image=make_stored_image(media))

    def failing(name: str) -> None:
        raise OSError("no answer")

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "delete", failing)
        expiring.expire_due(now=timezone.now(), seconds=60)
    assert Image.objects.count() == 1
    expiring.expire_due(now=timezone.now(), seconds=60)
    assert not Image.objects.exists()
    assert files(media) == []
