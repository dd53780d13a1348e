"""One message to one person."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Final, cast

import pytest
from django import forms
from django.core import mail
from django.core.mail.backends.smtp import EmailBackend
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles.forms import TakedownForm
from articles.models import Requester
from newsportal import mailing

HEADERS: Final = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Subject", "From", "To", "Date"}
STATELESS: Final = [HealthCheck.function_scoped_fixture]  # what was sent is taken away by each example itself
LONGEST_LINE: Final = 998  # bytes; RFC 5322
# What a stranger may try: the signs of addresses and headers, controls, other directions, and anything.
ODD: Final = [
    '"',
    "\\",
    "<",
    ">",
    ",",
    ";",
    ":",
    "(",
    "[",
    "\r\n",
    "\n",
    "\0",
    "\x11",
    "\u202e",
    "\u2066",
    "\u200b",
    " ",
]
words = st.lists(st.one_of(st.sampled_from([*ODD, "a", "Bcc: x@y.test"]), st.text()), max_size=8).map("".join)
in_quotes = words.map(lambda text: f'"{text}"')
plain = st.from_regex(r"[-!#$%&'*+/=?^_`{}|~0-9A-Za-z.]{1,64}", fullmatch=True)
hosts = st.sampled_from(
    ["journal.test", "exämple.test", "مثال.test", "localhost", "[127.0.0.1]", "[IPv6:::1]", f"{'a' * 60}.test"]
)
addresses = st.tuples(st.one_of(plain, words, in_quotes), st.one_of(hosts, words)).map("@".join)


class Line:
    """A mail server's side of the line, which keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, list[str], bytes]] = []

    def sendmail(self, sender: str, receivers: list[str], message: bytes) -> None:
        self.sent.append((sender, receivers, message))


class Backend(EmailBackend):
    """Django's own, up to the line."""

    line = Line()

    def open(self) -> bool:
        self.connection = cast(Any, self.line)
        return True

    def close(self) -> None:
        self.connection = None


@pytest.fixture
def ours(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Backend", "OPTIONS": {"host": "mail.test"}}}
    settings.EMAIL_SUBJECT_PREFIX, settings.SERVER_EMAIL = "Kiosk: ", "desk@news.example"
    Backend.line = Line()


def sent() -> tuple[list[str], EmailMessage, bytes]:
    """The receivers of the one message, the message as its receiver reads it, and its bytes."""
    [(_sender, receivers, raw)] = Backend.line.sent
    Backend.line.sent.clear()
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return receivers, read, raw


def is_taken(address: str) -> bool:
    """Whether the form of a request takes it."""
    form = TakedownForm({"email": address}, requester=Requester.PERSON, subject_is_known=True)
    return "email" not in form.errors


def test_a_message_says_that_a_program_wrote_it_and_whose_it_is(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    settings.EMAIL_SUBJECT_PREFIX, settings.SERVER_EMAIL = "Kiosk: ", "desk@news.example"
    mail.outbox = []
    assert mailing.mail("amina@news.example", "A word", "First.", "Second.")
    [message] = mail.outbox
    assert (message.subject, message.body) == ("Kiosk: A word", "First.\n\nSecond.\n")
    assert (message.from_email, message.to) == ("desk@news.example", ["amina@news.example"])
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}


@pytest.mark.parametrize(
    "address", ["a@journal.test", "o'hara+presse@sub.journal.test", "a.b@exämple.test", "a@مثال.test", "é@journal.test"]
)
def test_an_ordinary_address_is_written_to_or_refused_by_the_form(ours: None, address: str) -> None:
    assert is_taken(address) == mailing.mail(address, "A word", "Text.") == address.partition("@")[0].isascii()


@pytest.mark.parametrize("address", ['"\x11"@journal.test', '"a"@journal.test', "a@[127.0.0.1]", "a@localhost"])
def test_no_address_in_quotes_or_of_an_inner_machine_is_taken(address: str) -> None:
    assert forms.EmailField().clean(address)
    assert not is_taken(address)


@given(address=addresses)
@hypothesis_settings(max_examples=1_000, suppress_health_check=STATELESS)
def test_whoever_the_form_takes_is_written_to_alone(ours: None, address: str) -> None:
    if not is_taken(address):
        return
    assert mailing.mail(address, "A word", "Text.")
    [receiver], message, _raw = sent()
    [told] = message["To"].addresses
    assert (receiver.rpartition("@")[0], told.username) == (address.strip().rpartition("@")[0],) * 2


@given(address=addresses, subject=words, paragraphs=st.lists(words, min_size=1, max_size=3))
@hypothesis_settings(max_examples=500, suppress_health_check=STATELESS)
def test_no_text_becomes_a_header_or_another_receiver_and_none_is_a_fault(
    ours: None, address: str, subject: str, paragraphs: list[str]
) -> None:
    if not mailing.mail(address, subject, *paragraphs):
        assert not Backend.line.sent
        return
    receivers, message, raw = sent()
    assert len(receivers) == len(message["To"].addresses) == 1
    assert set(message.keys()) == HEADERS | {"Message-ID", "Auto-Submitted"}
    assert message["Subject"].split() == f"Kiosk: {subject}".split()
    assert all(len(line) <= LONGEST_LINE for line in raw.split(b"\r\n"))


@pytest.mark.usefixtures("ours")
def test_a_very_long_name_or_address_of_a_page_fits_its_line(ours: None) -> None:
    address = f"https://news.example/fr/{'a' * 4_000}/"
    assert mailing.mail("a@journal.test", "ⵣ" * 2_000, "قنيطرة" * 2_000, address)
    _receivers, message, raw = sent()
    assert max(map(len, raw.split(b"\r\n"))) <= LONGEST_LINE
    assert address in message.get_content()
    assert message["Subject"] == "Kiosk: " + "ⵣ" * 2_000
