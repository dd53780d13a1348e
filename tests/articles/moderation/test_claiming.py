"""One editor at a time looks at a case, and nobody decides on what another has just decided."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import Image, ImageClaim, ImageStatus, ModerationDecision, Verdict
from articles.moderation import claiming, deciding, moderating
from tests.articles.races import while_not_committed
from tests.articles.reports import rule, status_of
from tests.factories import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina() -> User:
    return User.objects.create_user("amina")


@pytest.fixture
def bilal() -> User:
    return User.objects.create_user("bilal")


def end_claims() -> None:
    ImageClaim.objects.update(ends_at=timezone.now() - timedelta(seconds=1))


def decide(image: Image, editor: User, verdict: Verdict = Verdict.BLOCK, *, seen: int = 0) -> moderating.Ruling:
    return moderating.decide(images=[image.pk], verdict=verdict, reasoning="", editor=editor, seen={image.pk: seen})


def test_a_case_is_one_editor_s_at_a_time(amina: User, bilal: User) -> None:
    image = make_image()
    assert claiming.claim(image=image, editor=amina)
    assert not claiming.claim(image=image, editor=bilal)
    found = claiming.held_by_another(image, bilal)
    assert found
    assert found.editor == amina
    assert claiming.held_by_another(image, amina) is None


def test_the_claim_is_on_the_picture_at_all_its_addresses(amina: User, bilal: User) -> None:
    image = make_image()
    claiming.claim(image=image, editor=amina)
    assert not claiming.claim(image=make_image(digest=image.digest), editor=bilal)


def test_a_claim_ends_by_itself(amina: User, bilal: User) -> None:
    image = make_image()
    claiming.claim(image=image, editor=amina)
    end_claims()
    assert claiming.held_by_another(image, bilal) is None
    assert claiming.claim(image=image, editor=bilal)


def test_claiming_again_prolongs_it(amina: User) -> None:
    image = make_image()
    claiming.claim(image=image, editor=amina)
    end_claims()
    assert claiming.claim(image=image, editor=amina)
    assert ImageClaim.objects.get().ends_at > timezone.now() + timedelta(minutes=9)


def test_a_claim_can_be_taken_over(amina: User, bilal: User) -> None:
    image = make_image()
    claiming.claim(image=image, editor=amina)
    assert claiming.claim(image=image, editor=bilal, take_over=True)
    assert not claiming.claim(image=image, editor=amina)


def test_only_one_s_own_claim_is_given_back(amina: User, bilal: User) -> None:
    image = make_image()
    claiming.claim(image=image, editor=amina)
    claiming.release(image=image, editor=bilal)
    assert ImageClaim.objects.exists()
    claiming.release(image=image, editor=amina)
    assert not ImageClaim.objects.exists()


def test_the_next_case_is_one_that_nobody_else_looks_at(amina: User, bilal: User) -> None:
    first, second = make_image(), make_image()
    waiting = Image.objects.order_by("pk")
    assert claiming.claim_next(images=waiting, editor=amina) == first
    assert claiming.claim_next(images=waiting, editor=bilal) == second
    assert claiming.claim_next(images=waiting, editor=amina) == first
    assert claiming.claim_next(images=waiting, editor=User.objects.create_user("chakib")) is None


def test_claims_that_ended_are_forgotten(amina: User) -> None:
    claiming.claim(image=make_image(), editor=amina)
    end_claims()
    claiming.claim(image=make_image(), editor=amina)
    assert claiming.forget_ended() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_claim_at_once_one_gets_it() -> None:
    amina, bilal, image = User.objects.create_user("amina"), User.objects.create_user("bilal"), make_image()
    got = []
    while_not_committed(
        lambda: got.append(claiming.claim(image=image, editor=amina)),
        lambda: got.append(claiming.claim(image=image, editor=bilal)),
    )
    assert got == [True, False]


# -- deciding side by side --------------------------------------------------------------------------------------------


def test_what_another_decided_meanwhile_is_refused_with_that_decision(amina: User, bilal: User) -> None:
    image = make_image()
    rule(image, Verdict.KEEP, amina)
    [refusal] = decide(image, bilal).refusals
    assert (refusal.editor, refusal.decision) == (amina, deciding.history(image).get())
    assert status_of(image) == ImageStatus.SHOWN


def test_who_has_seen_the_other_s_decision_may_decide_otherwise(amina: User, bilal: User) -> None:
    image = make_image()
    rule(image, Verdict.KEEP, amina)
    assert decide(image, bilal, seen=deciding.history(image).get().pk).refusals == []
    assert status_of(image) == ImageStatus.BLOCKED


def test_a_decision_at_another_address_of_the_picture_counts(amina: User, bilal: User) -> None:
    image = make_image()
    rule(make_image(digest=image.digest), Verdict.KEEP, amina)
    assert len(decide(image, bilal).refusals) == 1


def test_one_s_own_decision_and_the_rule_s_hold_nobody_back(amina: User) -> None:
    image = make_image()
    ModerationDecision.objects.create(image=image, verdict=Verdict.BLOCK, rule="automatic")
    assert decide(image, amina, Verdict.KEEP).refusals == []
    assert decide(image, amina, Verdict.BLOCK).refusals == []


def test_what_another_has_claimed_is_refused_until_when(amina: User, bilal: User) -> None:
    image = make_image()
    claiming.claim(image=image, editor=amina)
    [refusal] = decide(image, bilal).refusals
    assert (refusal.editor, refusal.decision) == (amina, None)
    assert refusal.claimed_until == ImageClaim.objects.get().ends_at
    assert not ModerationDecision.objects.exists()


def test_of_several_only_what_collides_is_refused(amina: User, bilal: User) -> None:
    images = [make_image(), make_image()]
    rule(images[0], Verdict.KEEP, amina)
    seen = dict.fromkeys((image.pk for image in images), 0)
    ruling = moderating.decide(images=seen, verdict=Verdict.BLOCK, reasoning="", editor=bilal, seen=seen)
    assert [refusal.image for refusal in ruling.refusals] == [images[0]]
    assert [status_of(image) for image in images] == [ImageStatus.SHOWN, ImageStatus.BLOCKED]


def test_a_decision_ends_the_claim(amina: User) -> None:
    image = make_image()
    claiming.claim(image=image, editor=amina)
    decide(image, amina)
    assert not ImageClaim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_is_told() -> None:
    amina, bilal, image = User.objects.create_user("amina"), User.objects.create_user("bilal"), make_image()
    rulings = []
    while_not_committed(
        lambda: rulings.append(decide(image, amina, Verdict.KEEP)),
        lambda: rulings.append(decide(image, bilal, Verdict.BLOCK)),
    )
    assert [len(ruling.refusals) for ruling in rulings] == [0, 1]
    assert status_of(image) == ImageStatus.SHOWN
