"""The moderation desk: what waits for an editor, what is known of it, and what a decision does."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml.html import fromstring

from articles.admin.desk import PRONOUNCED
from articles.models import BlockingPause, Image, ImageStatus, ModerationDecision, Verdict
from tests.articles.admin.acts import THREE_NETWORKS, act, page, report, status_of
from tests.articles.looks import arrive, make_like
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db


# -- the queue --------------------------------------------------------------------------------------------------------


def listed(client: Client, query: str = "") -> list[int]:
    response = client.get(reverse("admin:articles_image_changelist") + query, headers={"Accept-Language": "en"})
    return [image.pk for image in response.context["cl"].result_list]


def test_the_queue_lists_what_needs_a_decision_and_nothing_else(chief: Client) -> None:
    reported, _quiet = make_image(), make_image()
    report(reported, THREE_NETWORKS[:1])
    assert listed(chief) == [reported.pk]


def test_an_empty_queue_says_so_and_offers_no_decision(chief: Client) -> None:
    make_image()
    shown = chief.get(reverse("admin:articles_image_changelist"), headers={"Accept-Language": "en"}).content.decode()
    assert "No image needs a decision" in shown
    assert 'name="action"' not in shown
    assert "0 of 0" not in shown


def test_a_choice_that_nothing_fits_leads_back_to_the_queue(chief: Client) -> None:
    address = reverse("admin:articles_image_changelist", query={"queue": "blocked"})
    (back,) = fromstring(chief.get(address).content).cssselect(".nothing a")
    assert back.get("href") == "?"


def test_what_most_persons_reported_comes_first(chief: Client) -> None:
    once, twice = make_image(), make_image()
    report(once, THREE_NETWORKS[:1])
    report(twice, THREE_NETWORKS[:2])
    assert listed(chief) == [twice.pk, once.pk]


def test_an_automatic_block_waits_for_an_editor_even_when_its_reports_are_gone(chief: Client) -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    image.reports.all().delete()
    assert listed(chief) == [image.pk]


@pytest.mark.parametrize("verdict", PRONOUNCED)
def test_a_decided_image_leaves_the_queue(chief: Client, verdict: str) -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    act(chief, "image", verdict, image)
    assert listed(chief) == []


def test_a_decision_on_the_same_picture_elsewhere_clears_the_queue(chief: Client) -> None:
    image, alike = make_image(digest="d"), make_image(digest="d")
    report(image, THREE_NETWORKS)
    act(chief, "image", "block", alike)
    assert listed(chief) == []


def test_other_images_can_be_listed_as_well(chief: Client) -> None:
    blocked, quiet = make_image(), make_image()
    act(chief, "image", "block", blocked)
    assert listed(chief, "?queue=blocked") == [blocked.pk]
    assert listed(chief, "?queue=decided") == [blocked.pk]
    assert set(listed(chief, "?queue=all")) == {blocked.pk, quiet.pk}


def test_what_was_undone_is_decided_on_no_longer(chief: Client) -> None:
    image = make_image()
    act(chief, "image", "block", image)
    chief.post(reverse("admin:articles_image_undo"), {"decision": image.decisions.get().pk})
    assert listed(chief, "?queue=decided") == []


def test_the_queue_tells_how_many_persons_reported_and_why(chief: Client) -> None:
    image = make_image()
    article = make_article(image=image, title="Le port <b>de Kénitra</b>")
    report(image, ["203.0.113.1", "203.0.113.2"], reason="sexual")
    report(image, ["198.51.100.1"], reason="private")
    shown = page(chief, "articles_image_changelist")
    assert "persons: 3, networks: 2" in shown
    assert "It is sexual: 2 · It shows a private person: 1" in shown
    assert "<bdi>Le port &lt;b&gt;de Kénitra&lt;/b&gt;</bdi>" in shown
    assert f"<bdi>{article.source.name}</bdi>" in shown
    assert "more article" not in shown


def test_the_queue_tells_what_was_decided_last(chief: Client) -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    assert "block · <bdi>automatic: 3 persons from 3 networks" in page(chief, "articles_image_changelist")


def test_a_rule_that_was_recorded_before_wide_networks_counted_reads_as_it_did(chief: Client) -> None:
    rule = "automatic: 3 persons from 2 networks, weight 3.0 of 3.0"
    ModerationDecision.objects.create(image=make_image(), verdict=Verdict.BLOCK, rule=rule)
    assert rule in page(chief, "articles_moderationdecision_changelist")


def test_a_picture_at_several_addresses_waits_once_with_all_its_reports(chief: Client) -> None:
    image, alike = make_image(digest="d"), make_image(digest="d")
    make_article(image=image)
    make_article(image=alike)
    report(image, THREE_NETWORKS[:1], reason="sexual")
    report(alike, [THREE_NETWORKS[0], "203.0.113.2"], reason="private")  # the first has reported this picture already
    assert listed(chief) == [image.pk]
    shown = page(chief, "articles_image_changelist")
    assert "persons: 2, networks: 1" in shown
    assert "It shows a private person: 1 · It is sexual: 1" in shown
    assert "and 1 more article" in shown
    assert "1 image needs a decision" in page(chief, "index")
    [tally] = fromstring(page(chief, "articles_image_change", alike.pk)).cssselect(".desk__tally")
    assert " ".join(tally.text_content().split()) == "Persons2 / 3 Networks1 / 2 Wide networks1 / 2 Weight1.5 / 3.0"


def pause_the_rule() -> None:
    BlockingPause.objects.create(ends_at=timezone.now() + timedelta(minutes=50), rule="a rule")


@pytest.mark.parametrize("name", ["index", "articles_image_changelist"])
def test_editors_are_told_while_automatic_blocking_pauses(chief: Client, name: str) -> None:
    assert "Automatic blocking pauses" not in page(chief, name)
    pause_the_rule()
    ends = timezone.localtime(BlockingPause.objects.get().ends_at)
    assert f"Automatic blocking pauses until {ends:%H:%M}" in page(chief, name)


def test_who_sees_no_images_is_told_nothing_of_them() -> None:
    pause_the_rule()
    client = Client()
    client.force_login(User.objects.create_user("staff", is_staff=True))
    assert "Automatic" not in page(client, "index")


def test_what_the_rule_would_have_blocked_is_marked_in_the_queue(chief: Client) -> None:
    pause_the_rule()
    enough, alike, few = make_image(digest="d"), make_image(digest="d"), make_image()
    report(enough, THREE_NETWORKS[:2])
    report(alike, THREE_NETWORKS[2:])
    report(few, THREE_NETWORKS[:2])
    shown = page(chief, "articles_image_changelist")
    assert shown.count("enough for a block") == 1
    assert shown.index(f"№ {enough.pk}") < shown.index("enough for a block")


def test_a_kept_picture_is_marked_only_when_twice_as_many_reported_it(chief: Client) -> None:
    image = make_image()
    act(chief, "image", "keep", image)
    pause_the_rule()
    report(image, THREE_NETWORKS)
    assert "enough for a block" not in page(chief, "articles_image_changelist")
    report(image, ["192.3.0.1", "192.4.0.1", "192.5.0.1"])
    assert "enough for a block" in page(chief, "articles_image_changelist")


def test_a_long_queue_costs_as_many_queries_as_a_short_one(chief: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(5):
        report(make_image(), THREE_NETWORKS[:2])
    with django_assert_max_num_queries(8):
        page(chief, "articles_image_changelist")


def test_the_first_page_tells_how_many_images_wait(chief: Client) -> None:
    assert "No image needs a decision" in page(chief, "index")
    for _ in range(2):
        report(make_image(), THREE_NETWORKS[:1])
    shown = page(chief, "index")
    assert "2 images need a decision" in shown
    assert reverse("admin:articles_image_changelist") in shown


# -- one image --------------------------------------------------------------------------------------------------------


def test_an_image_s_page_shows_the_case(chief: Client) -> None:
    image, alike = make_image(digest="d"), make_image(digest="d", url="https://cdn.test/again.jpg")
    make_article(image=image, title="Le port de Kénitra")
    make_article(image=alike, title="Le même port")
    report(image, THREE_NETWORKS[:1], reason="rights", details="Ma photo <b>à moi</b>")
    shown = page(chief, "articles_image_change", image.pk)
    assert '<th scope="row">It infringes rights</th><td>1</td>' in shown
    assert "Ma photo &lt;b&gt;à moi&lt;/b&gt;" in shown
    assert "Le port de Kénitra" in shown
    assert "Le même port" in shown
    assert "https://cdn.test/again.jpg" in shown


def test_an_image_s_page_shows_all_decisions_and_who_made_them(chief: Client) -> None:
    image = make_image()
    report(image, THREE_NETWORKS)
    act(chief, "image", "lift", image, reasoning="une photo du port")
    shown = page(chief, "articles_image_change", image.pk)
    assert "automatic: 3 persons from 3 networks" in shown
    assert "<bdi>admin</bdi>" in shown
    assert "<bdi>une photo du port</bdi>" in shown


def test_an_image_s_page_offers_what_would_change_something(chief: Client) -> None:
    image = make_image()
    shown = page(chief, "articles_image_change", image.pk)
    assert [f'value="{verdict}"' in shown for verdict in ("block", "keep", "lift")] == [True, True, False]
    act(chief, "image", "block", image)
    shown = page(chief, "articles_image_change", image.pk)
    assert [f'value="{verdict}"' in shown for verdict in ("block", "keep", "lift")] == [True, False, True]


def test_the_buttons_on_an_image_s_page_decide(chief: Client) -> None:
    image = make_image()
    chief.post(
        reverse("admin:articles_image_decide", args=[image.pk]), {"verdict": "block", "reasoning": " une victime "}
    )
    decision = image.decisions.get()
    assert (decision.verdict, decision.reasoning, str(decision.editor)) == ("block", "une victime", "admin")
    assert status_of(image) == ImageStatus.BLOCKED


@pytest.mark.parametrize("values", [{}, {"verdict": "burn"}, {"verdict": "block", "reasoning": "a" * 501}])
def test_a_verdict_that_makes_no_sense_decides_nothing(chief: Client, values: dict[str, str]) -> None:
    image = make_image()
    answer = chief.post(reverse("admin:articles_image_decide", args=[image.pk]), values, follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert not ModerationDecision.objects.exists()


def test_looking_at_the_address_of_the_buttons_decides_nothing(chief: Client) -> None:
    image = make_image()
    assert chief.get(reverse("admin:articles_image_decide", args=[image.pk]) + "?verdict=block").status_code == 405


def test_an_unknown_image_is_not_decided_on(chief: Client) -> None:
    assert chief.post(reverse("admin:articles_image_decide", args=[404]), {"verdict": "block"}).status_code == 404


def test_an_unknown_image_has_no_page(chief: Client) -> None:
    answer = chief.get(reverse("admin:articles_image_change", args=[404]), headers={"Accept-Language": "en"})
    assert answer.headers["Location"] == reverse("admin:index")


def test_several_images_are_decided_on_at_once(chief: Client) -> None:
    images = [make_image() for _ in range(3)]
    answer = act(chief, "image", "block", *images, reasoning="même série")
    assert {status_of(image) for image in images} == {ImageStatus.BLOCKED}
    assert "Block: 3 images. The decisions are on record." in answer.content.decode()
    assert set(ModerationDecision.objects.values_list("reasoning", flat=True)) == {"même série"}


def test_lifting_passes_over_what_is_not_blocked(chief: Client) -> None:
    blocked, shown = make_image(), make_image()
    act(chief, "image", "block", blocked)
    answer = act(chief, "image", "lift", blocked, shown)
    assert "Lift the block: 1 image. The decision is on record." in answer.content.decode()
    assert status_of(blocked) == ImageStatus.SHOWN


def test_an_image_cannot_be_edited(chief: Client) -> None:
    image = make_image()
    answer = chief.post(reverse("admin:articles_image_change", args=[image.pk]), {"status": "shown", "url": "http://x"})
    assert answer.status_code == 403


# -- its like ---------------------------------------------------------------------------------------------------------


def test_the_queue_says_which_blocked_image_it_looks_like(chief: Client) -> None:
    blocked = make_like()
    act(chief, "image", "block", blocked)
    arrived = arrive(4)
    assert listed(chief) == [arrived.pk]
    assert f"looks like a blocked image: №\u00a0{blocked.pk}" in page(chief, "articles_image_changelist")
    shown = page(chief, "articles_image_change", arrived.pk)
    assert "Looks like blocked images" in shown
    assert "distance 4" in shown


def test_an_image_shows_its_like_with_distances_and_places(chief: Client) -> None:
    image, near = make_like(), make_like(3)
    make_article(image=near, title="Ailleurs", source=make_source(name="L'autre journal"))
    shown = page(chief, "articles_image_change", image.pk)
    assert f"№ {near.pk}</a> · distance 3 · shown" in shown
    assert "Ailleurs" in shown
    assert "L&#x27;autre journal" in shown
    assert f"/admin/articles/image/{near.pk}/picture/320/" in shown


def test_the_button_blocks_the_image_and_its_like(chief: Client) -> None:
    image, near, similar = make_like(), make_like(1), make_like(6)
    assert 'value="block_like"' in page(chief, "articles_image_change", image.pk)
    chief.post(reverse("admin:articles_image_decide", args=[image.pk]), {"verdict": "block_like", "reasoning": "vu"})
    assert [status_of(each) for each in (image, near, similar)] == ["blocked", "blocked", "shown"]
    assert set(listed(chief)) == {near.pk, similar.pk}


def test_the_action_blocks_images_and_their_like(chief: Client) -> None:
    image, near = make_like(), make_like(1)
    act(chief, "image", "block_like", image)
    assert status_of(near) == ImageStatus.BLOCKED
    shown = page(chief, "articles_image_change", near.pk)
    assert f"automatic: looks like image № {image.pk}, blocked by an editor (distance 1)" in shown
    act(chief, "image", "lift", image)
    shown = page(chief, "articles_image_change", near.pk)
    assert f"automatic: image № {image.pk}, which it looks like, is shown again" in shown


def test_without_its_like_there_is_no_button_for_it(chief: Client) -> None:
    assert 'value="block_like"' not in page(chief, "articles_image_change", make_like().pk)


def test_what_stands_on_many_articles_is_listed_and_can_be_shown_after_all(chief: Client) -> None:
    image = make_image(status=ImageStatus.REPEATED)
    assert listed(chief, "?queue=repeated") == [image.pk]
    assert "Show the image after all" in page(chief, "articles_image_change", image.pk)
    act(chief, "image", "keep", image)
    assert status_of(image) == ImageStatus.SHOWN


# -- the picture, for editors -----------------------------------------------------------------------------------------


@pytest.fixture
def stored(media: Path) -> Image:
    image = make_image(status=ImageStatus.BLOCKED)
    file = media / image.file_name(320)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a picture")
    return image


def test_an_editor_sees_a_blocked_picture_and_no_cache_keeps_it(chief: Client, stored: Image) -> None:
    answer = chief.get(reverse("admin:articles_image_picture", args=[stored.pk, 320]))
    assert (answer.status_code, answer.content) == (200, b"a picture")
    assert answer.headers["Content-Type"] == "image/webp"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("width", [321, 640, 10**12])
def test_a_rendition_that_is_not_stored_is_not_found(chief: Client, stored: Image, width: int) -> None:
    assert chief.get(reverse("admin:articles_image_picture", args=[stored.pk, width])).status_code == 404


def test_pictures_are_veiled_until_the_editor_asks(chief: Client, stored: Image) -> None:
    for shown in [
        page(chief, "articles_image_changelist", query="?queue=all"),
        page(chief, "articles_image_change", stored.pk),
    ]:
        [switch] = fromstring(shown).cssselect(".veil__switch")
        assert (switch.get("type"), switch.get("checked")) == ("checkbox", None)
        assert f"/admin/articles/image/{stored.pk}/picture/" in shown


def test_an_image_that_was_never_fetched_has_no_picture_to_show(chief: Client) -> None:
    image = make_image(status=ImageStatus.PENDING, picture_key="", widths=[], width=0, height=0, digest="")
    assert "never fetched" in page(chief, "articles_image_changelist", query="?queue=all")
    assert "never fetched" in page(chief, "articles_image_change", image.pk)


# -- the record -------------------------------------------------------------------------------------------------------


def test_decisions_are_listed_with_their_image(chief: Client) -> None:
    image = make_image()
    act(chief, "image", "block", image, reasoning="une victime")
    shown = page(chief, "articles_moderationdecision_changelist")
    assert reverse("admin:articles_image_change", args=[image.pk]) in shown
    assert "une victime" in shown


def test_a_decision_cannot_be_rewritten(chief: Client) -> None:
    act(chief, "image", "block", make_image(), reasoning="une victime")
    decision = ModerationDecision.objects.get()
    address = reverse("admin:articles_moderationdecision_change", args=[decision.pk])
    assert chief.post(address, {"reasoning": "autre chose"}).status_code == 403
