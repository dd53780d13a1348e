"""Take-down cases at the desk: what an editor sees of one, decides on it, and who sees nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, BlockingPause, CaseDecision, CaseVerdict, PauseOf, Requester, Source, TakedownCase
from articles.takedowns.taking_down import confirm, link_token
from tests.articles.admin.acts import page
from tests.articles.admin.test_source import NO_TEMPLATES
from tests.articles.cases import decide, make_case
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
SECRETS = ("Samira Benjelloun", "redaction@journal.test", "Nous ne voulons plus de ce texte")


def person(*permissions: str, group: str = "") -> Client:
    user = User.objects.create_user("amina", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    user.groups.set(Group.objects.filter(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor() -> Client:
    return person(group="Editors")


def press(client: Client, case: TakedownCase, verdict: str, reasoning: str = "") -> Any:
    address = reverse("admin:articles_takedowncase_decide", args=[case.pk])
    sent = {"verdict": verdict, "reasoning": reasoning}
    return client.post(address, sent, follow=True, headers={"Accept-Language": "en"})


def case_page(client: Client, case: TakedownCase) -> str:
    return page(client, "articles_takedowncase_change", case.pk)


# -- the queue --------------------------------------------------------------------------------------------------------


def test_an_empty_queue_of_cases_says_so(editor: Client) -> None:
    assert "No take-down case needs a decision" in page(editor, "articles_takedowncase_changelist")


def test_the_queue_lists_what_waits_the_longest_waiting_first(editor: Client) -> None:
    waiting = [make_case(confirmed_at=timezone.now() - timedelta(days=days)) for days in (1, 3)]
    decided, unconfirmed = make_case(), make_case(confirmed_at=None)
    decide(decided, CaseVerdict.REJECT)
    shown = page(editor, "articles_takedowncase_changelist")
    places = [shown.find(f"№ {case.pk}<") for case in (waiting[1], waiting[0])]
    assert 0 < places[0] < places[1]
    assert f"№ {decided.pk}<" not in shown
    assert f"№ {decided.pk}<" in page(editor, "articles_takedowncase_changelist", query="?queue=decided")
    assert f"№ {unconfirmed.pk}<" not in page(editor, "articles_takedowncase_changelist", query="?queue=all")


def test_the_admin_s_first_page_says_how_many_wait(editor: Client) -> None:
    assert "No take-down case needs a decision" in page(editor, "index")
    make_case()
    make_case(confirmed_at=None)
    assert "1 take-down case needs a decision" in page(editor, "index")


def test_the_queue_names_nobody(editor: Client) -> None:
    make_case()
    shown = page(editor, "articles_takedowncase_changelist")
    assert not any(secret in shown for secret in SECRETS)


# -- a case -----------------------------------------------------------------------------------------------------------


def test_a_case_shows_all_that_an_editor_needs_to_decide(editor: Client) -> None:
    article = make_article(title="Le port de Kénitra", source=make_source(name="Le Journal"))
    case = make_case(Requester.PERSON, article, reason="private")
    other = make_case(Requester.PUBLISHER, make_article(source=article.source))
    shown = case_page(editor, case)
    for fact in (*SECRETS, "Le port de Kénitra", "Le Journal", "It tells of my private life", f"№ {other.pk}</a>"):
        assert fact in shown
    assert 'value="remove"' in shown
    assert 'value="source_none"' not in shown, "a person speaks for no source"


def test_a_case_tells_how_much_readers_see_of_each_article(editor: Client) -> None:
    source = make_source(display_policy="headline")
    article = make_article(source=source, restricted_to="excerpt")
    shown = case_page(editor, make_case(Requester.PERSON, article))
    assert "; headline only)" in shown
    assert "; excerpt of at most 300 characters)" not in shown


def test_a_case_that_nobody_confirmed_has_no_page(editor: Client) -> None:
    case = make_case(confirmed_at=None)
    answer = editor.get(reverse("admin:articles_takedowncase_change", args=[case.pk]))
    assert answer.status_code == 302
    assert press(editor, case, "remove").status_code == 404


@pytest.mark.parametrize("name", ["index", "articles_takedowncase_changelist"])
def test_editors_are_told_while_claims_hide_nothing_at_once(editor: Client, name: str) -> None:
    pause = BlockingPause.objects.create(ends_at=timezone.now() + timedelta(minutes=50), rule="a rule")
    assert "claims hide nothing at once" not in page(editor, name), "it is a pause of reports"
    BlockingPause.objects.update(of=PauseOf.CLAIMS)
    ends = timezone.localtime(pause.ends_at)
    assert f"Until {ends:%H:%M} take-down claims hide nothing at once" in page(editor, name)
    assert "Automatic blocking pauses" not in page(editor, name)


def test_what_a_rule_hid_is_said_in_the_queue_and_on_the_case_s_page_with_its_picture(editor: Client) -> None:
    article = make_article(image=make_image())
    case = make_case(Requester.PERSON, article, wish="picture", reason="private", confirmed_at=None)
    assert confirm(link_token(case.pk), may_hide=True)
    assert "hidden until you decide: without the picture" in page(editor, "articles_takedowncase_changelist")
    shown = case_page(editor, case)
    assert "A rule has hidden it until you decide" in shown
    words = f"automatic: claim № {case.pk} about a picture (address 1/3, source 1/10, all 1/10)"
    assert words in shown
    assert words in page(editor, "articles_casedecision_changelist")
    assert words in page(editor, "articles_image_change", article.image_id)
    assert reverse("admin:articles_image_change", args=[article.image_id]) in shown
    press(editor, case, "reject")
    assert "A rule has hidden it until you decide" not in case_page(editor, case)
    assert f"automatic: an editor decided otherwise on claim № {case.pk}" in page(
        editor, "articles_image_change", article.image_id
    )


def test_another_case_of_the_source_is_said_to_wait_while_only_a_rule_decided_on_it(editor: Client) -> None:
    case = make_case()
    other = make_case(source=case.source)
    CaseDecision.objects.create(case=other, verdict=CaseVerdict.HEADLINE, rule="claim")
    assert "needs a decision)" in case_page(editor, case)


def test_an_editor_s_button_decides_and_is_on_record(editor: Client) -> None:
    case = make_case()
    said = press(editor, case, "remove", " retiré par le journal ").content.decode()
    assert f"№ {case.pk}: remove. The decision is on record" in said
    decision = CaseDecision.objects.get()
    assert decision.editor
    assert (decision.verdict, decision.reasoning, decision.editor.username) == (
        "remove",
        "retiré par le journal",
        "amina",
    )
    assert not Article.objects.visible().exists()
    assert "retiré par le journal" in case_page(editor, case)


def test_an_editor_decides_again(editor: Client) -> None:
    case = make_case()
    press(editor, case, "remove")
    press(editor, case, "reject", "une erreur")
    assert Article.objects.visible().exists()
    assert [decision.verdict for decision in CaseDecision.objects.all()] == ["reject", "remove"]


def test_an_editor_decides_for_a_whole_source(editor: Client) -> None:
    case = make_case(is_of_source=True, source=make_source())
    shown = case_page(editor, case)
    assert 'value="source_none"' in shown
    assert 'value="remove"' not in shown
    press(editor, case, "source_headline")
    assert Source.objects.get().display_policy == "headline"


@pytest.mark.parametrize("verdict", ["burn", "", "source_none"])
def test_a_verdict_that_does_not_fit_is_sent_back(editor: Client, verdict: str) -> None:
    case = make_case(Requester.PERSON)
    said = press(editor, case, verdict).content.decode()
    assert "errornote" in said or 'class="error"' in said
    assert not CaseDecision.objects.exists()


def test_a_button_that_another_editor_was_faster_than_is_sent_back(editor: Client) -> None:
    case = make_case()
    decide(case, CaseVerdict.SOURCE_NONE)
    assert "does not fit this case any more" in press(editor, case, "remove").content.decode()


def test_a_forgotten_requester_is_gone_from_the_page(editor: Client) -> None:
    case = make_case(name="", email="", details="", forgotten_at=timezone.now())
    shown = case_page(editor, case)
    assert "requester forgotten at" in shown.lower()
    assert 'class="desk__words"' not in shown


def test_what_a_stranger_wrote_is_text(editor: Client) -> None:
    case = make_case(details="<script>alert(1)</script>", name="<b>Samira</b>")
    shown = case_page(editor, case)
    assert "<script>alert(1)" not in shown
    assert "<b>Samira" not in shown


# -- rights -----------------------------------------------------------------------------------------------------------


def test_who_may_only_look_learns_of_nobody_and_decides_nothing() -> None:
    viewer = person("view_takedowncase")
    case = make_case()
    shown = case_page(viewer, case)
    assert not any(secret in shown for secret in SECRETS)
    assert "desk__buttons" not in shown
    assert press(viewer, case, "remove").status_code == 403
    assert not CaseDecision.objects.exists()


def test_who_moderates_images_does_not_thereby_decide_on_articles() -> None:
    moderator = person("view_image", "moderate_image")
    case = make_case()
    assert moderator.get(reverse("admin:articles_takedowncase_changelist")).status_code == 403
    assert press(moderator, case, "remove").status_code == 403


def test_an_administrator_who_shows_a_source_again_does_so_for_good(chief: Client) -> None:
    source = make_source()
    decide(make_case(is_of_source=True, source=source), CaseVerdict.SOURCE_NONE)
    values = {"name": source.name, "home_url": source.home_url, "language": "fr", "time_zone": "UTC", **NO_TEMPLATES}
    address = reverse("admin:articles_source_change", args=[source.pk])
    for is_shown in ({"is_shown": "on"}, {}):
        chief.post(address, {**values, "section": "general", "display_policy": "full", "alias_hosts": "", **is_shown})
        source.refresh_from_db()
        assert (source.is_shown, source.withdrawn_for) == (bool(is_shown), "")
