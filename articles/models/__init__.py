"""The rows of the reading side."""

from articles.models.account import LoginGuesses, LoginNotice, RecoveryCode
from articles.models.article import FRONT_PAGE, Article, ArticleSearch, RelatedArticles
from articles.models.desk import ImageClaim, PicturePolicy
from articles.models.image import Image, ImageStatus
from articles.models.moderation import (
    BlockingPause,
    ImageBlock,
    ImageReport,
    ImageSuggestion,
    ModerationDecision,
    NoticeState,
    PauseOf,
    ReaderRecord,
    Reason,
    Verdict,
)
from articles.models.section import SectionWord, SortingState
from articles.models.source import DisplayPolicy, Requester, Section, Source
from articles.models.takedown import (
    OF_ARTICLES,
    OF_SOURCE,
    REASONS,
    CaseDecision,
    CaseVerdict,
    Kind,
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
    "ImageClaim",
    "ImageReport",
    "ImageStatus",
    "ImageSuggestion",
    "Kind",
    "LoginGuesses",
    "LoginNotice",
    "ModerationDecision",
    "NoticeState",
    "PauseOf",
    "PicturePolicy",
    "ReaderRecord",
    "Reason",
    "RecoveryCode",
    "RelatedArticles",
    "RequestReason",
    "Requester",
    "Section",
    "SectionWord",
    "SortingState",
    "Source",
    "TakedownCase",
    "Verdict",
    "Wish",
]
