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
from articles.models.source import DisplayPolicy, Requester, Section, Source
from articles.models.takedown import (
    OF_ARTICLES,
    OF_SOURCE,
    REASONS,
    CaseDecision,
    CaseVerdict,
    RequestReason,
    TakedownCase,
    Wish,
)

__all__ = [
    "FRONT_PAGE",
    "OF_ARTICLES",
    "OF_SOURCE",
    "REASONS",
    "Article",
    "ArticleSearch",
    "BlockingPause",
    "CaseDecision",
    "CaseVerdict",
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
    "RequestReason",
    "Requester",
    "Section",
    "Source",
    "TakedownCase",
    "Verdict",
    "Wish",
]
