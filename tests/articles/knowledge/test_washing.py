"""The last step before storage: whatever a draft brings, what is stored is clean, short enough and safe to follow."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from articles.knowledge.drafts import ArticleDraft, DateOrigin, ImageDraft, Pointer
from articles.knowledge.washing import MOST_NAMES, MOST_POINTERS, wash

DRAFT = ArticleDraft(
    source_id=1,
    canonical_url="https://source.test/a",
    title="Titre",
    language="fr",
    published_at=datetime(2026, 3, 1, tzinfo=UTC),
    date_origin=DateOrigin.FEED,
)


def washed(**values: Any) -> ArticleDraft:
    return wash(replace(DRAFT, **values))


def test_a_clean_draft_stays_as_it_is() -> None:
    assert wash(DRAFT) == DRAFT


def test_washing_again_changes_nothing() -> None:
    dirty = washed(title=" a\x00b\u202e ", body_html="<p>a<script>x</script>&#x202e;</p>", authors=("", "A\x00"))
    assert wash(dirty) == dirty


def test_a_title_of_unseen_characters_is_empty() -> None:
    assert washed(title="\u200b\u202e\x00 ").title == ""


def test_a_title_keeps_its_lesser_sign() -> None:
    assert washed(title="5 < 6").title == "5 < 6"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "/relative", "https://a.test/" + "x" * 3000])
def test_a_draft_whose_address_nobody_can_follow_has_no_title_to_publish(url: str) -> None:
    assert washed(canonical_url=url).title == ""


def test_a_body_comes_out_without_what_runs() -> None:
    assert washed(body_html="<p onclick=x>a</p><script>b</script>").body_html == "<p>a</p>"


def test_a_language_that_nobody_knows_is_unknown() -> None:
    assert washed(language="xx").language == "und"


def test_names_are_unique_and_none_is_empty() -> None:
    assert washed(authors=("Salma  Idrissi", "Salma Idrissi", " ", "\x00")).authors == ("Salma Idrissi",)


def test_there_are_no_more_names_than_a_page_can_show() -> None:
    assert len(washed(sections=tuple(f"s{number}" for number in range(100))).sections) == MOST_NAMES


def test_a_pointer_that_leads_nowhere_is_left_out() -> None:
    good = Pointer(title="Suite", url="https://source.test/b")
    bad = (Pointer(title="x", url="javascript:x"), Pointer(title=" ", url="https://source.test/c"))
    assert washed(pointers=(*bad, good)).pointers == (good,)


def test_there_are_no_more_pointers_than_ten() -> None:
    many = tuple(Pointer(title=f"{number}", url=f"https://source.test/{number}") for number in range(50))
    assert len(washed(pointers=many).pointers) == MOST_POINTERS


@pytest.mark.parametrize("url", ["data:image/png;base64,x", "", "https://a.test/" + "x" * 2000])
def test_an_image_whose_address_is_unfit_is_none(url: str) -> None:
    assert washed(image=ImageDraft(url=url)).image is None


def test_an_images_alternative_text_is_plain_and_short() -> None:
    image = washed(image=ImageDraft(url="https://a.test/i.jpg", alt="Le\nport " + "x" * 400)).image
    assert image is not None
    assert image.alt.startswith("Le port x")
    assert len(image.alt) <= 300
