"""Its like: what an editor blocked is blocked in other bytes too, or shown to an editor; never what one kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from articles.models import Image, ImageBlock, ImageStatus, ImageSuggestion, ModerationDecision, Reason, Verdict
from articles.moderation.moderating import decide, report_image
from articles.moderation.resembling import like, portrait_of
from articles.publishing import admit_image
from tests.articles.looks import CONFIRMED_BY, arrive, make_like
from tests.articles.races import while_not_committed
from tests.factories import make_image

pytestmark = pytest.mark.django_db
THREE_NETWORKS = ["203.0.113.1", "198.51.100.1", "192.0.2.1"]


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def rule(image: Image, verdict: Verdict, editor: User, **how: Any) -> ModerationDecision:
    decide(images=[image.pk], verdict=verdict, reasoning="seen", editor=editor, **how)
    return ModerationDecision.objects.filter(editor=editor).latest("pk")


def status_of(image: Image) -> str:
    return Image.objects.get(pk=image.pk).status


def needing() -> set[int]:
    return set(Image.objects.needing_decision().values_list("pk", flat=True))


# -- arrivals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [0, 1, 2])
def test_the_like_of_a_blocked_picture_is_blocked_when_it_arrives(editor: User, bits: int) -> None:
    block = rule(make_like(), Verdict.BLOCK, editor)
    arrived = arrive(bits)
    decision = arrived.decisions.get()
    assert arrived.status == ImageStatus.BLOCKED
    assert arrived.blocked_at is not None
    assert (decision.editor, decision.follows) == (None, block)
    assert decision.rule == f"likeness: distance {bits} of 2 from image {block.image_id}, decision {block.pk}"
    assert arrived.pk in needing()


@pytest.mark.parametrize("bits", [3, 8])
def test_what_resembles_a_blocked_picture_is_shown_and_put_before_an_editor(editor: User, bits: int) -> None:
    block = rule(make_like(), Verdict.BLOCK, editor)
    arrived = arrive(bits)
    suggestion = arrived.suggestions.get()
    assert arrived.status == ImageStatus.SHOWN
    assert (suggestion.decision, suggestion.distance, suggestion.is_open) == (block, bits, True)
    assert needing() == {arrived.pk}


def test_what_is_farther_away_is_an_ordinary_picture(editor: User) -> None:
    rule(make_like(), Verdict.BLOCK, editor)
    assert arrive(9).status == ImageStatus.SHOWN
    assert needing() == set()


def test_a_picture_of_other_proportions_is_only_suggested(editor: User) -> None:
    rule(make_like(), Verdict.BLOCK, editor)
    arrived = arrive(1, width=640, height=640)
    assert arrived.status == ImageStatus.SHOWN
    assert needing() == {arrived.pk}


def test_of_two_blocked_pictures_the_one_of_the_same_proportions_counts(editor: User) -> None:
    rule(make_like(width=640, height=640), Verdict.BLOCK, editor)
    block = rule(make_like(2), Verdict.BLOCK, editor)
    assert arrive().decisions.get().follows == block


def test_a_picture_without_detail_is_never_matched(editor: User) -> None:
    plain: dict[str, Any] = {"perceptual_hash": None, "confirming_hash": None}
    blocked = make_like(**plain)
    rule(blocked, Verdict.BLOCK, editor, and_its_like=True)
    assert arrive(**plain).status == ImageStatus.SHOWN
    assert like(blocked) == []
    assert needing() == set()


def test_a_block_that_the_rule_made_is_not_followed(settings: Settings) -> None:
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0
    reported = make_like()
    for address in THREE_NETWORKS:
        report_image(image_id=reported.pk, reason=Reason.HARMFUL, details="", address=address)
    assert status_of(reported) == ImageStatus.BLOCKED
    assert arrive().status == ImageStatus.SHOWN


def test_a_block_by_likeness_is_followed_only_once_an_editor_confirmed_it(editor: User) -> None:
    rule(make_like(), Verdict.BLOCK, editor)
    follower = arrive(2)
    assert follower.perceptual_hash is not None
    farther = {"perceptual_hash": follower.perceptual_hash ^ 0b11_0000}
    assert arrive(**farther).status == ImageStatus.SHOWN
    block = rule(follower, Verdict.BLOCK, editor)
    assert arrive(**farther).decisions.get().follows == block


def test_a_mirrored_copy_is_its_like(editor: User) -> None:
    blocked = make_like()
    rule(blocked, Verdict.BLOCK, editor)
    looks = portrait_of(blocked)
    assert looks
    mirror = looks.mirrored()
    arrived = arrive(perceptual_hash=mirror.found_by, confirming_hash=mirror.confirmed_by)
    assert arrived.status == ImageStatus.BLOCKED


def test_a_picture_that_only_the_first_hash_finds_is_shown(editor: User) -> None:
    rule(make_like(), Verdict.BLOCK, editor)
    arrive_far = arrive(confirming_hash=CONFIRMED_BY ^ 0xFFFF_FFFF)
    assert arrive_far.status == ImageStatus.SHOWN
    assert needing() == set()


def test_blocks_by_likeness_do_not_make_the_rule_pause(editor: User, settings: Settings) -> None:
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0
    rule(make_like(), Verdict.BLOCK, editor)
    for _ in range(12):
        arrive()
    reported = make_image()
    for address in THREE_NETWORKS:
        report_image(image_id=reported.pk, reason=Reason.HARMFUL, details="", address=address)
    assert status_of(reported) == ImageStatus.BLOCKED


# -- what is here already ---------------------------------------------------------------------------------------------


def test_blocking_its_like_blocks_what_is_nearest_and_suggests_the_rest(editor: User) -> None:
    blocked, near, similar, other = make_like(), make_like(2), make_like(5), make_like(12)
    decision = rule(blocked, Verdict.BLOCK, editor, and_its_like=True)
    assert [status_of(image) for image in (near, similar, other)] == [
        ImageStatus.BLOCKED,
        ImageStatus.SHOWN,
        ImageStatus.SHOWN,
    ]
    assert near.decisions.get().follows == decision
    assert needing() == {near.pk, similar.pk}


def test_blocking_one_picture_only_suggests_its_like(editor: User) -> None:
    blocked, near = make_like(), make_like(1)
    rule(blocked, Verdict.BLOCK, editor)
    assert status_of(near) == ImageStatus.SHOWN
    assert needing() == {near.pk}


def test_its_like_is_blocked_at_all_its_addresses(editor: User) -> None:
    blocked, one, two = make_like(), make_like(1, digest="d" * 64), make_like(1, digest="d" * 64)
    rule(blocked, Verdict.BLOCK, editor, and_its_like=True)
    assert {status_of(one), status_of(two)} == {ImageStatus.BLOCKED}
    assert ModerationDecision.objects.count() == 2


def test_a_decision_answers_the_suggestion(editor: User) -> None:
    rule(make_like(), Verdict.BLOCK, editor)
    arrived = arrive(4)
    rule(arrived, Verdict.KEEP, editor)
    assert needing() == set()
    assert not ImageSuggestion.objects.filter(is_open=True).exists()


# -- what an editor kept ----------------------------------------------------------------------------------------------


def test_a_lifted_block_never_comes_back_for_likeness(editor: User) -> None:
    rule(make_like(), Verdict.BLOCK, editor)
    arrived = arrive(1, digest="d" * 64)
    rule(arrived, Verdict.LIFT, editor)
    again = arrive(1, digest="d" * 64)
    assert (status_of(arrived), again.status) == (ImageStatus.SHOWN, ImageStatus.SHOWN)
    assert needing() == set()


def test_what_an_editor_kept_is_suggested_when_its_like_is_blocked_later(editor: User) -> None:
    kept, blocked = make_like(), make_like(1)
    rule(kept, Verdict.KEEP, editor)
    rule(blocked, Verdict.BLOCK, editor, and_its_like=True)
    assert status_of(kept) == ImageStatus.SHOWN
    assert needing() == {kept.pk}


# -- taking back ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", [Verdict.LIFT, Verdict.KEEP])
def test_what_a_rule_blocked_falls_with_the_decision_it_followed(editor: User, verdict: Verdict) -> None:
    blocked = make_like()
    rule(blocked, Verdict.BLOCK, editor)
    near, similar = arrive(1), arrive(5)
    lifting = rule(blocked, verdict, editor)
    last = near.decisions.latest("pk")
    assert (status_of(near), status_of(similar)) == (ImageStatus.SHOWN, ImageStatus.SHOWN)
    assert (last.verdict, last.editor, last.follows) == (Verdict.LIFT, None, lifting)
    assert last.overrides == near.decisions.earliest("pk")
    assert not ImageBlock.objects.exists()
    assert needing() == set()


def test_what_an_editor_confirmed_stays_blocked_when_the_first_decision_falls(editor: User) -> None:
    blocked = make_like()
    rule(blocked, Verdict.BLOCK, editor)
    near = arrive(1)
    rule(near, Verdict.BLOCK, editor)
    rule(blocked, Verdict.LIFT, editor)
    assert status_of(near) == ImageStatus.BLOCKED


def test_what_another_block_speaks_against_stays_blocked(editor: User) -> None:
    first, second = make_like(), make_like(2)
    rule(first, Verdict.BLOCK, editor)
    arrived = arrive(1)
    other = rule(second, Verdict.BLOCK, editor)
    rule(first, Verdict.LIFT, editor)
    assert status_of(arrived) == ImageStatus.BLOCKED
    assert arrived.decisions.latest("pk").follows == other


# -- at the same moment -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_block_first", [False, True], ids=["the picture first", "the block first"])
def test_what_arrives_while_its_like_is_blocked_does_not_slip_in_between(is_block_first: bool) -> None:
    blocked, arriving = make_like(), make_like(1, status=ImageStatus.PENDING)
    editor = User.objects.create_user("editor")
    acts: list[Callable[[], Any]] = [
        lambda: admit_image(arriving),
        lambda: rule(blocked, Verdict.BLOCK, editor, and_its_like=True),
    ]
    first, second = reversed(acts) if is_block_first else acts
    while_not_committed(first, second)
    assert [status_of(blocked), status_of(arriving)] == [ImageStatus.BLOCKED] * 2
    assert ImageBlock.objects.count() == 2


# -- looking up -------------------------------------------------------------------------------------------------------


def test_its_like_comes_nearest_first_without_the_picture_itself() -> None:
    image, _again = make_like(digest="d" * 64), make_like(digest="d" * 64)
    far, near = make_like(7), make_like(3)
    make_like(20)
    make_image()
    assert like(image) == [(near, 3), (far, 7)]
