"""Addresses that are put together are those that the resolver gives and finds."""

import pytest
from django.urls import resolve, reverse
from django.utils import translation

from articles import paths
from articles.knowledge.editions import EVERYTHING, Edition
from articles.knowledge.picture_forms import PictureForm

EDITIONS = [EVERYTHING, Edition(languages=("ar", "fr"), countries=("MA",))]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_have_their_addresses_in_each_language_of_the_interface(language: str) -> None:
    with translation.override(language):
        assert paths.source("le-matin") == reverse("source", args=["le-matin"])
        assert paths.article("le-matin", 12) == reverse("article", args=["le-matin", 12])
        assert paths.article("le-matin", 12).startswith(f"/{language}/")
        assert paths.report(12) == reverse("report_image", args=[12])
        assert paths.takedown(12) == reverse("takedown", args=[12])
        for pages in ("", "text:"):
            own = reverse(f"{pages}author", args=["le-matin", "Driss Alaoui (à Fès)"])
            assert paths.author("le-matin", "Driss Alaoui (à Fès)", pages=pages) == own


@pytest.mark.parametrize("edition", EDITIONS)
def test_sections_have_theirs_in_each_edition(edition: Edition) -> None:
    with translation.override("fr"):
        assert paths.section(edition, "sport") == reverse("section", args=[edition, "sport"])


@pytest.mark.parametrize("form", PictureForm)
def test_pictures_have_theirs_without_a_language(form: PictureForm) -> None:
    address = paths.picture("0a1b", 7, 1280, form)
    assert address == reverse("image_file", args=["0a1b", 7, 1280, form])
    assert resolve(address).kwargs == {"picture_key": "0a1b", "image_id": 7, "width": 1280, "form": form.value}
