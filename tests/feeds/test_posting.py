"""What is sent to hubs: a form, through the same door as everything else."""

from urllib.parse import parse_qs

import pytest

from feeds import fetching
from feeds.fetching import Kind
from feeds.knowledge.outcomes import Failed, Failure, Fetched, Gone, RateLimited
from tests.outside import Answer, Outside, Request

FORM = {"hub.mode": "subscribe", "hub.topic": "https://site.test/?a=1&b=é"}


def test_a_form_arrives_as_it_was_meant(outside: Outside) -> None:
    outside.answers["/hub"] = Answer(status=202, body=b"later")
    outcome = fetching.post(outside.url("/hub"), FORM)
    assert isinstance(outcome, Fetched)
    [request] = outside.requests
    assert (request.method, request.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
    assert parse_qs(request.body.decode()) == {name: [value] for name, value in FORM.items()}


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_success_will_do(outside: Outside, status: int) -> None:
    outside.answers["/hub"] = Answer(status=status)
    assert isinstance(fetching.post(outside.url("/hub"), FORM), Fetched)


@pytest.mark.parametrize("status", [307, 308])
def test_a_hub_may_send_us_to_another_with_the_same_form(outside: Outside, status: int) -> None:
    outside.answers["/old"] = Answer(status=status, headers={"Location": "/new"})
    outside.answers["/new"] = Answer(status=202)
    assert isinstance(fetching.post(outside.url("/old"), FORM), Fetched)
    first, second = outside.requests
    assert (second.path, second.method, second.body) == ("/new", "POST", first.body)


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_make_a_get_of_it_is_a_refusal(outside: Outside, status: int) -> None:
    outside.answers["/old"] = Answer(status=status, headers={"Location": "/new"})
    outcome = fetching.post(outside.url("/old"), FORM)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.status, len(outside.requests)) == (Failure.STATUS, status, 1)


def test_a_hub_that_sends_us_round_in_circles_is_left(outside: Outside) -> None:
    outside.answers["/hub"] = Answer(status=307, headers={"Location": "/hub"})
    outcome = fetching.post(outside.url("/hub"), FORM)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, len(outside.requests)) == (Failure.PROTOCOL, fetching.MOST_REDIRECTS + 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/hub",
        "http://10.0.0.1/hub",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/",
        "ftp://x.test/",
    ],
)
def test_a_hub_in_a_private_network_is_never_asked(url: str) -> None:
    outcome = fetching.post(url, FORM)
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


def test_a_hub_may_not_send_us_into_a_private_network(outside: Outside) -> None:
    outside.answers["/hub"] = Answer(status=307, headers={"Location": "http://10.1.2.3/"})
    outcome = fetching.post(outside.url("/hub"), FORM)
    assert isinstance(outcome, Failed)
    assert outcome.kind == Failure.REFUSED


def test_refusals_are_told_apart(outside: Outside) -> None:
    outside.answers |= {
        "/busy": Answer(status=429, headers={"Retry-After": "60"}),
        "/gone": Answer(status=410),
        "/no": Answer(status=400, body=b"hub.topic is not ours"),
    }
    assert isinstance(fetching.post(outside.url("/busy"), FORM), RateLimited)
    assert isinstance(fetching.post(outside.url("/gone"), FORM), Gone)
    refused = fetching.post(outside.url("/no"), FORM)
    assert isinstance(refused, Failed)
    assert refused.status == 400


def test_a_long_answer_is_cut(outside: Outside) -> None:
    outside.answers["/hub"] = Answer(status=202, body=b"#" * 50_000)
    outcome = fetching.post(outside.url("/hub"), FORM)
    assert isinstance(outcome, Fetched)
    assert len(outcome.body) == Kind.HUB.value.most_bytes


def test_link_headers_come_with_what_was_fetched(outside: Outside) -> None:
    def answer(request: Request) -> Answer:
        return Answer(headers={"Link": '<https://hub.test/>; rel="hub"', "link": '<https://site.test/>; rel="self"'})

    outside.answers["/feed"] = answer
    outcome = fetching.get(outside.url("/feed"), kind=Kind.FEED)
    assert isinstance(outcome, Fetched)
    assert outcome.links == '<https://hub.test/>; rel="hub", <https://site.test/>; rel="self"'
