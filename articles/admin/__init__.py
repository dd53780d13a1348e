"""What editors and administrators see: sources, articles, the moderation desk, take-down cases, decisions, accounts."""

from django.conf import settings
from django.contrib import admin

from articles.admin.account import AccountAdmin, RolesAdmin
from articles.admin.article import ArticleAdmin
from articles.admin.decision import DecisionAdmin
from articles.admin.image import ImageAdmin
from articles.admin.picture_policy import PicturePolicyAdmin
from articles.admin.section_word import SectionWordAdmin
from articles.admin.source import SourceAdmin
from articles.admin.takedown import CaseAdmin, CaseDecisionAdmin

__all__ = [
    "AccountAdmin",
    "ArticleAdmin",
    "CaseAdmin",
    "CaseDecisionAdmin",
    "DecisionAdmin",
    "ImageAdmin",
    "PicturePolicyAdmin",
    "RolesAdmin",
    "SectionWordAdmin",
    "SourceAdmin",
]

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
