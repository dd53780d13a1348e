"""What editors and administrators see: sources, articles, the moderation desk, its decisions, accounts."""

from django.conf import settings
from django.contrib import admin

from articles.admin.account import AccountAdmin, RolesAdmin
from articles.admin.article import ArticleAdmin
from articles.admin.decision import DecisionAdmin
from articles.admin.image import ImageAdmin
from articles.admin.source import SourceAdmin

__all__ = ["AccountAdmin", "ArticleAdmin", "DecisionAdmin", "ImageAdmin", "RolesAdmin", "SourceAdmin"]

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
