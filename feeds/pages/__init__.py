"""Pages: the bytes of an article's page become one `ArticlePage`. Pure."""

from feeds.pages.article_page import ArticlePage
from feeds.pages.extracting import Study, extract, study
from feeds.pages.template_reading import Verdict

__all__ = ["ArticlePage", "Study", "Verdict", "extract", "study"]
