"""What editors do at the desk: claim, decide, undo, and say of a source that it shows no pictures."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from lxml.html import fromstring

from articles.models import (
    CaseVerdict,
    Image,
    ImageClaim,
    ImageStatus,
    ModerationDecision,
    PicturePolicy,
    Requester,
    Source,
    Verdict,
)
from articles.moderation import claiming
from articles.moderation.moderating import decide
from articles.takedowns import taking_down
from tests.articles.admin.acts import THREE_NETWORKS, act, page, report, status_of
from tests.articles.cases import make_case
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


def editor(name: str) -> tuple[Client, User]:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name="Editors"))
    client = Client()
    client.force_login(user)
    return client, user


@pytest.fixture
def amina() -> tuple[Client, User]:
    return editor("amina")


@pytest.fixture
def bilal() -> tuple[Client, User]:
    return editor("bilal")


def post(client: Client, name: str, *args: Any, **values: Any) -> str:
    address = reverse(f"admin:articles_image_{name}", args=args)
    answer = client.post(address, values, follow=True, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def waiting() -> Image:
    image = make_image()
    report(image, THREE_NETWORKS[:1])
    return image


# -- claiming ---------------------------------------------------------------------------------------------------------


def test_a_claim_is_shown_to_the_other_editor_who_may_take_it_over(
    amina: tuple[Client, User], bilal: tuple[Client, User]
) -> None:
    image = waiting()
    assert "You have claimed this case until" in post(amina[0], "claim", image.pk)
    assert "amina looks at it" in page(bilal[0], "articles_image_changelist")
    shown = page(bilal[0], "articles_image_change", image.pk)
    assert "amina looks at this case until" in shown
    assert "Take it over" in shown
    assert "amina looks at it until" in post(bilal[0], "claim", image.pk)
    assert "You have claimed this case until" in post(bilal[0], "claim", image.pk, take_over="yes")
    assert ImageClaim.objects.get().editor == bilal[1]


def test_a_claim_is_given_back(amina: tuple[Client, User]) -> None:
    image = waiting()
    post(amina[0], "claim", image.pk)
    post(amina[0], "claim", image.pk, give_back="yes")
    assert not ImageClaim.objects.exists()


def test_two_editors_who_ask_for_the_next_case_get_two(amina: tuple[Client, User], bilal: tuple[Client, User]) -> None:
    first, second = waiting(), waiting()
    addresses = [client.post(reverse("admin:articles_image_next")).headers["Location"] for client, _ in (amina, bilal)]
    assert addresses == [reverse("admin:articles_image_change", args=[image.pk]) for image in (second, first)]
    assert "nobody else looks at" in post(editor("chakib")[0], "next")


def test_who_goes_on_without_deciding_gets_another_case_and_gives_the_first_back(
    amina: tuple[Client, User], bilal: tuple[Client, User]
) -> None:
    first, second = waiting(), waiting()
    post(amina[0], "next")
    shown = post(amina[0], "next", left=second.pk)
    assert reverse("admin:articles_image_decide", args=[first.pk]) in shown
    assert list(ImageClaim.objects.values_list("picture", flat=True)) == [first.picture_name]
    assert reverse("admin:articles_image_decide", args=[second.pk]) in post(bilal[0], "next")
    assert "nobody else looks at" in post(bilal[0], "next", left=second.pk)


@pytest.mark.parametrize("left", ["x", "-1", "9" * 30, "12345"])
def test_going_on_from_what_does_not_exist_is_no_error(amina: tuple[Client, User], left: str) -> None:
    image = waiting()
    assert reverse("admin:articles_image_decide", args=[image.pk]) in post(amina[0], "next", left=left)


# -- deciding side by side --------------------------------------------------------------------------------------------


def test_what_another_decided_meanwhile_is_said_and_what_was_typed_is_there_again(
    amina: tuple[Client, User], bilal: tuple[Client, User]
) -> None:
    image = waiting()
    post(amina[0], "decide", image.pk, verdict="keep", seen=0)
    shown = post(bilal[0], "decide", image.pk, verdict="block", seen=0, reasoning="une victime reconnaissable")
    assert "amina decided “keep” on it at" in shown
    assert "une victime reconnaissable</textarea>" in shown
    assert status_of(image) == ImageStatus.SHOWN
    seen = ModerationDecision.objects.get().pk
    assert f'name="seen" value="{seen}"' in shown
    post(bilal[0], "decide", image.pk, verdict="block", seen=seen)
    assert status_of(image) == ImageStatus.BLOCKED


def test_a_reasoning_that_is_too_long_is_not_lost(amina: tuple[Client, User]) -> None:
    image = waiting()
    shown = post(amina[0], "decide", image.pk, verdict="keep", reasoning="mot " * 200)
    assert "mot mot" in shown
    assert not ModerationDecision.objects.exists()


def test_what_was_typed_comes_back_once_and_for_its_image_alone(
    amina: tuple[Client, User], bilal: tuple[Client, User]
) -> None:
    image, other = waiting(), waiting()
    claiming.claim(image=image, editor=amina[1])
    address = reverse("admin:articles_image_decide", args=[image.pk])
    bilal[0].post(address, {"verdict": "block", "reasoning": "des armes"})
    assert "des armes" not in page(bilal[0], "articles_image_change", other.pk)
    assert "des armes" in page(bilal[0], "articles_image_change", image.pk)
    assert "des armes" not in page(bilal[0], "articles_image_change", image.pk)


def test_of_several_at_once_what_collides_is_named_and_the_others_are_decided(
    amina: tuple[Client, User], bilal: tuple[Client, User]
) -> None:
    mine, claimed, decided = waiting(), waiting(), waiting()
    claiming.claim(image=claimed, editor=amina[1])
    decide(images=[decided.pk], verdict=Verdict.KEEP, reasoning="", editor=amina[1])
    seen = {f"seen-{image.pk}": 0 for image in (mine, claimed, decided)}
    shown = act(bilal[0], "image", "block", mine, claimed, decided, **seen).content.decode()
    assert f"№ {claimed.pk}: amina looks at it until" in shown
    assert f"№ {decided.pk}: amina decided “keep”" in shown
    assert [status_of(image) for image in (mine, claimed, decided)] == ["blocked", "shown", "shown"]


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "9" * 5_000])
def test_what_no_list_says_counts_as_having_seen_no_decision(
    amina: tuple[Client, User], bilal: tuple[Client, User], seen: str
) -> None:
    image = waiting()
    decide(images=[image.pk], verdict=Verdict.KEEP, reasoning="", editor=amina[1])
    act(bilal[0], "image", "block", image, **{f"seen-{image.pk}": seen})
    post(bilal[0], "decide", image.pk, verdict="block", seen=seen)
    assert status_of(image) == ImageStatus.SHOWN


def test_the_list_says_which_decision_was_the_last_on_each_image(amina: tuple[Client, User]) -> None:
    image = waiting()
    decide(images=[image.pk], verdict=Verdict.KEEP, reasoning="", editor=amina[1])
    seen = ModerationDecision.objects.get().pk
    assert f'name="seen-{image.pk}" value="{seen}"' in page(amina[0], "articles_image_changelist", query="?queue=all")


# -- undoing ----------------------------------------------------------------------------------------------------------


def test_the_last_act_has_a_button_that_undoes_it_on_all_its_images(amina: tuple[Client, User]) -> None:
    images = [waiting(), waiting()]
    act(amina[0], "image", "block", *images)
    decisions = list(ModerationDecision.objects.values_list("pk", flat=True))
    shown = page(amina[0], "articles_image_changelist")
    [form] = fromstring(shown).cssselect(".last-acts form")
    assert {int(field.get("value")) for field in form.cssselect("[name=decision]")} == set(decisions)
    assert "Undone: 2 decisions." in post(amina[0], "undo", decision=decisions)
    assert {status_of(image) for image in images} == {ImageStatus.SHOWN}
    assert 'name="decision"' not in page(amina[0], "articles_image_changelist")


def test_another_s_act_has_no_such_button_and_is_not_undone(
    amina: tuple[Client, User], bilal: tuple[Client, User]
) -> None:
    image = waiting()
    act(amina[0], "image", "block", image)
    assert 'name="decision"' not in page(bilal[0], "articles_image_changelist")
    decision = ModerationDecision.objects.get().pk
    assert "After that, decide otherwise." in post(bilal[0], "undo", decision=decision)
    assert status_of(image) == ImageStatus.BLOCKED


def test_what_was_decided_for_a_take_down_case_has_no_such_button_and_is_changed_there(
    amina: tuple[Client, User],
) -> None:
    image = make_image()
    case = make_case(Requester.PERSON, make_article(image=image), wish="picture")
    taking_down.decide(case_id=case.pk, verdict=CaseVerdict.PICTURE, reasoning="", editor=amina[1])
    assert 'name="decision"' not in page(amina[0], "articles_image_changelist")
    decision = ModerationDecision.objects.get().pk
    assert "is changed on the page of the case" in post(amina[0], "undo", decision=decision)
    assert status_of(image) == ImageStatus.BLOCKED


def test_of_what_a_take_down_case_keeps_hidden_the_desk_names_the_case_and_shows_nothing(
    amina: tuple[Client, User],
) -> None:
    image = make_image()
    case = make_case(Requester.PERSON, make_article(image=image), wish="picture")
    taking_down.decide(case_id=case.pk, verdict=CaseVerdict.PICTURE, reasoning="", editor=amina[1])
    shown = page(amina[0], "articles_image_change", image.pk)
    address = reverse("admin:articles_takedowncase_change", args=[case.pk])
    assert f"Take-down case № {case.pk} keeps it hidden." in shown
    assert shown.count(address) == 1
    assert 'value="lift"' not in shown
    assert f"(for take-down case № {case.pk})" in shown
    last = ModerationDecision.objects.get().pk
    told = post(amina[0], "decide", image.pk, verdict="lift", seen=last)
    assert f"№ {image.pk}: take-down case № {case.pk} keeps it hidden." in told
    assert address in told.partition("messagelist")[2].partition("</ul>")[0]
    several = act(amina[0], "image", "lift", image, **{f"seen-{image.pk}": last}).content.decode()
    assert f"№ {image.pk}: take-down case № {case.pk} keeps it hidden." in several
    assert status_of(image) == ImageStatus.BLOCKED


def test_a_block_that_ended_meanwhile_cannot_be_lifted_and_nothing_is_said_to_be_on_record(
    amina: tuple[Client, User],
) -> None:
    image = make_image()
    told = post(amina[0], "decide", image.pk, verdict="lift", seen=0)
    assert "Lift the block: there was nothing left to decide, and nothing is on record." in told
    assert not ModerationDecision.objects.exists()


@pytest.mark.parametrize("written", ["", "x", "-1", "99999999999999999999", "١"])
def test_undoing_what_does_not_exist_says_so(amina: tuple[Client, User], written: str) -> None:
    assert "After that, decide otherwise." in post(amina[0], "undo", decision=written)


# -- a source's pictures ----------------------------------------------------------------------------------------------


def test_no_more_pictures_from_a_source_and_the_way_back(amina: tuple[Client, User]) -> None:
    image = waiting()
    source = make_article(image=image).source
    shown = post(amina[0], "permit", image.pk, source.pk, shows_pictures="no", reasoning="des victimes, encore")
    assert f"{source.name}: no more pictures. The decision is on record." in shown
    assert "des victimes, encore" in shown
    assert "Show this source&#x27;s pictures again" in shown or "Show this source's pictures again" in shown
    assert not Source.objects.get().shows_pictures
    assert "that was decided already" in post(amina[0], "permit", image.pk, source.pk, shows_pictures="no")
    post(amina[0], "permit", image.pk, source.pk, shows_pictures="yes")
    assert Source.objects.get().shows_pictures
    last = PicturePolicy.objects.first()
    assert last
    assert (last.editor, last.image, PicturePolicy.objects.count()) == (amina[1], image, 2)


def test_the_case_tells_what_was_decided_on_other_pictures_of_its_source(amina: tuple[Client, User]) -> None:
    image, blocked, kept = waiting(), make_image(), make_image()
    source = make_article(image=image).source
    for other in (blocked, kept):
        make_article(image=other, source=source)
    decide(images=[blocked.pk], verdict=Verdict.BLOCK, reasoning="", editor=amina[1])
    decide(images=[kept.pk], verdict=Verdict.KEEP, reasoning="", editor=amina[1])
    assert "1 blocked, 1 kept" in page(amina[0], "articles_image_change", image.pk)


def test_the_case_tells_how_reliable_reporters_are_and_not_who(amina: tuple[Client, User]) -> None:
    image = waiting()
    image.reports.create(person_key="a", network_key="a", key_name="x", weight=2.4, reason="other")
    image.reports.create(person_key="b", network_key="b", key_name="x", weight=0.0, reason="other")
    shown = page(amina[0], "articles_image_change", image.pk)
    assert "known readers whose reports were mostly upheld: 1" in shown
    assert "visitors, and readers who are not known yet: 1" in shown
    assert "reports that do not count: 1" in shown
    assert not any(address in shown for address in THREE_NETWORKS)


def test_the_keys_are_explained_where_they_work(amina: tuple[Client, User]) -> None:
    image = waiting()
    for shown in (page(amina[0], "articles_image_changelist"), page(amina[0], "articles_image_change", image.pk)):
        assert "claim the next case" in shown
        assert 'data-key="n"' in shown
