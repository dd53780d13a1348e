"""An editor takes back what was decided a moment ago: what held before holds again, and the record says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import (
    CaseVerdict,
    Image,
    ImageBlock,
    ImageReport,
    ImageStatus,
    ImageSuggestion,
    ModerationDecision,
    ReaderRecord,
    Requester,
    TakedownCase,
    Verdict,
)
from articles.moderation import deciding, moderating, undoing
from tests.articles.cases import decide, make_case
from tests.articles.looks import make_like
from tests.articles.reports import SIX_NETWORKS, THREE_NETWORKS, report, reports_count, rule, status_of
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _usual_bar(settings: Any) -> None:
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


def undo(editor: User, *decisions: ModerationDecision) -> undoing.Undoing:
    return undoing.undo(decisions=[decision.pk for decision in decisions], editor=editor)


def last(image: Image) -> ModerationDecision:
    found = deciding.history(image).first()
    assert found
    return found


def test_an_undone_block_shows_the_picture_again_at_all_its_addresses(editor: User) -> None:
    image = make_image()
    other = make_image(digest=image.digest)
    rule(image, Verdict.BLOCK, editor)
    undo(editor, last(image))
    assert (status_of(image), status_of(other)) == (ImageStatus.SHOWN, ImageStatus.SHOWN)
    assert not ImageBlock.objects.exists()


def test_an_undone_lifting_gives_the_block_back_with_who_made_it(editor: User) -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    by_the_rule = last(image)
    rule(image, Verdict.LIFT, editor)
    undo(editor, last(image))
    assert status_of(image) == ImageStatus.BLOCKED
    assert ImageBlock.objects.get(digest=image.digest).decision == by_the_rule
    assert image in Image.objects.needing_decision()


def test_what_waited_for_an_editor_waits_again(editor: User) -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    rule(image, Verdict.KEEP, editor)
    assert reports_count(image) == 0
    undo(editor, last(image))
    assert reports_count(image) == 2
    assert image in Image.objects.needing_decision()


def test_an_undone_keeping_asks_for_no_more_reports_than_before(editor: User) -> None:
    image = make_image()
    rule(image, Verdict.KEEP, editor)
    undo(editor, last(image))
    report(image, THREE_NETWORKS)
    assert status_of(image) == ImageStatus.BLOCKED


def test_a_person_who_reported_anew_meanwhile_counts_once(editor: User) -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    rule(image, Verdict.KEEP, editor)
    report(image, THREE_NETWORKS[1:])
    undo(editor, last(image))
    assert reports_count(image) == 3
    assert ImageReport.objects.filter(is_open=True).count() == 3


def test_known_readers_are_judged_no_longer(editor: User) -> None:
    reader, image = User.objects.create_user("reader"), make_image()
    ReaderRecord.objects.create(account=reader, upheld=4, dismissed=1)
    report(image, THREE_NETWORKS[:1], account=reader)
    rule(image, Verdict.KEEP, editor)
    undo(editor, last(image))
    record = ReaderRecord.objects.get()
    assert (record.upheld, record.dismissed) == (4, 1)
    rule(image, Verdict.BLOCK, editor)
    record.refresh_from_db()
    assert (record.upheld, record.dismissed) == (5, 1)


def test_a_known_reader_whose_report_was_under_way_is_judged_and_judged_no_longer(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, image = User.objects.create_user("reader"), make_image()
    ReaderRecord.objects.create(account=reader, upheld=4, dismissed=1)
    before = moderating._moment()
    rule(image, Verdict.KEEP, editor)
    with monkeypatch.context() as patch:
        patch.setattr(moderating, "_moment", lambda: before)
        report(image, THREE_NETWORKS[:1], account=reader)
    assert ReaderRecord.objects.get().dismissed == 2
    undo(editor, last(image))
    assert ReaderRecord.objects.get().dismissed == 1


def test_the_undoing_is_a_decision_of_its_own_on_record(editor: User) -> None:
    image = make_image()
    rule(image, Verdict.BLOCK, editor)
    blocked = last(image)
    undo(editor, blocked)
    undoing_it = last(image)
    assert (undoing_it.verdict, undoing_it.overrides, undoing_it.editor) == (Verdict.UNDO, blocked, editor)
    assert deciding.standing(image) is None


def test_a_decision_is_undone_once(editor: User) -> None:
    image = make_image()
    rule(image, Verdict.BLOCK, editor)
    decision = last(image)
    undo(editor, decision)
    assert undo(editor, decision).refused == [decision]
    with pytest.raises(IntegrityError), transaction.atomic():
        deciding.undecide(decision, editor=editor)


def test_the_undoing_itself_cannot_be_undone(editor: User) -> None:
    image = make_image()
    rule(image, Verdict.BLOCK, editor)
    undo(editor, last(image))
    assert undo(editor, last(image)).undone == []


def test_another_editor_s_decision_is_not_undone_but_overridden(editor: User) -> None:
    image = make_image()
    rule(image, Verdict.BLOCK, editor)
    assert undo(User.objects.create_user("other"), last(image)).undone == []
    assert status_of(image) == ImageStatus.BLOCKED


def test_what_somebody_decided_since_stays(editor: User) -> None:
    image = make_image()
    rule(image, Verdict.KEEP, editor)
    decision = last(image)
    report(image, SIX_NETWORKS)
    assert status_of(image) == ImageStatus.BLOCKED
    assert undo(editor, decision).refused == [decision]
    assert status_of(image) == ImageStatus.BLOCKED


def test_after_ten_minutes_it_takes_another_verdict(editor: User) -> None:
    image = make_image()
    old = ModerationDecision.objects.create(
        image=image, verdict=Verdict.KEEP, editor=editor, created_at=timezone.now() - timedelta(minutes=11)
    )
    assert undo(editor, old).refused == [old]


def test_a_picture_that_stands_on_many_articles_is_hidden_as_before(editor: User) -> None:
    image = make_image(status=ImageStatus.REPEATED)
    source = make_article(image=image).source
    for _ in range(4):
        make_article(image=image, source=source)
    rule(image, Verdict.KEEP, editor)
    assert status_of(image) == ImageStatus.SHOWN
    undo(editor, last(image))
    assert status_of(image) == ImageStatus.REPEATED


def test_several_decisions_are_undone_together(editor: User) -> None:
    images = [make_image(), make_image()]
    ruling = moderating.decide(
        images=[image.pk for image in images], verdict=Verdict.BLOCK, reasoning="", editor=editor
    )
    assert len(undo(editor, *ruling.decisions).undone) == 2
    assert {status_of(image) for image in images} == {ImageStatus.SHOWN}


def test_decisions_on_two_addresses_of_one_picture_are_undone_together(editor: User) -> None:
    image = make_image()
    report(image, THREE_NETWORKS[:2])
    both = [image.pk, make_image(digest=image.digest).pk]
    ruling = moderating.decide(images=both, verdict=Verdict.BLOCK, reasoning="", editor=editor)
    assert len(undo(editor, *ruling.decisions).undone) == 2
    assert (status_of(image), reports_count(image)) == (ImageStatus.SHOWN, 2)


# -- its like ---------------------------------------------------------------------------------------------------------


def test_what_was_blocked_for_its_looks_shows_again(editor: User) -> None:
    image = make_like()
    near, further = make_like(1), make_like(6)
    moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning="", editor=editor, and_its_like=True)
    assert status_of(near) == ImageStatus.BLOCKED
    assert ImageSuggestion.objects.filter(image=further, is_open=True).exists()
    undo(editor, last(image))
    assert (status_of(image), status_of(near)) == (ImageStatus.SHOWN, ImageStatus.SHOWN)
    assert not ImageSuggestion.objects.filter(is_open=True).exists()


def test_of_a_block_and_its_like_after_a_plain_block_the_like_is_suggested_again(editor: User) -> None:
    image, near = make_like(), make_like(1)
    rule(image, Verdict.BLOCK, editor)
    moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning="", editor=editor, and_its_like=True)
    assert status_of(near) == ImageStatus.BLOCKED
    undo(editor, last(image))
    assert (status_of(image), status_of(near)) == (ImageStatus.BLOCKED, ImageStatus.SHOWN)


def test_an_undone_lifting_blocks_its_like_again(editor: User) -> None:
    image, near = make_like(), make_like(1)
    moderating.decide(images=[image.pk], verdict=Verdict.BLOCK, reasoning="", editor=editor, and_its_like=True)
    rule(image, Verdict.LIFT, editor)
    assert status_of(near) == ImageStatus.SHOWN
    undo(editor, last(image))
    assert (status_of(image), status_of(near)) == (ImageStatus.BLOCKED, ImageStatus.BLOCKED)
    rule(image, Verdict.LIFT, editor)
    assert status_of(near) == ImageStatus.SHOWN


# -- what was decided for a take-down case ----------------------------------------------------------------------------


def asked_away(image: Image) -> TakedownCase:
    return make_case(Requester.PERSON, make_article(image=image), wish="picture")


@pytest.mark.parametrize("verdicts", [[CaseVerdict.PICTURE], [CaseVerdict.PICTURE, CaseVerdict.REJECT]])
def test_what_was_decided_for_a_case_ends_with_the_case_alone(verdicts: list[CaseVerdict]) -> None:
    image = make_image()
    case = asked_away(image)
    for verdict in verdicts:
        decide(case, verdict)
    decided, before = last(image), status_of(image)
    editor = User.objects.get(username="desk")
    assert decided.editor == editor
    assert undo(editor, decided).refused == [decided]
    assert status_of(image) == before
    assert decided not in undoing.undoable(editor)


def test_an_undone_block_leaves_that_of_a_case_which_asks_for_it(editor: User) -> None:
    image = make_image()
    decide(asked_away(image), CaseVerdict.PICTURE)
    rule(image, Verdict.BLOCK, editor)
    own = last(image)
    assert undo(editor, own).refused == []
    assert status_of(image) == ImageStatus.BLOCKED


def test_no_undoing_gives_a_block_back_whose_case_was_decided_otherwise_since(editor: User) -> None:
    image = make_image()
    case = asked_away(image)
    decide(case, CaseVerdict.PICTURE)
    rule(image, Verdict.BLOCK, editor)
    own = last(image)
    decide(case, CaseVerdict.REJECT)
    assert undo(editor, own).refused == [own]
    rule(image, Verdict.LIFT, editor)
    assert status_of(image) == ImageStatus.SHOWN
