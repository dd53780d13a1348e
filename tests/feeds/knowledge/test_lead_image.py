"""Lead images: a stranger's bytes become our own renditions, or a reason why not."""

import io
import zlib
from contextlib import suppress
from typing import Any

import pytest
from PIL import Image

from feeds.knowledge import lead_image
from feeds.knowledge.lead_image import LeadImage, UnusableImage, read
from tests import corpus

GPS, ORIENTATION, ARTIST = 0x8825, 0x0112, 0x013B


def picture(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Light in its upper left quarter, dark elsewhere: every turn and every crop shows."""
    made = Image.new("RGB", (width, height), (30, 40, 60))
    made.paste((230, 210, 120), (0, 0, width // 2, height // 2))
    return made.convert(mode)


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def grey(shown: Image.Image, place: tuple[int, int]) -> float:
    """How light it is there, of 255."""
    level = shown.convert("L").getpixel(place)
    assert isinstance(level, int | float)
    return level


def opened(body: bytes) -> Image.Image:
    return Image.open(io.BytesIO(body))


def files_of(made: LeadImage) -> list[bytes]:
    return [file for rendition in made.renditions.values() for file in (rendition.webp, rendition.jpeg)]


def exif(**tags: Any) -> Image.Exif:
    made = Image.Exif()
    made[ORIENTATION] = tags.get("orientation", 1)
    made[ARTIST] = "Jane Doe"
    made[GPS] = {1: "N", 2: (33.0, 35.0, 0.0)}
    return made


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_common_format_is_read(form: str) -> None:
    assert read(encoded(picture(), form)).width == 800


def test_what_it_is_its_bytes_decide_not_its_name() -> None:
    rendition = read(encoded(picture(), "GIF")).renditions[320]
    assert (opened(rendition.webp).format, opened(rendition.jpeg).format) == ("WEBP", "JPEG")


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (2400, [320, 640, 1200]),
        (1200, [320, 640, 1200]),
        (1000, [320, 640, 1000]),
        (700, [320, 640]),
        (320, [320]),
        (200, [200]),
    ],
)
def test_renditions_are_never_wider_than_the_original(width: int, widths: list[int]) -> None:
    assert sorted(read(encoded(picture(width, width * 3 // 4))).renditions) == widths


def test_a_rendition_keeps_the_pictures_proportions() -> None:
    made = read(encoded(picture(1600, 900)))
    sizes = [(320, 180), (640, 360), (1200, 675)]
    assert sorted(opened(rendition.webp).size for rendition in made.renditions.values()) == sizes
    assert sorted(opened(rendition.jpeg).size for rendition in made.renditions.values()) == sizes
    assert (made.width, made.height) == (1200, 675)


def test_a_picture_is_shown_as_the_camera_was_held() -> None:
    made = read(encoded(picture(400, 300), exif=exif(orientation=6)))
    shown = opened(made.renditions[300].webp)
    assert shown.size == (300, 400)
    assert grey(shown, (250, 50)) > 150
    assert grey(shown, (50, 50)) < 100


def test_place_name_and_camera_are_left_behind() -> None:
    body = encoded(picture(), exif=exif(), icc_profile=b"x" * 200, comment=b"<script>alert(1)</script>")
    assert b"Jane Doe" in body
    for rendition in files_of(read(body)):
        assert not opened(rendition).getexif()
        assert not any(secret in rendition for secret in (b"Jane Doe", b"Exif", b"<script", b"ICCP"))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # as the module itself does outside of tests
def test_a_broken_note_of_the_orientation_is_no_reason_to_refuse() -> None:
    body = encoded(picture(), exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + b"\x07" * 40)
    assert read(body).width == 800


def test_of_an_animation_the_first_frame_is_shown() -> None:
    second = Image.new("RGB", (400, 300), "red")
    made = read(encoded(picture(400, 300), "GIF", save_all=True, append_images=[second, second], duration=50))
    shown = opened(made.renditions[320].webp)
    assert getattr(shown, "n_frames", 1) == 1
    assert grey(shown, (10, 10)) > 150


def test_pictures_of_print_agencies_are_converted() -> None:
    assert opened(read(encoded(picture(mode="CMYK"))).renditions[320].webp).mode == "RGB"


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    for body in (encoded(clear, "PNG"), encoded(clear.convert("P"), "PNG", transparency=0), encoded(clear, "WEBP")):
        assert grey(opened(read(body).renditions[320].webp), (100, 100)) > 250


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1"])
def test_grey_and_palette_pictures_are_read(mode: str) -> None:
    assert read(encoded(picture(mode="L").convert(mode), "PNG")).width == 800


def test_sixteen_bits_a_pixel_keep_their_light_and_dark() -> None:
    deep = Image.frombytes("I;16", (400, 300), b"".join((x * 160).to_bytes(2, "little") for x in range(400)) * 300)
    shown = opened(read(encoded(deep, "PNG")).renditions[320].webp).convert("L")
    assert grey(shown, (20, 100)) < 40 < 200 < grey(shown, (310, 100))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><html><body>404</body></html>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 400 300\n",
        b"\x00\x00\x01\x00\x01\x00" + b"\x00" * 60,
    ],
)
def test_what_is_no_picture_for_a_page_is_refused_by_its_bytes(body: bytes) -> None:
    with pytest.raises(UnusableImage, match="no JPEG, PNG, WebP, GIF or AVIF"):
        read(body)


def test_other_formats_are_refused_even_though_they_could_be_read() -> None:
    with pytest.raises(UnusableImage, match="no JPEG"):
        read(encoded(picture(), "TIFF"))


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ((1, 1), "too few"),
        ((64, 64), "too few"),
        ((400, 50), "too few"),
        ((1200, 100), "a strip"),
        ((100, 900), "a strip"),
    ],
)
def test_pixels_icons_and_banners_are_refused(size: tuple[int, int], reason: str) -> None:
    with pytest.raises(UnusableImage, match=reason):
        read(encoded(picture(*size), "PNG"))


def test_a_bomb_is_refused_by_its_header() -> None:
    chunk = b"IHDR" + (60_000).to_bytes(4) + (60_000).to_bytes(4) + b"\x08\x02\x00\x00\x00"
    header = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4)
    with pytest.raises(UnusableImage, match="more than 40,000,000 pixels"):
        read(header + b"\x00\x00\x00\x0aIDAT" + b"\x00" * 20)


def test_more_than_forty_million_pixels_are_refused() -> None:
    with pytest.raises(UnusableImage, match="more than 40,000,000 pixels"):
        read(encoded(Image.new("1", (8_000, 6_000)), "PNG"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_file_is_refused_rather_than_shown_half_grey(share: float) -> None:
    body = encoded(picture(), quality=95)
    with pytest.raises(UnusableImage):
        read(body[: int(len(body) * share)])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_garbled_bytes_are_a_picture_or_a_reason_and_nothing_else(form: str) -> None:
    body = encoded(picture(200, 150), form)
    for position in range(0, len(body), max(1, len(body) // 60)):
        garbled = body[:position] + bytes([body[position] ^ 0xFF]) + body[position + 1 :]
        with suppress(UnusableImage):
            assert read(garbled).renditions


def test_two_downloads_of_the_same_bytes_have_the_same_hashes() -> None:
    body = encoded(picture())
    first, second = read(body), read(body)
    assert (first.digest, first.hashes, first.picture_key) == (second.digest, second.hashes, second.picture_key)


@pytest.mark.parametrize("row", corpus.rows("security/images_hostile/manifest.jsonl"), ids=lambda row: str(row["id"]))
def test_every_hostile_picture_ends_as_its_note_says(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rules about shape: many of these pictures are tiny for reasons of their own."""
    monkeypatch.setattr(lead_image, "SMALLEST", (2, 2))
    body = corpus.file(f"security/images_hostile/{row['file']}")
    try:
        made = read(body)
    except UnusableImage:
        assert "reject" in (row["outcome"], row.get("also_ok"))
        return
    assert "process" in row["outcome"] or "process" in row.get("also_ok", "")
    for rendition in files_of(made):
        assert not [secret for secret in row.get("derivative_must_not_contain", []) if secret.encode() in rendition]
    assert [made.width, made.height] == row.get("derivative_size", [made.width, made.height])
