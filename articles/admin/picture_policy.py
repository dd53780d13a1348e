"""The record of decisions on all pictures of a source: to read, for good. They are made on an image's page."""

from django.contrib import admin

from articles.admin.read_only import ReadOnlyAdmin
from articles.models import PicturePolicy


@admin.register(PicturePolicy)
class PicturePolicyAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "source", "shows_pictures", "editor", "reasoning")
    list_display_links = ("created_at",)
    list_filter = ("shows_pictures", "created_at")
    list_select_related = ("source", "editor")
    fields = ("created_at", "source", "shows_pictures", "editor", "reasoning", "image", "overrides")
    search_fields = ("source__name", "reasoning")
    show_full_result_count = False
