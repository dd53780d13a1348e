"""Who may do what in the whole admin: each address and each act, asked for directly and not by what pages offer."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from articles.models import (
    Article,
    CaseDecision,
    CaseVerdict,
    Image,
    ImageClaim,
    ImageStatus,
    ModerationDecision,
    Requester,
    SectionWord,
    Source,
    TakedownCase,
    Verdict,
)
from articles.moderation.moderating import decide
from articles.moderation.permitting import permit_pictures
from feeds.models import PageTemplate
from tests.articles.admin.acts import THREE_NETWORKS, act, report, status_of
from tests.articles.cases import decide as decide_case
from tests.articles.cases import make_case
from tests.factories import make_entry, make_image

pytestmark = pytest.mark.django_db
EDITORS_VIEW = {
    *("articles.article", "articles.source", "articles.image", "articles.moderationdecision", "articles.picturepolicy"),
    *("articles.takedowncase", "articles.casedecision"),
    *("feeds.feed", "feeds.entry"),
}
EDITORS_WRITE = "articles.sectionword"
ACTS = {"decide", "claim", "next", "undo", "permit"}  # of the desk: nothing but a POST sets them going
POSTED = ACTS | {"give"}
OWN_ADDRESSES = {"", "login/", "logout/", "password_change/", "password_change/done/", "autocomplete/", "jsi18n/"}


def person(*, groups: tuple[str, ...] = (), permissions: tuple[str, ...] = (), **values: Any) -> Client:
    user = User.objects.create_user("person", is_staff=True, **values)
    user.groups.set(Group.objects.filter(name__in=groups))
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor() -> Client:
    return person(groups=("Editors",))


@pytest.fixture
def staff() -> Client:
    """May log in to the admin, and nothing more."""
    return person()


@pytest.fixture(autouse=True)
def image(db: None) -> Image:
    """A portal with a row of everything that the admin knows; the picture was decided on."""
    entry = make_entry()
    image = make_image()
    Article.objects.filter(entries=entry).update(image=image)
    permit_pictures(
        source=entry.feed.source_id, shows_pictures=False, reasoning="", editor=User.objects.create_user("x")
    )
    permit_pictures(
        source=entry.feed.source_id, shows_pictures=True, reasoning="", editor=User.objects.get(username="x")
    )
    PageTemplate.objects.create(source=entry.feed.source, host="source.test")
    chief = User.objects.create_user("chief")
    decide(images=[image.pk], verdict=Verdict.KEEP, reasoning="", editor=chief)
    assert entry.article
    decide_case(make_case(Requester.PUBLISHER, entry.article), CaseVerdict.REJECT)
    return image


def addresses() -> Iterator[tuple[str, str, str]]:
    """Every address of the admin below a model, with a row of it: (address, "app.model", what the page does)."""
    for model in admin.site._registry:
        row = model._default_manager.first()
        assert row is not None, f"the fixture makes no {model._meta.label_lower}: this test would not try its pages"
        resolver = next(found for found in admin.site.get_urls() if _stands_for(found, model))
        for route, name in _routes(resolver):
            yield f"/admin/{_filled(route, row.pk)}", model._meta.label_lower, name


def _filled(route: str, row: Any) -> str:
    """The address with a value for each of its parts: mostly the row's."""
    named = {"<int:width>": 320, "<int:source_id>": Source.objects.get().pk}
    return re.sub(r"<\w+:\w+>", lambda part: str(named.get(part[0], row)), route)


def _stands_for(found: URLPattern | URLResolver, model: Any) -> bool:
    return str(found.pattern) == f"{model._meta.app_label}/{model._meta.model_name}/"


def _routes(resolver: URLPattern | URLResolver, before: str = "") -> Iterator[tuple[str, str]]:
    route = before + str(resolver.pattern)
    if isinstance(resolver, URLPattern):
        if resolver.name:  # without: the redirect of the admin's oldest addresses
            yield route, resolver.name.rpartition("_")[2]
        return
    for inner in resolver.url_patterns:
        yield from _routes(inner, route)


def statuses(ask: Callable[..., Any]) -> dict[tuple[str, str], int]:
    return {(model, name): ask(address).status_code for address, model, name in addresses()}


# -- visitors and staff without rights --------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_asks_visitors_to_log_in(client: Client, method: str) -> None:
    ask = getattr(client, method)
    answers = {address: ask(address) for address, *_ in addresses()}
    others = OWN_ADDRESSES - {"login/", "logout/"}
    answers |= {f"/admin/{own}": ask(f"/admin/{own}") for own in others}
    elsewhere = {
        address: answer.status_code
        for address, answer in answers.items()
        if not answer.headers.get("Location", "").startswith("/admin/login/")
    }
    assert elsewhere == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_without_a_group_open_nothing(staff: Client, method: str) -> None:
    found = statuses(getattr(staff, method))
    assert {status for (_, name), status in found.items() if method == "post" or name not in POSTED} == {403}
    assert {status for (_, name), status in found.items() if method == "get" and name in POSTED} <= {405}


def test_staff_without_a_group_see_an_empty_frame(staff: Client) -> None:
    shown = staff.get("/admin/", headers={"Accept-Language": "en"}).content.decode()
    assert "permission to view or edit anything" in shown
    assert "decision" not in shown


def test_the_addresses_beside_the_models_are_known() -> None:
    """A new one must be added here, and to what is tried above."""
    own = {
        str(found.pattern)
        for found in admin.site.get_urls()
        if isinstance(found, URLPattern) and not found.pattern.regex.groups
    }
    assert own == OWN_ADDRESSES


# -- editors ----------------------------------------------------------------------------------------------------------


def test_editors_see_what_the_portal_holds_and_moderate(editor: Client, image: Image, media: Any) -> None:
    file = media / image.file_name(320)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a picture")
    opened = {key for key, status in statuses(editor.get).items() if status == 200}
    pages = {(model, name) for model in EDITORS_VIEW for name in ("changelist", "change", "history")}
    own = {("articles.image", name) for name in ("picture", "report", "figures")} | {("articles.source", "rules")}
    sorting = {(EDITORS_WRITE, name) for name in ("changelist", "add", "change", "history", "delete")}
    assert opened == {*pages, *own, *sorting, ("feeds.feed", "export")}


def test_editors_are_refused_every_other_page(editor: Client) -> None:
    refused = {
        key: status
        for key, status in statuses(editor.get).items()
        if key[0] not in {*EDITORS_VIEW, EDITORS_WRITE} or (key[0] in EDITORS_VIEW and key[1] in {"add", "delete"})
    }
    assert set(refused.values()) == {403}


def test_editors_change_nothing_by_sending_forms(editor: Client) -> None:
    rows = {model: model._default_manager.count() for model in admin.site._registry}
    sent = statuses(lambda address: editor.post(address, {"post": "yes"}))
    read_only = {"history", "picture", "figures"}
    accepted = {key for key, status in sent.items() if status not in {403, 405} and key[1] not in read_only}
    lists = {(model, "changelist") for model in EDITORS_VIEW}  # which do nothing without an action
    # Forms without a verdict, a reason or a rule; acts that find nothing to do, or that it is done already.
    sent_back = {("articles.image", name) for name in (*ACTS, "report")} | {("articles.source", "rules")}
    sent_back.add(("articles.takedowncase", "decide"))
    sorting = {(EDITORS_WRITE, name) for name in ("changelist", "add", "change", "delete", "give")}
    assert accepted == {*lists, *sent_back, *sorting}
    rows[SectionWord] -= 1  # "yes" is the answer to whether a word shall be deleted
    assert rows == {model: model._default_manager.count() for model in admin.site._registry}


# -- known readers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_readers_open_nothing_in_the_admin_not_even_as_staff(method: str) -> None:
    reader = person(groups=("Readers",))
    found = statuses(getattr(reader, method))
    assert {key for key, status in found.items() if status not in {403, 405}} == set()
    assert not ModerationDecision.objects.filter(editor__username="person").exists()


# -- and editors again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["?_popup=1", "?_to_field=id&_popup=1"])
def test_editors_configure_nothing_in_a_popup(editor: Client, query: str) -> None:
    for name in ("articles_source_add", "auth_user_add", "feeds_feed_add"):
        assert editor.get(reverse(f"admin:{name}") + query).status_code == 403
        assert editor.post(reverse(f"admin:{name}") + query, {}).status_code == 403


def test_editors_cannot_change_a_source(editor: Client) -> None:
    source = Source.objects.get()
    answer = editor.post(reverse("admin:articles_source_change", args=[source.pk]), {"name": "Ours", "slug": "ours"})
    source.refresh_from_db()
    assert (answer.status_code, source.name != "Ours") == (403, True)


@pytest.mark.parametrize("action", ["remove_from_portal", "restore_to_portal", "delete_selected"])
def test_editors_cannot_remove_articles(editor: Client, action: str) -> None:
    article = Article.objects.get()
    act(editor, "article", action, article)
    editor.post(
        reverse("admin:articles_article_change", args=[article.pk]),
        {"CHANGE_FORM-action": action, "_selected_action": article.pk},
    )
    assert Article.objects.visible().count() == 1


@pytest.mark.parametrize("model", ["source", "article", "image", "moderationdecision", "takedowncase", "casedecision"])
def test_editors_delete_nothing_from_a_list(editor: Client, model: str) -> None:
    known = admin.site._registry
    rows = next(found for found in known if found._meta.label_lower == f"articles.{model}")._default_manager
    before = rows.count()
    act(editor, model, "delete_selected", rows.first(), post="yes")
    assert rows.count() == before


def test_editors_moderate_from_the_list(editor: Client, image: Image) -> None:
    act(editor, "image", "block", image, **{f"seen-{image.pk}": image.decisions.get().pk})
    assert status_of(image) == ImageStatus.BLOCKED


def test_editors_moderate_from_an_image_s_page(editor: Client, image: Image) -> None:
    values = {"verdict": "block", "seen": image.decisions.get().pk}
    editor.post(reverse("admin:articles_image_decide", args=[image.pk]), values)
    assert status_of(image) == ImageStatus.BLOCKED


def test_editors_see_how_many_images_wait(editor: Client) -> None:
    report(make_image(), THREE_NETWORKS[:1])
    assert "1 image needs a decision" in editor.get("/admin/", headers={"Accept-Language": "en"}).content.decode()


# -- between the two --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["block", "keep", "lift"])
def test_seeing_images_is_not_deciding_on_them(image: Image, action: str) -> None:
    viewer = person(permissions=("view_image",))
    before = ModerationDecision.objects.count()
    act(viewer, "image", action, image)
    answer = viewer.post(reverse("admin:articles_image_decide", args=[image.pk]), {"verdict": action})
    assert (answer.status_code, ModerationDecision.objects.count()) == (403, before)


def test_seeing_the_list_of_images_is_not_seeing_blocked_pictures(image: Image) -> None:
    viewer = person(permissions=("view_image",))
    assert "/picture/" not in viewer.get(reverse("admin:articles_image_changelist") + "?queue=all").content.decode()
    assert "/picture/" not in viewer.get(reverse("admin:articles_image_change", args=[image.pk])).content.decode()
    assert viewer.get(reverse("admin:articles_image_picture", args=[image.pk, 320])).status_code == 403


def test_removing_articles_needs_the_right_to_change_them() -> None:
    article = Article.objects.get()
    act(person(permissions=("view_article", "change_article")), "article", "remove_from_portal", article)
    assert not Article.objects.visible().exists()


def test_an_account_that_is_no_staff_does_not_get_in(image: Image) -> None:
    reader = Client()
    user = User.objects.create_user("reader")
    user.groups.set(Group.objects.filter(name="Editors"))
    reader.force_login(user)
    reader.post(reverse("admin:articles_image_decide", args=[image.pk]), {"verdict": "block"})
    assert status_of(image) == ImageStatus.SHOWN


def test_an_act_without_the_form_s_token_is_refused(image: Image) -> None:
    """Another site's page in an editor's browser."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.create_superuser("admin"))
    answer = client.post(reverse("admin:articles_image_decide", args=[image.pk]), {"verdict": "block"})
    assert (answer.status_code, status_of(image)) == (403, ImageStatus.SHOWN)


# -- the superuser ----------------------------------------------------------------------------------------------------


def test_a_superuser_opens_every_page_but_those_that_nobody_may(chief: Client) -> None:
    closed = {key for key, status in statuses(chief.get).items() if status == 403 and key[0].startswith("articles.")}
    made_by_the_portal = {
        f"articles.{name}"
        for name in ("article", "image", "moderationdecision", "picturepolicy", "takedowncase", "casedecision")
    }
    expected = {(model, name) for model in made_by_the_portal for name in ("add", "delete")}
    assert closed == {*expected, ("articles.source", "delete")}  # that source has an article


@pytest.mark.parametrize("act", ["next", "undo"])
def test_seeing_images_is_no_act_at_the_desk(act: str) -> None:
    viewer = person(permissions=("view_image",))
    assert viewer.post(reverse(f"admin:articles_image_{act}")).status_code == 403


def test_seeing_images_is_neither_claiming_one_nor_deciding_on_its_source(image: Image) -> None:
    viewer, source = person(permissions=("view_image", "change_source")), Source.objects.get()
    claim = reverse("admin:articles_image_claim", args=[image.pk])
    permit = reverse("admin:articles_image_permit", args=[image.pk, source.pk])
    assert [viewer.post(address, {"shows_pictures": "no"}).status_code for address in (claim, permit)] == [403, 403]
    source.refresh_from_db()
    assert source.shows_pictures
    assert not ImageClaim.objects.exists()


@pytest.mark.parametrize("model", ["article", "image", "moderationdecision", "takedowncase", "casedecision"])
def test_nobody_adds_or_deletes_what_the_portal_makes(chief: Client, model: str) -> None:
    known = {
        "article": Article,
        "image": Image,
        "moderationdecision": ModerationDecision,
        "takedowncase": TakedownCase,
        "casedecision": CaseDecision,
    }
    row = known[model]._default_manager.get()
    assert chief.post(reverse(f"admin:articles_{model}_add"), {}).status_code == 403
    assert chief.post(reverse(f"admin:articles_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
