"""The stored pictures: nothing but pictures, and gone at once when blocked."""

from pathlib import Path

import pytest
from django.test import Client

from articles.knowledge.picture_forms import PictureForm
from articles.models import Article, DisplayPolicy, Image, ImageStatus, Source
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(media: Path) -> Image:
    image = make_image()
    make_article(image=image)
    file = media / image.file_name(320)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"<html>not a picture</html>")
    return image


def address(image: Image, width: int = 320, key: str = "") -> str:
    return f"/image/{key or image.picture_key}/{image.pk}-{width}.webp"


def test_a_picture_is_served_as_a_picture_whatever_its_bytes_say(reader: Client, stored: Image) -> None:
    response = reader.get(address(stored))
    assert response.content == b"<html>not a picture</html>"
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_jpeg_is_served_as_jpeg(reader: Client, stored: Image, media: Path) -> None:
    (media / stored.file_name(320, PictureForm.JPEG)).write_bytes(b"a picture")
    response = reader.get(address(stored).replace(".webp", ".jpg"))
    assert (response.content, response.headers["Content-Type"]) == (b"a picture", "image/jpeg")
    assert response.headers["Content-Disposition"] == "inline"


@pytest.mark.parametrize("form", ["svg", "html", "jpeg", "JPG", "png"])
def test_there_are_two_forms_and_no_other(reader: Client, stored: Image, form: str) -> None:
    assert reader.get(address(stored).replace("webp", form)).status_code == 404


def test_a_blocked_picture_is_gone_in_both_forms(reader: Client, stored: Image) -> None:
    Image.objects.update(status=ImageStatus.BLOCKED)
    assert reader.get(address(stored).replace(".webp", ".jpg")).status_code == 410


def test_a_picture_that_stands_on_many_articles_is_not_served(reader: Client, stored: Image) -> None:
    Image.objects.update(status=ImageStatus.REPEATED)
    assert reader.get(address(stored)).status_code == 404


def test_a_disk_that_fails_is_for_now_and_no_cache_keeps_that(reader: Client, stored: Image, media: Path) -> None:
    file = media / stored.file_name(320)
    file.unlink()
    file.mkdir()
    response = reader.get(address(stored))
    assert (response.status_code, response.headers["Cache-Control"]) == (503, "no-store")


def test_caches_keep_a_picture_ten_minutes(reader: Client, stored: Image) -> None:
    assert reader.get(address(stored)).headers["Cache-Control"] == "public, max-age=600"


def test_a_blocked_picture_is_gone_and_caches_put_that_in_its_place(reader: Client, stored: Image) -> None:
    Image.objects.update(status=ImageStatus.BLOCKED)
    response = reader.get(address(stored))
    assert (response.status_code, response.content) == (410, b"")
    assert response.headers["Cache-Control"] == "public, max-age=5"


def test_the_picture_of_removed_articles_is_gone(reader: Client, stored: Image) -> None:
    make_article(image=stored)
    Article.objects.filter(pk=Article.objects.earliest("pk").pk).update(removed_at="2026-03-01T00:00:00Z")
    assert reader.get(address(stored)).status_code == 200  # another article still shows it
    Article.objects.update(removed_at="2026-03-01T00:00:00Z")
    assert reader.get(address(stored)).status_code == 410


@pytest.mark.parametrize("values", [{"is_shown": False}, {"display_policy": DisplayPolicy.HEADLINE}])
def test_the_pictures_of_a_source_that_may_not_show_them_are_gone(
    reader: Client, stored: Image, values: dict[str, object]
) -> None:
    Source.objects.update(**values)
    assert reader.get(address(stored)).status_code == 410


def test_a_picture_that_no_article_ever_showed_is_gone(reader: Client, stored: Image) -> None:
    Article.objects.all().delete()
    assert reader.get(address(stored)).status_code == 410


def test_a_picture_travels_as_it_is_to_every_kind_of_browser(reader: Client, stored: Image) -> None:
    response = reader.get(address(stored), headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert not {"Content-Encoding", "Vary"} & set(response.headers)


@pytest.mark.parametrize("key", ["", "0" * 32])
def test_pictures_and_refusals_have_no_language(reader: Client, stored: Image, key: str) -> None:
    response = reader.get(address(stored, key=key), headers={"Accept-Language": "ar"})
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert "Content-Language" not in response.headers


def test_caches_keep_it_for_a_moment_that_there_is_no_such_picture(reader: Client) -> None:
    response = reader.get("/image/abc/5-320.webp")
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "public, max-age=5")


def test_a_picture_comes_back_when_its_block_is_lifted(reader: Client, stored: Image) -> None:
    Image.objects.update(status=ImageStatus.BLOCKED)
    reader.get(address(stored))
    Image.objects.update(status=ImageStatus.SHOWN)
    assert reader.get(address(stored)).status_code == 200


@pytest.mark.parametrize("status", [ImageStatus.PENDING, ImageStatus.UNUSABLE])
def test_an_image_that_is_not_shown_is_not_found(reader: Client, stored: Image, status: ImageStatus) -> None:
    Image.objects.update(status=status)
    assert reader.get(address(stored)).status_code == 404


@pytest.mark.parametrize("width", [0, 321, 640, 10**30])
def test_a_width_that_is_not_stored_is_not_found(reader: Client, stored: Image, width: int) -> None:
    assert reader.get(address(stored, width)).status_code == 404


def test_a_picture_is_found_under_its_own_key_only(reader: Client, stored: Image) -> None:
    assert reader.get(address(stored, key="0" * 32)).status_code == 404


@pytest.mark.parametrize("number", ["0", "99999", "9" * 30])
def test_an_image_that_does_not_exist_is_not_found(reader: Client, number: str) -> None:
    assert reader.get(f"/image/abc/{number}-320.webp").status_code == 404
