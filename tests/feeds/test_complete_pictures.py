"""manage.py complete_pictures: what an earlier version stored is completed, without the readers' noticing."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Image
from feeds.knowledge.lead_image import read
from tests.factories import make_image
from tests.feeds.knowledge.test_lead_image import encoded, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def early(media: Path) -> Image:
    """A picture as an earlier version stored it."""
    made = read(encoded(picture(700, 500)))
    image = make_image(widths=[320, 640], width=640, height=457)
    for width, rendition in made.renditions.items():
        file = media / image.file_name(width)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(rendition.webp)
    return image


def complete(**options: int) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("complete_pictures", stdout=out, stderr=err, **options)
    return out.getvalue().strip(), err.getvalue().strip()


def test_a_picture_gets_its_jpeg_files_beside_those_it_has(early: Image, media: Path) -> None:
    before = {file: file.read_bytes() for file in media.rglob("*.webp")}
    assert complete() == ("1 pictures are complete now.", "")
    early.refresh_from_db()
    assert early.has_jpeg
    assert sorted(file.name.rpartition("-")[2] for file in media.rglob("*.jpg")) == ["320.jpg", "640.jpg"]
    assert {file: file.read_bytes() for file in media.rglob("*.webp")} == before
    assert complete() == ("0 pictures are complete now.", "")


def test_it_may_go_in_steps(early: Image) -> None:
    make_image(has_jpeg=True)
    assert complete(at_most=0) == ("0 pictures are complete now.", "")
    assert complete(at_most=1) == ("1 pictures are complete now.", "")


def test_a_file_that_is_missing_is_named_and_passed_over(early: Image, media: Path) -> None:
    lost = make_image()
    said, complaint = complete()
    assert said == "1 pictures are complete now."
    assert complaint.startswith(f"image {lost.pk}: ")


def test_a_storage_that_fails_ends_it_with_the_remedy(early: Image, media: Path) -> None:
    file = media / early.file_name(640)
    file.unlink()
    file.mkdir()
    with pytest.raises(CommandError, match="run this again"):
        complete()
