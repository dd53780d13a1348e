"""No page of the desk, nor of readers with an account, breaks a rule of accessibility: in both directions of writing,
light and dark."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import CaseVerdict, Image, ModerationDecision, Verdict
from articles.moderation import claiming
from articles.moderation.moderating import decide
from articles.moderation.permitting import permit_pictures
from newsportal import verifying
from tests.accessibility import violations
from tests.accounts import log_in
from tests.articles.admin.acts import THREE_NETWORKS, report
from tests.articles.cases import decide as decide_case
from tests.articles.cases import make_case
from tests.articles.looks import CONFIRMED_BY, apart
from tests.factories import make_article, make_entry, make_source, make_stored_image

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("window", ["fr-FR", "ar"], indirect=True),
    pytest.mark.usefixtures("look"),
]

# A table of Django's own in the page of a source has two columns without a head.
NOT_OURS = {"empty-table-header"}


@pytest.fixture(params=["light", "dark"])
def look(window: Page, request: Any) -> None:
    window.emulate_media(color_scheme=request.param)


def broken(window: Page, live_server: Any, addresses: list[str]) -> dict[str, Any]:
    """What axe finds, by address; pages that do not open, or lead elsewhere, count as well."""
    found: dict[str, Any] = {}
    for address in addresses:
        answer = window.goto(live_server.url + address)
        assert answer is not None
        if (answer.status, answer.url) != (200, live_server.url + address):
            found[address] = answer.status, answer.url
        elif wrong := [rule for rule in violations(window) if rule[0] not in NOT_OURS]:
            found[address] = wrong
    return found


def a_full_desk(media: Path) -> dict[str, int]:
    """Something of everything that the pages show; the rows' numbers by name."""
    article = make_article(image=make_stored_image(media), title="Le port de Kénitra", source=make_source())
    image, other = article.image, make_stored_image(media)
    assert image
    Image.objects.filter(pk=image.pk).update(perceptual_hash=apart(0), confirming_hash=CONFIRMED_BY)
    Image.objects.filter(pk=other.pk).update(perceptual_hash=apart(1), confirming_hash=CONFIRMED_BY)
    report(image, THREE_NETWORKS, details="Ma photo")
    report(other, THREE_NETWORKS[:1])
    bilal = User.objects.create_user("bilal")
    decide(images=[image.pk], verdict=Verdict.KEEP, reasoning="une photo du port", editor=bilal)
    permit_pictures(source=article.source_id, shows_pictures=False, reasoning="", editor=bilal)
    claiming.claim(image=other, editor=bilal)
    case = make_case()
    decide_case(make_case(), CaseVerdict.EXCERPT, "un extrait suffit")
    entry = make_entry()
    return {
        "image": image.pk,
        "other": other.pk,
        "article": article.pk,
        "case": case.pk,
        "source": article.source_id,
        "decision": ModerationDecision.objects.latest("pk").pk,
        "feed": entry.feed_id,
    }


def pages(rows: dict[str, int]) -> list[str]:
    listed = ("image", "moderationdecision", "picturepolicy", "takedowncase", "casedecision", "sectionword", "article")
    lists = [f"/admin/articles/{name}/" for name in listed]
    return [
        "/admin/",
        *lists,
        "/admin/articles/image/?queue=all",
        "/admin/articles/takedowncase/?queue=all",
        "/admin/articles/image/figures/",
        *(reverse("admin:articles_image_change", args=[rows[name]]) for name in ("image", "other")),
        reverse("admin:articles_image_report", args=[rows["image"]]),
        reverse("admin:articles_takedowncase_change", args=[rows["case"]]),
        reverse("admin:articles_article_change", args=[rows["article"]]),
        reverse("admin:articles_moderationdecision_change", args=[rows["decision"]]),
        reverse("admin:articles_source_changelist"),
        reverse("admin:articles_source_change", args=[rows["source"]]),
        reverse("admin:articles_source_rules", args=[rows["source"]]),
        reverse("admin:feeds_feed_changelist"),
        reverse("admin:feeds_feed_change", args=[rows["feed"]]),
        reverse("admin:feeds_feed_import"),
        reverse("admin:feeds_entry_changelist"),
        "/admin/second-factor/",
    ]


def test_no_page_of_the_desk_breaks_a_rule_of_accessibility(window: Page, live_server: Any, media: Path) -> None:
    rows = a_full_desk(media)
    log_in(window, live_server, User.objects.create_superuser("chief"))
    assert broken(window, live_server, pages(rows)) == {}


def test_no_page_of_readers_with_an_account_breaks_a_rule_of_accessibility(
    window: Page, live_server: Any, media: Path
) -> None:
    image = make_stored_image(media)
    reader = User.objects.create_user("reader")
    reader.user_permissions.set(Permission.objects.filter(codename="report_image"))
    assert broken(window, live_server, ["/ar/account/login/", "/fr/account/login/"]) == {}
    for language in ("fr", "ar"):
        log_in(window, live_server, reader, f"/{language}/account/")
    own = [f"/{language}/account/{page}" for language in ("fr", "ar") for page in ("", "password/")]
    assert broken(window, live_server, [*own, f"/fr/account/image/{image.pk}/report"]) == {}


def test_no_page_of_the_second_factor_breaks_a_rule_of_accessibility(window: Page, live_server: Any) -> None:
    editor = User.objects.create_user("editor", is_staff=True)
    device = verifying.begin(editor)
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    log_in(window, live_server, editor)
    codes = verifying.renew_codes(editor)
    assert broken(window, live_server, ["/admin/second-factor/check/"]) == {}
    window.fill("#code", "wrong")
    window.click("#content form button")
    expect(window.locator("#code-problem")).to_be_visible()
    assert violations(window) == []
    window.fill("#code", codes[0])
    window.click("#content form button")
    window.wait_for_url("**/admin/")
    assert broken(window, live_server, ["/admin/second-factor/"]) == {}
    window.fill("#code", codes[1])
    window.click("button[name=renew]")
    expect(window.locator(".second-factor__codes")).to_be_visible()
    assert violations(window) == []
