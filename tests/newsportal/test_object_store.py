"""Pictures in an S3-compatible store: by one setting, privately, and with failures as a disk has them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import ImageStatus
from feeds import storing
from feeds.guarding import read
from feeds.leasing import claim_image
from feeds.models import ImageDownload, ImageDownloadState
from newsportal.object_store import options
from tests.factories import make_article, make_host, make_image
from tests.feeds.knowledge.test_lead_image import encoded, picture
from tests.newsportal.fake_store import FakeStore

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(settings: Any) -> Iterator[FakeStore]:
    with FakeStore() as fake:
        backend = {"BACKEND": "newsportal.object_store.ObjectStore", "OPTIONS": {"address": fake.address}}
        settings.STORAGES = {**settings.STORAGES, "default": backend}
        yield fake


def test_files_are_kept_under_the_folder_of_the_bucket(store: FakeStore) -> None:
    name = default_storage.save("ab/abc-320.webp", ContentFile(b"RIFF"))
    assert store.objects == {"/pictures/of-news/ab/abc-320.webp": b"RIFF"}
    assert default_storage.exists(name)
    assert default_storage.size(name) == 4
    with default_storage.open(name) as file:
        assert file.read() == b"RIFF"
    default_storage.delete(name)
    assert store.objects == {}


def test_a_file_that_is_not_there_is_not_found_as_on_a_disk(store: FakeStore) -> None:
    assert not default_storage.exists("ab/none.webp")
    with pytest.raises(FileNotFoundError):
        default_storage.open("ab/none.webp")


def test_a_store_that_refuses_is_a_disk_that_fails(store: FakeStore) -> None:
    store.status = 403
    for act in (
        lambda: default_storage.save("a.webp", ContentFile(b"x")),
        lambda: default_storage.exists("a.webp"),
        lambda: default_storage.size("a.webp"),
        lambda: default_storage.open("a.webp"),
        lambda: default_storage.delete("a.webp"),
    ):
        with pytest.raises(OSError, match="the store of pictures"):
            act()


@pytest.mark.django_db
def test_a_picture_goes_to_the_store_and_from_there_to_readers(store: FakeStore) -> None:
    download = fetched(picture(700, 500))
    claim = claim_image(download.pk)
    assert claim
    storing.save_picture(*claim, read(bytes(download.body or b"")))
    image = download.image
    image.refresh_from_db()
    assert sorted(path.rpartition("-")[2] for path in store.objects) == ["320.jpg", "320.webp", "640.jpg", "640.webp"]
    make_article(image=image)
    for form, kind in (("webp", "image/webp"), ("jpg", "image/jpeg")):
        answer = Client().get(reverse("image_file", args=[image.picture_key, image.pk, 320, form]))
        assert (answer.status_code, answer["Content-Type"]) == (200, kind)
        assert answer.content == store.objects[f"/pictures/of-news/{image.file_name(320)[:-5]}.{form}"]


@pytest.mark.django_db
def test_a_blocked_picture_is_gone_though_the_store_still_has_it(store: FakeStore) -> None:
    image = make_image(widths=[320], status=ImageStatus.BLOCKED, blocked_at=timezone.now())
    default_storage.save(image.file_name(320), ContentFile(b"RIFF"))
    make_article(image=image)
    store.requests.clear()
    assert Client().get(reverse("image_file", args=[image.picture_key, image.pk, 320, "webp"])).status_code == 410
    assert store.requests == []


@pytest.mark.django_db
def test_a_store_that_does_not_answer_costs_the_reader_a_moment_and_the_picture_nothing(store: FakeStore) -> None:
    download = fetched(picture(400, 300))
    claim = claim_image(download.pk)
    assert claim
    store.status = 503
    storing.save_picture(*claim, read(bytes(download.body or b"")))
    download.refresh_from_db()
    assert (download.state, download.attempts) == (ImageDownloadState.FETCHED, 0)
    assert "the store of pictures" in download.detail
    image = make_image(widths=[320])
    make_article(image=image)
    answer = Client().get(reverse("image_file", args=[image.picture_key, image.pk, 320, "webp"]))
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "5", "no-store")


def fetched(drawn: Any) -> ImageDownload:
    image = make_image(status=ImageStatus.PENDING, digest="", picture_key="", widths=[])
    return ImageDownload.objects.create(
        image=image, host=make_host(), state=ImageDownloadState.FETCHED, body=encoded(drawn)
    )


def test_an_address_says_where_the_store_is_and_how_to_get_in() -> None:
    assert options("s3://key:s%2Fe@s3.example.org:9000/bucket/a/b?region=eu-west-3") == {
        "endpoint_url": "https://s3.example.org:9000",
        "bucket_name": "bucket",
        "location": "a/b",
        "region_name": "eu-west-3",
        "access_key": "key",
        "secret_key": "s/e",
    }
    assert options("s3+http://store/bucket")["endpoint_url"] == "http://store"
    assert "access_key" not in options("s3+http://store/bucket")


@pytest.mark.parametrize(
    "address",
    [
        "bucket",
        "https://k:hunter2@host/bucket",
        "s3://k:hunter2@host/",
        "s3://k:hunter2@host:x/b",
        "s3://hunter2@host/b",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="MEDIA_STORE") as refusal:
        options(address)
    assert "hunter2" not in str(refusal.value)


def test_without_a_store_its_library_is_never_loaded() -> None:
    code = (
        "import django, sys; django.setup(); from django.core.files.storage import default_storage as s; s.exists('a')"
    )
    ask = [
        sys.executable,
        "-c",
        f"{code}; print([name for name in ('boto3', 'botocore', 'storages') if name in sys.modules])",
    ]
    said = subprocess.run(
        ask,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/bin"},
    )
    assert said.stdout.strip() == "[]"
