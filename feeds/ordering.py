"""Ordering: pictures of sources that show none are not fetched, and ordered once they are to be shown again."""

from datetime import timedelta
from typing import Final

from django.db.models.functions import Now

from articles.models import Article, ImageStatus, PicturePolicy
from articles.publishing import Published
from feeds import storing
from feeds.models import ImageDownload

RECENT: Final = timedelta(hours=2)  # the sweep comes every hour
MOST: Final = 1_000  # pictures, of the newest articles


def withdraw(download: ImageDownload) -> bool:
    """Take an order back when no source that shows pictures has use for it; whether it was taken back. The image goes
    on waiting, so that it can be ordered again."""
    if Article.objects.filter(image=download.image_id, source__shows_pictures=True).exists():
        return False
    download.delete()
    return True


def order_permitted() -> int:
    """Order what was not fetched while its source showed no pictures, once editors permitted them again; how many."""
    permitted = PicturePolicy.objects.filter(created_at__gt=Now() - RECENT, shows_pictures=True).values("source")
    waiting = Article.objects.visible().filter(
        source__in=permitted, source__shows_pictures=True, image__status=ImageStatus.PENDING, image__download=None
    )
    rows = list(waiting.newest_first().values_list("pk", "url_key", "image", "canonical_url")[:MOST])
    published = [
        Published(article_id=pk, url_key=key, is_new=False, image_id=image) for pk, key, image, _address in rows
    ]
    storing.order_images(published, {key: address for _pk, key, _image, address in rows})
    return len({image for _pk, _key, image, _address in rows})
