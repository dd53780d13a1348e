"""Reporting an image: whose reports count, and that nobody learns which did."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils.html import escape
from lxml.html import fromstring

from articles.forms import signature
from articles.models import Image, ImageReport, ImageStatus
from tests.factories import make_article, make_image, make_source

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def image() -> Image:
    return make_image()


def form_url(image_id: int, query: str = "") -> str:
    return f"/en/image/{image_id}/report{query}"


def send(reader: Client, image_id: int, *, headers: dict[str, str] = OURS, query: str = "", **values: Any) -> Any:
    """A report as a browser sends it, a minute after the form was handed out."""
    known = {"reason": "wrong", "details": "", "signature": signature(image_id, now=time.time() - 60)}
    return reader.post(
        form_url(image_id, query),
        urlencode({**known, **values}),
        content_type="application/x-www-form-urlencoded",
        headers=headers,
        REMOTE_ADDR="203.0.113.9",
    )


def text(response: Any) -> str:
    content: bytes = response.content
    return content.decode()


# -- the form ---------------------------------------------------------------------------------------------------------


def test_the_form_offers_reasons_and_a_confirming_button(reader: Client, image: Image) -> None:
    page = text(reader.get(form_url(image.pk)))
    assert page.count('type="radio"') == 6
    assert '<button class="button button--primary" type="submit">Send the report</button>' in page


def test_the_form_shows_the_article_that_the_reader_came_from(reader: Client, image: Image) -> None:
    article = make_article(image=image, title="Le port de Kénitra")
    assert "Le port de Kénitra" in text(reader.get(form_url(image.pk, f"?article={article.pk}")))


@pytest.mark.parametrize("query", ["?article=", "?article=x", "?article=-1", "?article=²", f"?article={'9' * 40}"])
def test_the_form_does_not_care_for_articles_that_do_not_exist(reader: Client, image: Image, query: str) -> None:
    assert reader.get(form_url(image.pk, query)).status_code == 200


def test_the_form_shows_no_article_with_another_image(reader: Client, image: Image) -> None:
    other = make_article(image=make_image(), title="Autre chose")
    page = text(reader.get(form_url(image.pk, f"?article={other.pk}")))
    assert '<div class="report__subject">' not in page


def test_the_form_is_kept_in_no_cache(reader: Client, image: Image) -> None:
    assert reader.get(form_url(image.pk)).headers["Cache-Control"] == "no-store"


def test_the_form_sets_no_cookie_and_varies_by_none(reader: Client, image: Image) -> None:
    response = reader.get(form_url(image.pk))
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_form_reports_nothing(reader: Client, image: Image, method: str) -> None:
    getattr(reader, method)(form_url(image.pk), headers=OURS)
    assert not ImageReport.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(reader: Client, image: Image, method: str) -> None:
    assert getattr(reader, method)(form_url(image.pk), headers=OURS).status_code == 405


# -- sending ----------------------------------------------------------------------------------------------------------


def test_a_sent_report_is_counted_and_thanked_for(reader: Client, image: Image) -> None:
    response = send(reader, image.pk, reason="private", details="Ma voisine")
    assert (response.status_code, response.headers["Location"]) == (303, "/en/image/thanks")
    report = image.reports.get()
    assert (report.reason, report.details) == ("private", "Ma voisine")


def test_the_form_that_was_handed_out_can_be_sent(
    reader: Client, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signature as the page bears it, a second later."""
    page = text(reader.get(form_url(image.pk)))
    signed = page.partition('name="signature" value="')[2].partition('"')[0]
    later = time.time() + 1
    monkeypatch.setattr(time, "time", lambda: later)
    send(reader, image.pk, signature=signed)
    assert image.reports.count() == 1


def test_the_longest_details_in_any_script_fit(reader: Client, image: Image) -> None:
    assert send(reader, image.pk, details="😀" * 500).status_code == 303
    assert len(image.reports.get().details) == 500


def test_the_reporter_is_who_stands_before_our_proxies(reader: Client, image: Image, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for spoofed in range(20):
        send(reader, image.pk, headers={**OURS, "X-Forwarded-For": f"198.51.100.{spoofed}, 203.0.113.1"})
    assert image.reports.count() == 1


def test_several_persons_reports_block_the_image(reader: Client, image: Image, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for address in ["203.0.113.1", "198.51.100.1", "192.0.2.1"]:
        send(reader, image.pk, headers={**OURS, "X-Forwarded-For": address})
    image.refresh_from_db()
    assert image.status == ImageStatus.BLOCKED


def test_a_report_without_a_reason_is_asked_for_again(reader: Client, image: Image) -> None:
    response = send(reader, image.pk, reason="", details="Regardez bien")
    assert response.status_code == 422
    assert 'id="reason-errors" role="alert"' in text(response)
    assert "Regardez bien" in text(response)
    assert not ImageReport.objects.exists()


def test_what_the_reader_wrote_comes_back_as_text(reader: Client, image: Image) -> None:
    attack = '</textarea><script>alert("x")</script>'
    page = text(send(reader, image.pk, reason="", details=attack))
    assert attack not in page
    assert escape(attack) in page


# -- the same answer, whatever became of it ---------------------------------------------------------------------------


def answer(response: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    return response.status_code, response.content, sorted(response.headers.items())


@pytest.fixture
def counted(reader: Client) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer(send(reader, make_image().pk))


def test_a_repeated_report_gets_the_same_answer(reader: Client, image: Image, counted: Any) -> None:
    send(reader, image.pk)
    assert answer(send(reader, image.pk)) == counted
    assert image.reports.count() == 1


def test_a_report_beyond_the_limits_gets_the_same_answer_and_leaves_nothing(reader: Client, counted: Any) -> None:
    images = [make_image() for _ in range(6)]
    assert [answer(send(reader, image.pk)) for image in images] == [counted] * 6
    assert sum(image.reports.count() for image in images) == 4  # the fifth of that minute was `counted`


def test_a_report_that_nobody_can_limit_gets_the_same_answer_and_does_not_count(
    reader: Client, image: Image, counted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches["limits"], "add", lambda *args, **options: True)
    monkeypatch.setattr(caches["limits"], "incr", _lost)
    assert answer(send(reader, image.pk)) == counted
    assert image.reports.get().weight == 0
    image.refresh_from_db()
    assert image.reports_count == 0


def _lost(key: str) -> int:
    raise ValueError(key)


@pytest.mark.parametrize("image_id", [999_999_999, 10**30])
def test_a_report_of_an_unknown_image_gets_the_same_answer(reader: Client, counted: Any, image_id: int) -> None:
    assert answer(send(reader, image_id)) == counted


@pytest.mark.parametrize("status", [ImageStatus.BLOCKED, ImageStatus.PENDING, ImageStatus.UNUSABLE])
def test_a_report_of_an_image_that_is_not_shown_gets_the_same_answer(
    reader: Client, counted: Any, status: ImageStatus
) -> None:
    hidden = make_image(status=status)
    assert answer(send(reader, hidden.pk)) == counted
    assert not hidden.reports.exists()


@pytest.mark.parametrize("image_id", [999_999_999, 10**30])
def test_the_form_of_an_unknown_image_looks_as_any(reader: Client, image_id: int) -> None:
    assert reader.get(form_url(image_id)).status_code == 200


# -- whose reports do not count ---------------------------------------------------------------------------------------

STRANGERS = {
    "another site's form": {"Origin": "https://evil.test", "Sec-Fetch-Site": "cross-site"},
    "another site's form in an older browser": {"Origin": "https://evil.test"},
    "a sandboxed frame": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "a page that hides where it is": {"Origin": "null"},
    "a sister site": {"Origin": "http://sub.testserver", "Sec-Fetch-Site": "same-site"},
    "another port": {"Origin": "http://testserver:8080"},
    "another scheme": {"Origin": "https://testserver"},
    "a name that begins like ours": {"Origin": "http://testserver.evil.test"},
    "no page at all": {"Sec-Fetch-Site": "none"},
    "fetch metadata against the origin": {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    "origin against the fetch metadata": {"Origin": "https://evil.test", "Sec-Fetch-Site": "same-origin"},
    "an old browser on another site": {"Referer": "https://evil.test/testserver"},
    "an old browser on a name like ours": {"Referer": "http://testserver.evil.test/"},
    "a referer that is no address": {"Referer": "http://[testserver/"},
    "an old browser that does not say": {},
    "a referer of ours from another origin": {"Origin": "https://evil.test", "Referer": "http://testserver/en/"},
}


@pytest.mark.parametrize("headers", STRANGERS.values(), ids=STRANGERS.keys())
def test_a_report_that_no_page_of_ours_sent_is_refused(reader: Client, image: Image, headers: dict[str, str]) -> None:
    response = send(reader, image.pk, headers=headers)
    assert response.status_code == 403
    assert "please go back, load the page again and repeat it" in text(response)
    assert not ImageReport.objects.exists()


OWN_PAGES = {
    "a browser of today": OURS,
    "a browser without fetch metadata, or plain http": {"Origin": "http://testserver"},
    "a browser that keeps the origin to itself": {"Sec-Fetch-Site": "same-origin"},
    "an old browser": {"Referer": "http://testserver/en/image/1/report"},
}


@pytest.mark.parametrize("headers", OWN_PAGES.values(), ids=OWN_PAGES.keys())
def test_a_report_from_our_own_page_counts(reader: Client, image: Image, headers: dict[str, str]) -> None:
    assert send(reader, image.pk, headers=headers).status_code == 303
    assert image.reports.count() == 1


def test_the_site_s_public_address_is_ours_behind_a_proxy_too(reader: Client, image: Image, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://news.test"]
    headers = {"Origin": "https://news.test", "Sec-Fetch-Site": "same-origin"}
    assert send(reader, image.pk, headers=headers).status_code == 303


def unsigned() -> Iterator[tuple[str, str]]:
    now = time.time()
    yield "no signature", ""
    yield "a made-up one", "7 1770000000.000:bm90LW91cnM"
    yield "that of another image", signature(10**9, now=now - 60)


@pytest.mark.parametrize("signed", [signed for _, signed in unsigned()], ids=[name for name, _ in unsigned()])
def test_a_report_without_our_signature_is_refused(reader: Client, image: Image, signed: str) -> None:
    assert send(reader, image.pk, signature=signed).status_code == 403
    assert not ImageReport.objects.exists()


@pytest.mark.parametrize("age", [0.2, 7_300.0])
def test_a_report_sent_too_fast_or_too_late_is_refused_with_the_reason(
    reader: Client, image: Image, age: float
) -> None:
    response = send(reader, image.pk, signature=signature(image.pk, now=time.time() - age))
    assert response.status_code == 403
    assert "sent too fast or lay open too long. Nothing was counted" in text(response)
    assert not ImageReport.objects.exists()


def test_a_late_form_comes_back_as_it_was_filled_in(reader: Client, image: Image) -> None:
    page = text(send(reader, image.pk, reason="rights", details="Ma photo", signature=""))
    assert page.partition('value="rights"')[2].partition(">")[0].endswith("checked")
    assert "Ma photo" in page


def test_a_body_beyond_a_form_s_size_is_refused_unread(reader: Client, image: Image) -> None:
    assert send(reader, image.pk, details="a" * 10_000).status_code == 403
    assert not ImageReport.objects.exists()


def test_a_host_that_is_not_ours_is_refused(reader: Client, image: Image) -> None:
    """DNS rebinding: another name that leads here, whose pages then are of the same origin as the form."""
    headers = {"Host": "evil.test", "Origin": "http://evil.test", "Sec-Fetch-Site": "same-origin"}
    assert send(reader, image.pk, headers=headers).status_code == 400


# -- thanks -----------------------------------------------------------------------------------------------------------


def test_the_thanks_lead_back_to_the_article(reader: Client, image: Image) -> None:
    article = make_article(image=image, source=make_source(slug="challenge"))
    location = send(reader, image.pk, query=f"?article={article.pk}").headers["Location"]
    assert location == f"/en/image/thanks?article={article.pk}"
    assert f'href="/en/challenge/{article.pk}/"' in text(reader.get(location))


@pytest.mark.parametrize("query", ["", "?article=//evil.test", "?article=12345"])
def test_thanks_without_a_known_article_lead_to_the_front_page(reader: Client, query: str) -> None:
    page = text(reader.get(f"/en/image/thanks{query}"))
    assert 'class="button" href="/en/"' in page
    assert "evil" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_thanks_say_what_will_happen(reader: Client) -> None:
    assert "This image will be blocked automatically after several people have reported it." in text(
        reader.get("/en/image/thanks")
    )


def test_the_thanks_say_it_in_french_as_readers_know_it(reader: Client) -> None:
    [said] = fromstring(text(reader.get("/fr/image/thanks"))).xpath("//p[@class='notice__text']")
    assert said.text == (
        "Merci d'avoir signalé! Cette image sera automatiquement bloquée après qu'elle soit signalée par plusieurs "
        "personnes."
    )
