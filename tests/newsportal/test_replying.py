"""What whoever asked is written: the link, and what was decided; in their language, once, and in nobody's words."""

import logging
import re
import smtplib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.models import Article, CaseVerdict, Requester, Source, TakedownCase, Verdict
from articles.takedowns import taking_down
from newsportal.replying import outcome, reply
from tests.articles.cases import decide, make_case
from tests.articles.reports import rule
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
LINK = re.compile(r"^https://news\.example(/\w\w/moderation/confirm/\S+)$", re.MULTILINE)


@pytest.fixture
def mailbox(settings: Any) -> list[Any]:
    settings.MAIL_HOST, settings.SITE_URL = "mail.example", "https://news.example"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.SITE_NAME, settings.EMAIL_SUBJECT_PREFIX, settings.SERVER_EMAIL = "Kiosk", "Kiosk: ", "desk@news.example"
    settings.CONTACT = "https://news.example/imprint"
    mail.outbox = []
    return mail.outbox


def unconfirmed(**values: Any) -> TakedownCase:
    return make_case(confirmed_at=None, **values)


# -- the link ---------------------------------------------------------------------------------------------------------


def test_the_link_goes_to_the_address_that_was_given_and_confirms_the_request(mailbox: list[Any], client: Any) -> None:
    case = unconfirmed(email="redaction@journal.test")
    reply()
    [message] = mailbox
    assert (message.to, message.from_email) == (["redaction@journal.test"], "desk@news.example")
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    found = LINK.search(message.body)
    assert found
    assert client.post(found[1], headers={"Origin": "http://testserver"}).status_code == 303
    case.refresh_from_db()
    assert case.confirmed_at


@pytest.mark.parametrize(
    ("language", "subject", "path"),
    [("fr", "Confirmez votre demande", "/fr/"), ("ar", "أكّد طلبك", "/ar/"), ("en", "Confirm your request", "/en/")],
)
def test_a_message_is_in_the_language_of_the_request(
    mailbox: list[Any], language: str, subject: str, path: str
) -> None:
    unconfirmed(language=language)
    reply()
    assert mailbox[0].subject == f"Kiosk: {subject}"
    found = LINK.search(mailbox[0].body)
    assert found
    assert found[1].startswith(path)


def test_nothing_that_a_stranger_wrote_stands_in_a_message(mailbox: list[Any]) -> None:
    """Or anybody could have us write to others in their words."""
    words: dict[str, Any] = {"name": "Gagnez un million", "details": "http://evil.test/ cliquez"}
    unconfirmed(**words)
    decide(make_case(**words), CaseVerdict.REJECT, "http://evil.test/")
    reply()
    assert len(mailbox) == 2
    for message in mailbox:
        assert "million" not in message.body + message.subject
        assert "evil.test" not in message.body + message.subject


def test_a_link_is_sent_once(mailbox: list[Any]) -> None:
    unconfirmed()
    reply()
    reply()
    assert len(mailbox) == 1


def test_while_one_worker_waits_for_a_slow_mail_server_no_other_sends_the_same(
    mailbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    unconfirmed()
    unconfirmed()
    send = EmailBackend.send_messages

    def slowly(backend: EmailBackend, messages: Any) -> Any:
        monkeypatch.setattr(EmailBackend, "send_messages", send)
        reply()
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slowly)
    reply()
    assert len(mailbox) == 2


def test_a_request_that_is_too_old_is_sent_no_link(mailbox: list[Any]) -> None:
    unconfirmed(created_at="2026-03-01T00:00:00Z")
    reply()
    assert mailbox == []


# -- the decision -----------------------------------------------------------------------------------------------------


def test_the_requester_is_told_what_was_decided_about_which_articles(mailbox: list[Any]) -> None:
    article = make_article(source=make_source(slug="journal"))
    decide(make_case(Requester.PERSON, article, language="fr"), CaseVerdict.REMOVE)
    reply()
    [message] = mailbox
    assert message.subject == "Kiosk: Décision sur votre demande"
    assert "Il a été retiré et ne reviendra pas." in message.body
    assert f"https://news.example/fr/journal/{article.pk}/" in message.body
    assert "https://news.example/imprint" in message.body
    assert article.title not in message.body


def test_of_a_source_its_name_is_told(mailbox: list[Any]) -> None:
    decide(make_case(is_of_source=True, source=make_source(name="Le Journal")), CaseVerdict.SOURCE_NONE)
    reply()
    assert "Le Journal" in mailbox[0].body


def test_each_decision_is_told_once_and_of_two_in_a_row_the_last(mailbox: list[Any]) -> None:
    case = make_case(language="en")
    decide(case, CaseVerdict.REMOVE)
    reply()
    reply()
    assert len(mailbox) == 1
    decide(case, CaseVerdict.EXCERPT)
    decide(case, CaseVerdict.HEADLINE)
    reply()
    assert len(mailbox) == 2
    assert "headline only from now on" in mailbox[1].body


def test_nobody_is_told_before_an_editor_decided_or_after_they_were_forgotten(mailbox: list[Any]) -> None:
    make_case()
    forgotten = make_case(name="", email="", details="", forgotten_at="2026-03-01T00:00:00Z")
    decide(forgotten, CaseVerdict.REMOVE)
    reply()
    assert mailbox == []


def test_who_asked_is_told_what_is_hidden_until_an_editor_decides_and_then_what_was_decided(mailbox: list[Any]) -> None:
    article = make_article(source=make_source(slug="journal"))
    case = make_case(Requester.PERSON, article, reason="private", confirmed_at=None, language="en")
    assert taking_down.confirm(taking_down.link_token(case.pk), may_hide=True)
    reply()
    reply()
    [message] = mailbox
    assert message.subject == "Kiosk: Your request is before the editors"
    assert "Until then we show the headline only" in message.body
    assert f"https://news.example/en/journal/{article.pk}/" in message.body
    decide(case, CaseVerdict.REJECT)
    reply()
    assert "It is shown again as it was." in mailbox[1].body


NOT_AGAIN = "Your request hides nothing any more. But for another reason"


def private_claim(article: Article, **values: Any) -> TakedownCase:
    """One that hid its article at once."""
    case = make_case(
        Requester.PERSON, article, **{"reason": "private", "confirmed_at": None, "language": "en", **values}
    )
    assert taking_down.confirm(taking_down.link_token(case.pk), may_hide=True)
    return case


def told(case: TakedownCase, mailbox: list[Any]) -> str:
    """The newest of what its requester was written; nobody else is written to."""
    TakedownCase.objects.exclude(pk=case.pk).update(name="", email="", details="", forgotten_at=timezone.now())
    mailbox.clear()
    reply()
    [message] = mailbox
    return str(message.body)


def test_what_another_case_still_hides_is_not_said_to_be_shown_again(mailbox: list[Any]) -> None:
    article = make_article()
    case = private_claim(article)
    decide(make_case(Requester.PERSON, article), CaseVerdict.HEADLINE)
    decide(case, CaseVerdict.REJECT)
    assert NOT_AGAIN in told(case, mailbox)


def test_a_picture_that_another_case_or_the_desk_still_hides_is_not_said_to_be_shown_again(mailbox: list[Any]) -> None:
    for hide in ("case", "desk"):
        image = make_image()
        article = make_article(image=image)
        case = private_claim(article, wish="picture", email=f"{hide}@post.test")
        if hide == "case":
            decide(make_case(Requester.PERSON, article, wish="picture"), CaseVerdict.PICTURE)
        else:
            rule(image, Verdict.BLOCK, User.objects.get(username="desk"))
        decide(case, CaseVerdict.REJECT)
        assert NOT_AGAIN in told(case, mailbox)


def test_an_article_that_is_gone_meanwhile_is_not_said_to_be_shown_again(mailbox: list[Any]) -> None:
    article = make_article()
    case = private_claim(article)
    decide(make_case(is_of_source=True, source=article.source), CaseVerdict.SOURCE_NONE)
    decide(case, CaseVerdict.REJECT)
    assert NOT_AGAIN in told(case, mailbox)


def test_a_picture_that_is_shown_again_is_said_to_be_though_its_article_is_shortened(mailbox: list[Any]) -> None:
    article = make_article(image=make_image())
    case = private_claim(article, wish="picture")
    decide(make_case(Requester.PERSON, article), CaseVerdict.EXCERPT)
    decide(case, CaseVerdict.REJECT)
    assert "It is shown again as it was." in told(case, mailbox)


@pytest.mark.parametrize("verdict", [CaseVerdict.REMOVE, CaseVerdict.PICTURE])
def test_what_an_editor_had_hidden_is_said_to_be_shown_again_when_an_editor_decided_otherwise(
    mailbox: list[Any], verdict: CaseVerdict
) -> None:
    case = make_case(Requester.PERSON, make_article(image=make_image()), wish="picture", language="en")
    decide(case, verdict)
    assert "Caches may hold it" in told(case, mailbox)
    decide(case, CaseVerdict.REJECT)
    assert "It is shown again as it was." in told(case, mailbox)


@pytest.mark.parametrize("verdict", CaseVerdict)
def test_every_verdict_has_its_words(verdict: CaseVerdict) -> None:
    assert outcome(verdict)


# -- when the mail server does not take it ----------------------------------------------------------------------------


def failing(monkeypatch: pytest.MonkeyPatch, refuse: Any) -> None:
    deliver = EmailBackend.send_messages

    def send(self: EmailBackend, messages: Any) -> Any:
        refuse(messages[0].to[0])
        return deliver(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)


def test_what_was_not_taken_is_sent_again_and_the_log_names_nobody(
    mailbox: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(address: str) -> None:
        raise smtplib.SMTPServerDisconnected(f"no {address}")

    case = unconfirmed(email="samira@journal.test")
    with monkeypatch.context() as broken, caplog.at_level(logging.DEBUG):
        failing(broken, refuse)
        reply()
    assert f"take-down case {case.pk} could not be written to" in caplog.text
    assert "samira" not in caplog.text
    assert "journal.test" not in caplog.text
    reply()
    assert len(mailbox) == 1


def test_an_address_that_takes_nothing_delays_no_other(
    mailbox: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(address: str) -> None:
        if address.startswith("poison"):
            raise smtplib.SMTPDataError(451, b"later")

    unconfirmed(email="poison@journal.test")
    unconfirmed(email="desk@journal.test")
    failing(monkeypatch, refuse)
    reply()
    assert mailbox == []
    reply()
    assert [message.to for message in mailbox] == [["desk@journal.test"]]


def test_an_address_that_does_not_exist_is_tried_once(
    mailbox: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[str] = []

    def refuse(address: str) -> None:
        tried.append(address)
        raise smtplib.SMTPRecipientsRefused({address: (550, b"unknown")})

    unconfirmed(email="samira@journal.test")
    failing(monkeypatch, refuse)
    reply()
    reply()
    assert len(tried) == 1
    assert "samira" not in caplog.text


@pytest.mark.parametrize("address", ["0@[", "a@b\r\nBcc: c@journal.test"])
def test_what_is_no_address_keeps_nobody_from_being_told_and_is_in_no_log(
    mailbox: list[Any], caplog: pytest.LogCaptureFixture, address: str
) -> None:
    unconfirmed(email=address)
    unconfirmed(email="desk@journal.test")
    decide(make_case(email="samira@journal.test"), CaseVerdict.REJECT)
    reply()
    assert [message.to for message in mailbox] == [["desk@journal.test"], ["samira@journal.test"]]
    assert "refused" in caplog.text
    assert address not in caplog.text


@given(name=st.text(min_size=1, max_size=120), details=st.text(max_size=500), title=st.text(min_size=1, max_size=300))
@hypothesis_settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_stranger_or_a_newspaper_writes_the_messages_stay_the_same(
    mailbox: list[Any], name: str, details: str, title: str
) -> None:
    source = Source.objects.first() or make_source()

    def told(**values: str) -> list[tuple[str, str]]:
        article = make_article(source=source, title=values.pop("title").replace("\0", "") or "x")
        words: Any = {key: value.replace("\0", "") or "x" for key, value in values.items()}
        decide(make_case(Requester.PERSON, article, **words), CaseVerdict.REMOVE, words["details"])
        mailbox.clear()
        reply()
        return [(message.subject, message.body.replace(f"/{article.pk}", "/5")) for message in mailbox]

    assert told(name=name, details=details, title=title) == told(name="Samira", details="Non", title="Le port")


@pytest.mark.parametrize("missing", ["MAIL_HOST", "SITE_URL"])
def test_without_a_mail_server_or_an_address_of_our_own_nothing_is_sent(
    mailbox: list[Any], settings: Any, missing: str
) -> None:
    setattr(settings, missing, "")
    unconfirmed()
    reply()
    assert mailbox == []


def test_a_link_says_how_long_it_holds(mailbox: list[Any]) -> None:
    unconfirmed(language="en")
    reply()
    assert f"within {taking_down.LINK_LASTS.total_seconds() / 3_600:.0f} hours" in mailbox[0].body
