"""The counter between the two apps: what makes two addresses one, and a headline no full text."""

from datetime import UTC, datetime

from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft, url_key

DRAFT = ArticleDraft(
    source_id=1,
    canonical_url="https://source.test/a",
    title="Titre",
    language="fr",
    published_at=datetime(2026, 3, 1, tzinfo=UTC),
    date_origin=DateOrigin.FEED,
)


def test_http_and_https_are_one_address() -> None:
    assert url_key("http://a.test/x") == url_key("HTTPS://a.test/x")


def test_two_paths_are_two_addresses() -> None:
    assert url_key("https://a.test/x") != url_key("https://a.test/X")


def test_a_key_is_32_hex_digits_and_the_same_tomorrow() -> None:
    assert url_key("https://a.test/") == "743a0d99bac39e7606784608483de122"


def test_a_draft_and_its_image_are_known_by_their_addresses() -> None:
    assert DRAFT.url_key == url_key("http://source.test/a")
    assert ImageDraft(url="https://a.test/i.jpg").url_key == url_key("https://a.test/i.jpg")


def test_a_headline_is_no_full_text() -> None:
    assert not DRAFT.is_full
