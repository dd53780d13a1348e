"""The rows of the reading side."""

from articles.models.article import Article, ArticleSearch
from articles.models.image import Image, ImageStatus
from articles.models.moderation import ImageBlock, ImageReport, ModerationDecision, Reason, Verdict
from articles.models.source import DisplayPolicy, Section, Source

__all__ = [
    "Article",
    "ArticleSearch",
    "DisplayPolicy",
    "Image",
    "ImageBlock",
    "ImageReport",
    "ImageStatus",
    "ModerationDecision",
    "Reason",
    "Section",
    "Source",
    "Verdict",
]
