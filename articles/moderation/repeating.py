"""Repeating: a picture that stands on many articles of a source says nothing of any of them (a logo, a placeholder).

Of 35 feeds with pictures, those of news named one picture twice at most, placeholders 10 times and more. An archive
picture of one story may return as well, seldom on so many of a source's newest articles."""

from collections.abc import Iterable
from typing import Final

from articles.models import Article, Image, ImageStatus
from articles.moderation.deciding import was_kept

MOST_ARTICLES: Final = 3  # of one source that may show the same picture
NEWEST: Final = 40  # among so many of its newest articles


def hide_repeated(images: Iterable[int]) -> None:
    """Show no longer those of these shown images, and others with the same bytes, that stand on more than
    MOST_ARTICLES of a source's NEWEST articles. What an editor kept stays; keeping it shows it again."""
    for image in Image.objects.showable().filter(pk__in=set(images)):
        alike = list(Image.objects.same_picture(image).values_list("pk", flat=True))
        if _is_repeated(alike) and not was_kept(image):
            Image.objects.showable().filter(pk__in=alike).update(status=ImageStatus.REPEATED)


def _is_repeated(alike: list[int]) -> bool:
    articles = Article.objects.visible().filter(image__in=alike)
    sources = articles.order_by().values_list("source", flat=True).distinct()
    return any(_articles_with(alike, source) > MOST_ARTICLES for source in sources)


def _articles_with(alike: list[int], source: int) -> int:
    newest = Article.objects.visible().filter(source=source).newest_first()[:NEWEST]
    return sum(image in alike for image in newest.values_list("image", flat=True))
