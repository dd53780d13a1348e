"""Any order of arrivals, decisions and reports on pictures that look alike: what always holds."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Image, ImageBlock, ImageStatus, ImageSuggestion, ModerationDecision, Reason, Verdict
from articles.moderation.deciding import SHOWING_VERDICTS
from articles.moderation.moderating import decide, report_image
from tests.articles.looks import arrive

pytestmark = pytest.mark.django_db
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.integers(0, 10), st.integers(0, 3)),  # distance, which bytes
        st.tuples(st.sampled_from(["block", "block_like", "keep", "lift"]), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("report"), st.integers(0, 5), st.integers(0, 3)),  # which picture, which reader
    ),
    min_size=2,
    max_size=14,
)


def do(step: tuple[str, int, int], editor: User) -> None:
    act, number, other = step
    if act == "arrive":
        arrive(number, digest=f"{number}{other}".zfill(64))
        return
    image = Image.objects.order_by("pk").values_list("pk", flat=True)[number : number + 1].first()
    if image is None:
        return
    if act == "report":
        report_image(image_id=image, reason=Reason.WRONG, details="", address=f"203.{other}.0.1")
    else:
        verdict = Verdict.BLOCK if act == "block_like" else Verdict(act)
        decide(images=[image], verdict=verdict, reasoning="", editor=editor, and_its_like=act == "block_like")


def check() -> None:
    blocks = dict(ImageBlock.objects.values_list("digest", "decision"))
    decisions = {decision.pk: decision for decision in ModerationDecision.objects.select_related("follows")}
    for image in Image.objects.all():
        assert (image.status == ImageStatus.BLOCKED) == (image.digest in blocks), "blocked is never shown"
        assert (image.blocked_at is not None) == (image.status == ImageStatus.BLOCKED)
        _check_kept(image, blocks, decisions)
    for decision in decisions.values():
        assert (decision.editor_id is None) == bool(decision.rule), "each decision has an author or a rule"
        if decision.follows:
            assert decision.follows.editor_id, "only editors are followed"
            assert (decision.follows.verdict == Verdict.BLOCK) == (decision.verdict == Verdict.BLOCK)
    in_effect = {pk for pk in blocks.values() if decisions[pk].editor_id is None}
    waiting = set(Image.objects.needing_decision().values_list("digest", flat=True))
    assert {decisions[pk].image.digest for pk in in_effect} <= waiting, "what a rule hid is in the queue"
    for pk in in_effect:
        follows = decisions[pk].follows
        assert follows is None or follows.image.digest in blocks, "no block outlives the one it follows"
    suggested = ImageSuggestion.objects.filter(is_open=True)
    assert set(suggested.values_list("image__digest", flat=True)) <= waiting


def _check_kept(image: Image, blocks: dict[str, Any], decisions: dict[int, ModerationDecision]) -> None:
    """What an editor kept is blocked by nobody's likeness."""
    about_it = [decision for decision in decisions.values() if decision.image.digest == image.digest]
    was_kept = any(decision.editor_id and decision.verdict in SHOWING_VERDICTS for decision in about_it)
    if was_kept and image.digest in blocks:
        kept_at = max(each.pk for each in about_it if each.editor_id and each.verdict in SHOWING_VERDICTS)
        assert decisions[blocks[image.digest]].follows is None or blocks[image.digest] < kept_at


@settings(max_examples=60)
@given(steps=STEPS)
def test_whatever_happens_in_whatever_order(steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        editor = User.objects.create_user("editor")
        for step in steps:
            do(step, editor)
            check()
        transaction.set_rollback(True)
