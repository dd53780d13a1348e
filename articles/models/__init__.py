"""The rows of the reading side."""

from articles.models.account import LoginGuesses
from articles.models.article import FRONT_PAGE, Article, ArticleSearch
from articles.models.image import Image, ImageStatus
from articles.models.moderation import (
    BlockingPause,
    ImageBlock,
    ImageReport,
    ImageSuggestion,
    ModerationDecision,
    NoticeState,
    ReaderRecord,
    Reason,
    Verdict,
)
from articles.models.source import DisplayPolicy, Section, Source

__all__ = [
    "FRONT_PAGE",
    "Article",
    "ArticleSearch",
    "BlockingPause",
    "DisplayPolicy",
    "Image",
    "ImageBlock",
    "ImageReport",
    "ImageStatus",
    "ImageSuggestion",
    "LoginGuesses",
    "ModerationDecision",
    "NoticeState",
    "ReaderRecord",
    "Reason",
    "Section",
    "Source",
    "Verdict",
]
