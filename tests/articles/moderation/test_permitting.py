"""A source whose pictures are neither fetched nor shown, until an editor decides otherwise."""

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.test import Client

from articles.models import Article, ImageStatus, PicturePolicy, Source
from articles.moderation.permitting import permit_pictures
from tests.articles.reports import status_of
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


def permit(source: Source, editor: User, *, shows: bool, reasoning: str = "") -> PicturePolicy | None:
    made = permit_pictures(source=source.pk, shows_pictures=shows, reasoning=reasoning, editor=editor)
    source.refresh_from_db()
    return made


def test_no_article_of_the_source_shows_a_picture_and_others_do(editor: User) -> None:
    source = make_source()
    article, other = make_article(source=source, image=make_image()), make_article(image=make_image())
    permit(source, editor, shows=False)
    shown = {found.pk: found.shown_image for found in Article.objects.visible().for_cards()}
    assert (shown[article.pk], shown[other.pk]) == (None, other.image)


def test_the_picture_is_gone_for_those_who_have_its_address(editor: User, client: Client) -> None:
    image, source = make_image(), make_source()
    make_article(source=source, image=image)
    permit(source, editor, shows=False)
    assert client.get(image.address(640, image.form_to_share)).status_code == 410


def test_a_picture_that_another_source_shows_too_is_still_served(editor: User) -> None:
    image, source = make_image(), make_source()
    make_article(source=source, image=image)
    elsewhere = make_article(image=image)
    permit(source, editor, shows=False)
    assert list(Article.objects.showing(image)) == [elsewhere]


def test_the_way_back_shows_them_again_and_blocked_ones_stay_blocked(editor: User) -> None:
    source = make_source()
    article = make_article(source=source, image=make_image())
    blocked = make_image(status=ImageStatus.BLOCKED)
    permit(source, editor, shows=False)
    permit(source, editor, shows=True)
    assert Article.objects.for_cards().get(pk=article.pk).shown_image == article.image
    assert status_of(blocked) == ImageStatus.BLOCKED


def test_each_decision_is_on_record_with_what_it_overrides(editor: User) -> None:
    source = make_source()
    first = permit(source, editor, shows=False, reasoning="des photos de victimes")
    second = permit(source, editor, shows=True)
    assert first
    assert second
    assert (first.reasoning, first.editor, first.overrides) == ("des photos de victimes", editor, None)
    assert second.overrides == first


def test_what_is_so_already_is_no_decision(editor: User) -> None:
    assert permit(make_source(), editor, shows=True) is None
    assert permit_pictures(source=12345, shows_pictures=False, reasoning="", editor=editor) is None
    assert not PicturePolicy.objects.exists()


def test_a_decision_can_be_neither_changed_nor_deleted(editor: User) -> None:
    made = permit(make_source(), editor, shows=False)
    assert made
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PicturePolicy.objects.update(reasoning="else")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        made.delete()
