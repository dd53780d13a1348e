"""Reports, decisions, liftings, arrivals and rotations in any order: what holds after each of them.

The machine keeps no model of its own to compare with: each invariant is asked of the rows."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from articles import publishing
from articles.knowledge import reporters
from articles.models import Article, Image, ImageBlock, ImageReport, ImageStatus, ModerationDecision, Reason, Verdict
from articles.moderation import keyring, moderating, undoing
from articles.moderation.automatic_blocking import BLOCKS_AN_HOUR
from tests.articles.reports import days_later
from tests.factories import make_article, make_image

DIGESTS = [f"{number:064x}" for number in (1, 2, 3)]
ADDRESSES = [f"{network}.{host}" for network in ("203.0.113", "198.51.100", "192.0.2") for host in (1, 2, 3)]
PRONOUNCED = [Verdict.BLOCK, Verdict.KEEP, Verdict.LIFT]
images = st.integers(0, 5)
# Not made shorter when it fails: each step asks the database some thirty times.
SHORT = hypothesis_settings(max_examples=12, stateful_step_count=15, phases=[Phase.explicit, Phase.generate])


class Moderation(RuleBasedStateMachine):
    """Six images of three pictures, nine persons in three networks, and an editor."""

    patch: pytest.MonkeyPatch

    def __init__(self) -> None:
        super().__init__()
        self.day = 0
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        super().teardown()

    @initialize()
    def a_portal(self) -> None:
        days_later(self.patch, 0)
        self.editor = User.objects.create_user("editor")
        self.images = [make_image(digest=DIGESTS[number % 3]) for number in range(6)]
        for image in self.images:
            make_article(image=image)

    # -- what may happen ----------------------------------------------------------------------------------------------

    @rule(image=images, address=st.sampled_from(ADDRESSES), counts=st.sampled_from([True, True, True, False]))
    def a_reader_reports(self, image: int, address: str, counts: bool) -> None:
        moderating.report_image(
            image_id=self.images[image].pk, reason=Reason.OTHER, details="", address=address, counts=counts
        )

    @rule(image=images, network=st.sampled_from(["203.0.113", "198.51.100", "192.0.2"]))
    def a_crowd_reports(self, image: int, network: str) -> None:
        for address in (f"{network}.1", f"{network}.2", "198.51.100.9", "192.0.2.9", "10.1.0.1", "10.2.0.1"):
            self.a_reader_reports(image, address, counts=True)

    @rule(image=images)
    def many_neighbours_report(self, image: int) -> None:
        for network in range(8):
            self.a_reader_reports(image, f"172.20.{network}.1", counts=True)

    @rule(chosen=st.sets(images, min_size=1, max_size=3), verdict=st.sampled_from(PRONOUNCED))
    def an_editor_decides(self, chosen: set[int], verdict: Verdict) -> None:
        ids = [self.images[number].pk for number in chosen]
        moderating.decide(images=ids, verdict=verdict, reasoning="", editor=self.editor)

    @rule(back=st.integers(1, 3))
    def an_editor_undoes(self, back: int) -> None:
        own = ModerationDecision.objects.filter(editor=self.editor).exclude(verdict=Verdict.UNDO)
        undoing.undo(decisions=list(own.values_list("pk", flat=True)[:back]), editor=self.editor)

    @rule(picture=st.integers(0, 2))
    def the_same_picture_arrives_again(self, picture: int) -> None:
        image = make_image(status=ImageStatus.PENDING, digest="", picture_key="")
        image.digest, image.picture_key = DIGESTS[picture], f"{image.pk:032x}"
        publishing.admit_image(image)
        make_article(image=image)

    @rule(days=st.sampled_from([1, 7, 14]))
    def time_passes(self, days: int) -> None:
        self.day += days
        days_later(self.patch, self.day)
        moderating.forget_reporters()

    # -- what holds ---------------------------------------------------------------------------------------------------

    @invariant()
    def one_picture_has_one_status(self) -> None:
        for digest in DIGESTS:
            statuses = set(Image.objects.filter(digest=digest).values_list("status", flat=True))
            assert len(statuses) <= 1
            assert (statuses == {ImageStatus.BLOCKED}) == ImageBlock.objects.filter(digest=digest).exists()

    @invariant()
    def what_is_blocked_is_never_shown(self) -> None:
        shown = Article.objects.visible().select_related("image", "source")
        assert not [article for article in shown if article.shown_image and _is_blocked(article.shown_image)]
        assert not Image.objects.showable().filter(blocked_at__isnull=False).exists()

    @invariant()
    def a_picture_s_status_is_what_the_last_decision_on_it_says(self) -> None:
        for digest in DIGESTS:
            last = ModerationDecision.objects.filter(image__digest=digest).standing().first()
            is_blocked = Image.objects.filter(digest=digest, status=ImageStatus.BLOCKED).exists()
            assert is_blocked == (last is not None and last.verdict == Verdict.BLOCK)

    @invariant()
    def nothing_is_hidden_that_no_editor_decided_on_or_will(self) -> None:
        waiting = set(Image.objects.needing_decision().values_list("digest", flat=True))
        for digest in Image.objects.filter(status=ImageStatus.BLOCKED).values_list("digest", flat=True):
            last = ModerationDecision.objects.filter(image__digest=digest).standing().latest("pk")
            assert last.editor_id or digest in waiting

    @invariant()
    def each_decision_has_an_author_or_the_rule_that_made_it(self) -> None:
        assert not ModerationDecision.objects.filter(Q(editor=None, rule="") | Q(editor__isnull=False) & ~Q(rule=""))

    @invariant()
    def a_decision_overrides_only_one_on_the_same_picture_with_the_opposite_effect(self) -> None:
        for decision in ModerationDecision.objects.exclude(overrides=None).select_related("overrides__image", "image"):
            assert decision.overrides
            assert decision.overrides.image.digest == decision.image.digest
            is_opposite = (decision.overrides.verdict == Verdict.BLOCK) != (decision.verdict == Verdict.BLOCK)
            assert is_opposite or decision.verdict == Verdict.UNDO

    @invariant()
    def counts_equal_rows(self) -> None:
        for image in Image.objects.exclude(digest=""):
            counted = ImageReport.objects.filter(image__digest=image.digest, is_open=True, weight__gt=0)
            assert image.reports_count == counted.count()

    @invariant()
    def a_person_has_one_open_report_on_a_picture(self) -> None:
        known = ImageReport.objects.filter(is_open=True).exclude(person_key="")
        persons = list(known.values_list("image__digest", "person_key"))
        assert len(persons) == len(set(persons))

    @invariant()
    def the_reports_on_a_picture_that_count_are_made_with_one_key(self) -> None:
        counted = ImageReport.objects.filter(is_open=True, weight__gt=0)
        keys = set(counted.values_list("image__digest", "key_name"))
        assert len(keys) == len({digest for digest, _ in keys})

    @invariant()
    def the_rule_blocks_only_what_its_bar_asks_for_and_only_ten_in_an_hour(self) -> None:
        automatic = ModerationDecision.objects.filter(editor=None)
        assert automatic.count() <= BLOCKS_AN_HOUR
        for decision in automatic:
            kept = ModerationDecision.objects.filter(
                image__digest=decision.image.digest, editor__isnull=False, pk__lt=decision.pk
            ).exclude(verdict__in=[Verdict.BLOCK, Verdict.UNDO])
            undone = ModerationDecision.objects.filter(verdict=Verdict.UNDO, pk__lt=decision.pk)
            kept = kept.exclude(pk__in=undone.values("overrides"))
            assert decision.rule.endswith("of 6.0" if kept.exists() else "of 3.0")
            wide = int(decision.rule.partition(" networks in ")[2].partition(" ")[0])
            assert wide >= (4 if kept.exists() else 2)

    @invariant()
    def what_an_editor_decided_on_has_no_open_report_from_before(self) -> None:
        for digest in DIGESTS:
            by_editors = ModerationDecision.objects.filter(image__digest=digest, editor__isnull=False)
            decided = by_editors.standing().first()
            known = ImageReport.objects.filter(image__digest=digest, is_open=True)
            assert not decided or not known.filter(created_at__lt=decided.created_at).exists()

    @invariant()
    def what_counts_could_be_made_with_a_key_that_exists(self) -> None:
        names = set(ImageReport.objects.filter(weight__gt=0, is_open=True).values_list("key_name", flat=True))
        assert all(keyring.find(name) for name in names)


def _is_blocked(image: Image) -> bool:
    return ImageBlock.objects.filter(digest=image.digest).exists()


@pytest.mark.timeout(300)
@pytest.mark.django_db
def test_whatever_happens_in_whatever_order_the_promises_hold(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REPORT_KEYS_DIR, settings.REPORT_KEY_DAYS = tmp_path / "report-keys", 7
    settings.REPORT_PERSONS, settings.REPORT_NETWORKS, settings.REPORT_THRESHOLD = 3, 2, 3.0
    monkeypatch.setattr(Moderation, "patch", monkeypatch, raising=False)
    monkeypatch.setattr(
        "articles.moderation.automatic_blocking.FRONT_PAGE_SHARE", 1.0
    )  # else the first block is the last
    run_state_machine_as_test(Moderation, settings=SHORT)


def test_the_persons_of_the_machine_are_in_three_networks() -> None:
    known = [reporters.reporter(address, picture="1", key="key") for address in ADDRESSES]
    assert len({person.network_key for person in known}) == 3
    assert len({person.person_key for person in known}) == 9
