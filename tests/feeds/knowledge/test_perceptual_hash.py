"""Perceptual hashes: copies are near, others far, pictures without detail have none."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from articles.knowledge.likeness import SAME, SIMILAR, Portrait, distance
from benchmarks.likeness.photographs import card, photograph
from benchmarks.likeness.transformations import TRANSFORMATIONS
from feeds.knowledge.lead_image import hashes_of

SCENE = photograph(8, width=900)


def portrait(picture: Image.Image) -> Portrait:
    found = hashes_of(picture)
    assert found
    return Portrait(
        found_by=found.found_by, confirmed_by=found.confirmed_by, width=picture.width, height=picture.height
    )


@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_a_copy_is_similar_whatever_was_done_to_it(name: str) -> None:
    apart = portrait(SCENE).distance(portrait(TRANSFORMATIONS[name](SCENE)))
    assert apart is not None
    assert apart <= SIMILAR


@pytest.mark.parametrize("name", ["JPEG, quality 30", "WebP, quality 50", "half as wide", "a quarter as wide", "grey"])
def test_a_picture_saved_again_or_scaled_is_the_same(name: str) -> None:
    copy = portrait(TRANSFORMATIONS[name](SCENE))
    assert (portrait(SCENE).distance(copy) or 0) <= SAME
    assert portrait(SCENE).has_proportions_of(copy)


def test_the_mirrored_hashes_are_those_of_the_mirrored_picture() -> None:
    """But for neighbours that are equally bright: those say "not brighter" in both."""
    seen, computed = portrait(ImageOps.mirror(SCENE)), portrait(SCENE).mirrored()
    assert distance(seen.found_by, computed.found_by) <= SIMILAR // 2
    assert distance(seen.confirmed_by, computed.confirmed_by) <= SIMILAR // 2


def test_other_photographs_are_not_alike() -> None:
    others = [
        portrait(photograph(number, width=240)) for number in range(20, 60) if hashes_of(photograph(number, width=240))
    ]
    assert len(others) > 30
    assert not [1 for place, one in enumerate(others) for other in others[:place] if one.distance(other) is not None]


@pytest.mark.parametrize("seed", range(4))
def test_a_card_that_says_something_in_two_tones_has_none(seed: int) -> None:
    made = Image.new("RGB", (600, 400), "white")
    made.paste("navy", (0, 0, 100 + 90 * seed, 400))
    assert hashes_of(made) is None


@pytest.mark.parametrize("turn", [0, 45, 90, 180, 270])
def test_a_gradient_has_none(turn: int) -> None:
    assert hashes_of(Image.linear_gradient("L").rotate(turn).convert("RGB")) is None


def test_noise_of_a_camera_alone_has_none() -> None:
    grain = np.random.default_rng(1).normal(128, 2, (400, 600)).astype(np.uint8)
    assert hashes_of(Image.fromarray(grain)) is None


def test_most_cards_have_none_and_no_two_of_the_others_are_the_same() -> None:
    looks = [portrait(made) for made in (card(number, width=240) for number in range(200)) if hashes_of(made)]
    assert len(looks) < 30
    assert not [
        1 for place, one in enumerate(looks) for other in looks[:place] if one.distance(other) in range(SAME + 1)
    ]
