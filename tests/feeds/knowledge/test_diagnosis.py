"""What a poll means in words, and which walls are recognised."""

import pytest
from django.utils.translation import override

from feeds import fetching
from feeds.knowledge import bot_walls, diagnosis
from feeds.knowledge.diagnosis import Health
from feeds.knowledge.outcomes import Failed, Failure, RateLimited
from feeds.models import PollOutcome
from tests.outside import Answer, Outside

CHALLENGE = b"<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script></html>"
HTML = {"Content-Type": "text/html; charset=UTF-8"}


@pytest.mark.parametrize("kind", [kind for kind in Failure if kind is not Failure.STATUS])
def test_every_kind_of_failure_has_words_of_its_own_and_a_remedy(kind: Failure) -> None:
    found = diagnosis.diagnose("failed", f"{kind}: whatever")
    assert found.remedy
    assert str(found.meaning) != str(diagnosis.diagnose("failed", "").meaning)


@pytest.mark.parametrize("outcome", [outcome for outcome in PollOutcome if outcome != PollOutcome.FAILED])
def test_every_other_outcome_has_words_as_well(outcome: PollOutcome) -> None:
    assert str(diagnosis.diagnose(outcome).meaning) != str(diagnosis.diagnose("failed", "").meaning)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (401, "The site asks for a password."),
        (403, "The site refuses programs that it does not know."),
        (404, "There is nothing at this address any more."),
        (418, "The site answers with an error."),
        (500, "The site has trouble of its own."),
        (521, "The site has trouble of its own."),
    ],
)
def test_a_status_is_told_by_what_it_means(status: int, meaning: str) -> None:
    with override("en"):
        assert str(diagnosis.diagnose("failed", f"status: the server answers {status}").meaning) == meaning


def test_the_words_are_in_the_language_of_who_reads_them() -> None:
    found = diagnosis.diagnose("gone")
    with override("en"):
        english = str(found.meaning)
    for language in ("fr", "ar", "es"):
        with override(language):
            assert str(found.meaning) != english


def test_a_feed_that_was_never_polled_is_not_said_to_have_broken_off() -> None:
    with override("en"):
        assert str(diagnosis.diagnose("").meaning) == "It was not polled yet."


@pytest.mark.parametrize(
    ("is_paused", "was_polled", "failures", "health"),
    [
        (False, False, 0, Health.NEVER_POLLED),
        (False, True, 0, Health.ANSWERING),
        (False, True, 2, Health.UNSTEADY),
        (False, True, 3, Health.FAILING),
        (False, False, 3, Health.FAILING),
        (True, True, 9, Health.PAUSED),
    ],
)
def test_the_health_follows_from_pause_and_failures(
    is_paused: bool, was_polled: bool, failures: int, health: Health
) -> None:
    assert diagnosis.health_of(is_paused=is_paused, was_polled=was_polled, failures=failures) == health


@pytest.mark.parametrize(
    ("status", "headers", "page", "wall"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", "Cloudflare"),
        (503, {"server": "cloudflare"}, CHALLENGE, "Cloudflare"),
        (403, {"server": "cloudflare"}, b'<div id="cf-error-details">Sorry, you have been blocked</div>', "Cloudflare"),
        (403, {"x-datadome": "protected"}, b"", "DataDome"),
        (403, {}, b'<script src="https://ct.captcha-delivery.com/c.js"></script>', "DataDome"),
        (403, {"server": "AkamaiGHost"}, b"<h1>Access Denied</h1> Reference&#32;&#35;18&#46;5", "Akamai"),
        (403, {}, b"Request unsuccessful. Incapsula incident ID: 123-456", "Imperva"),
        (202, {"x-amzn-waf-action": "challenge"}, b"", "AWS WAF"),
    ],
)
def test_walls_are_known_by_their_headers_or_pages(
    status: int, headers: dict[str, str], page: bytes, wall: str
) -> None:
    assert bot_walls.wall_in(status, headers, page) == wall


@pytest.mark.parametrize(
    ("status", "headers", "page"),
    [
        (200, {"server": "cloudflare"}, CHALLENGE),
        (404, {"x-datadome": "protected"}, b""),
        (403, {"server": "cloudflare"}, b"<h1>403 Forbidden</h1><hr>nginx"),
        (503, {"server": "cloudflare"}, b'<div id="cf-error-details">Web server is down</div>'),
        (403, {"server": "nginx"}, b"<h1>Access Denied</h1> Reference #1"),
        (202, {}, b"captcha-delivery.com"),
    ],
)
def test_what_the_site_itself_answers_is_no_wall(status: int, headers: dict[str, str], page: bytes) -> None:
    assert bot_walls.wall_in(status, headers, page) == ""


def test_a_challenge_is_a_failure_that_names_its_wall(outside: Outside) -> None:
    page = Answer(status=403, body=b"<script>var host='geo.captcha-delivery.com'</script>", headers=HTML)
    outside.answers["/feed.xml"] = page
    outcome = fetching.get(outside.url("/feed.xml"), kind=fetching.Kind.FEED)
    assert outcome == Failed(kind=Failure.BOT_WALL, detail="DataDome answers 403 in the site's place", status=403)


def test_a_challenged_robots_txt_stays_an_ordinary_403(outside: Outside) -> None:
    outside.answers["/robots.txt"] = Answer(status=403, headers={**HTML, "cf-mitigated": "challenge"})
    outcome = fetching.get(outside.url("/robots.txt"), kind=fetching.Kind.ROBOTS)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.status) == (Failure.STATUS, 403)


def test_a_wall_that_names_a_time_is_a_rate_limit(outside: Outside) -> None:
    headers = {**HTML, "x-datadome": "protected", "Retry-After": "60"}
    outside.answers["/feed.xml"] = Answer(status=429, headers=headers)
    assert isinstance(fetching.get(outside.url("/feed.xml"), kind=fetching.Kind.FEED), RateLimited)


def test_a_refusal_whose_page_cannot_be_unpacked_keeps_its_status(outside: Outside) -> None:
    headers = {**HTML, "Content-Encoding": "br"}
    outside.answers["/feed.xml"] = Answer(status=403, body=b"\x0b\x02\x80", headers=headers)
    outcome = fetching.get(outside.url("/feed.xml"), kind=fetching.Kind.FEED)
    assert isinstance(outcome, Failed)
    assert (outcome.kind, outcome.status) == (Failure.STATUS, 403)
