"""Pages: the bytes of an article's page become one `ArticlePage`. Pure."""

from feeds.pages.article_page import ArticlePage
from feeds.pages.extracting import extract

__all__ = ["ArticlePage", "extract"]
