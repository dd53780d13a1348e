"""When two pictures are alike: distances, bands that leave nothing out, mirrors, proportions."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.knowledge.likeness import BANDS, CONFIRMED, SIMILAR, VALUES, Portrait, distance, mirrored, probes

HASHES = st.integers(-(2**63), 2**63 - 1)
SOME = Portrait(found_by=0x0123_4567_89AB_CDEF, confirmed_by=-0x0123_4567_89AB_CDEF, width=1200, height=800)


def flipped(hash_: int, bits: set[int]) -> int:
    changed = hash_ % 2**64
    for bit in bits:
        changed ^= 1 << bit
    return changed - 2**64 if changed >= 2**63 else changed


@given(HASHES, st.sets(st.integers(0, 63)))
def test_the_distance_is_the_number_of_bits_that_differ(hash_: int, bits: set[int]) -> None:
    assert distance(hash_, flipped(hash_, bits)) == len(bits)


@given(HASHES, st.integers(0, SIMILAR), st.data())
def test_every_hash_near_enough_has_one_of_the_probes_in_its_band(hash_: int, within: int, data: st.DataObject) -> None:
    bits = data.draw(st.sets(st.integers(0, 63), max_size=within))
    near = flipped(hash_, bits)
    bands = [near >> shift & VALUES - 1 for shift in BANDS]
    assert any(band in values for band, values in zip(bands, probes(hash_, within), strict=True))


def test_a_look_up_has_few_probes() -> None:
    assert [len(values) for values in probes(0, SIMILAR)] == [137, 17, 17, 17]
    assert [len(values) for values in probes(0, 2)] == [1, 1, 1, 0]


@given(HASHES)
def test_the_mirror_of_a_mirror_is_the_picture(hash_: int) -> None:
    assert mirrored(mirrored(hash_)) == hash_


def test_a_picture_is_its_mirrored_copys_like() -> None:
    assert SOME.distance(SOME.mirrored()) == 0


def test_what_only_one_hash_finds_alike_is_not() -> None:
    far_away = flipped(SOME.confirmed_by, set(range(CONFIRMED + 1)))
    assert SOME.distance(replace(SOME, confirmed_by=far_away)) is None
    assert SOME.distance(replace(SOME, found_by=flipped(SOME.found_by, set(range(SIMILAR + 1))))) is None
    assert SOME.distance(replace(SOME, found_by=flipped(SOME.found_by, {1, 2}))) == 2


@pytest.mark.parametrize(
    ("width", "height", "are_the_same"),
    [(600, 400, True), (600, 401, True), (1164, 800, True), (1200, 675, False), (800, 1200, False), (640, 480, False)],
)
def test_proportions_are_the_same_when_a_crop_explains_them(width: int, height: int, are_the_same: bool) -> None:
    assert SOME.has_proportions_of(replace(SOME, width=width, height=height)) is are_the_same
