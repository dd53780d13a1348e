"""An article in the words of schema.org (NewsArticle), for search engines: within its source's display policy, and with
the source named as the publisher that it is."""

from collections.abc import Callable
from typing import Any

from articles import paths
from articles.knowledge.author_names import author_key
from articles.models import Article


def news_article(article: Article, absolute: Callable[[str], str]) -> dict[str, Any]:
    """The JSON-LD object; what is not known is left out. `absolute` makes a whole address of a path."""
    image = article.shown_image
    page = absolute(article.get_absolute_url())
    publisher = {"@type": "NewsMediaOrganization", "name": article.source.name, "url": article.source.home_url}
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.shown_opening,
        "image": absolute(image.address_to_share) if image else "",
        "datePublished": article.published_local.isoformat(),
        "dateModified": article.changed_at.isoformat(),
        "inLanguage": article.language,
        "articleSection": article.subjects,
        "author": [_person(article, name, absolute) for name in article.authors] or [publisher],
        "publisher": publisher,
        "isBasedOn": article.canonical_url,
        "mainEntityOfPage": page,
        "url": page,
    }
    known = {name: value for name, value in told.items() if value}
    return {**known, "isAccessibleForFree": False} if article.is_partial else known


def _person(article: Article, name: str, absolute: Callable[[str], str]) -> dict[str, str]:
    person = {"@type": "Person", "name": name}
    has_page = bool(author_key(name))
    return {**person, "url": absolute(paths.author(article.source.slug, name))} if has_page else person
