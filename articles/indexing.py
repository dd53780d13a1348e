"""Indexing: an article's search vector, written beside it. The vector also holds what a search may be narrowed by."""

from collections.abc import Sequence
from datetime import UTC

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db.models import Func, Value
from django.db.models.expressions import CombinedExpression

from articles import arabic
from articles.languages import language
from articles.models import Article, ArticleSearch


def index(articles: Sequence[Article]) -> None:
    """Write or replace the search rows of these articles (with their source loaded) in one statement."""
    ArticleSearch.objects.bulk_create(
        [
            ArticleSearch(article=article, published_at=article.published_at, search=_vector(article))
            for article in articles
        ],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["published_at", "search"],
    )


def configuration_lexeme(config: str) -> str:
    """Marks the configuration that indexed a row: a query of another one must not meet it, or `-word` would leak
    (the negation of a word in one language is true of every text in another)."""
    return f"in:{config}"


def language_lexeme(code: str) -> str:
    return f"lang:{code}"


def source_lexeme(slug: str) -> str:
    return f"source:{slug}"


def month_lexeme(year: int, month: int) -> str:
    """Of UTC, as the year below: by these marks a search finds what lies far back without walking the dates."""
    return f"month:{year:04d}-{month:02d}"


def year_lexeme(year: int) -> str:
    return f"year:{year:04d}"


def terms(text: str, config: str) -> str:
    """The text as that configuration's dictionaries expect it: Arabic is normalised before Postgres sees it."""
    return arabic.document_terms(text) if config == "news_ar" else text


def _vector(article: Article) -> CombinedExpression:
    config = language(article.language).search_config
    day = article.published_at.astimezone(UTC)
    marks = [
        *(configuration_lexeme(config), language_lexeme(article.language), source_lexeme(article.source.slug)),
        *(month_lexeme(day.year, day.month), year_lexeme(day.year)),
    ]
    title = SearchVector(Value(terms(article.title, config)), config=config, weight="A")
    text = SearchVector(Value(terms(f"{article.lead}\n{article.body_text}", config)), config=config, weight="C")
    lexemes = Func(Value(marks), function="array_to_tsvector", template="%(function)s(%(expressions)s::text[])")
    return CombinedExpression(title + text, "||", lexemes, output_field=SearchVectorField())
