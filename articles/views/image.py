"""The stored pictures, from our own host and as nothing but pictures."""

import logging
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.http import require_safe

from articles.knowledge.picture_forms import PictureForm
from articles.models import Article, Image, ImageStatus

MAX_AGE: Final = 600  # seconds: after a block, how long the picture may survive in caches
RETRY_SECONDS: Final = 5  # when the storage does not answer

_log = logging.getLogger(__name__)


@require_safe
def image_file(request: HttpRequest, picture_key: str, image_id: int, width: int, form: str) -> HttpResponse:
    """One stored file, of its own media type whatever its bytes say; 410 once the image is blocked, or no visible
    article shows it."""
    image = Image.objects.filter(pk=image_id, picture_key=picture_key).first()
    if image and _is_gone(image):
        return _refusal(410)
    if image is None or image.status != ImageStatus.SHOWN or form not in PictureForm:
        return _refusal(404)
    return _served(image, width, PictureForm(form))


def _is_gone(image: Image) -> bool:
    return image.status == ImageStatus.BLOCKED or not Article.objects.showing(image).exists()


def _served(image: Image, width: int, form: PictureForm) -> HttpResponse:
    try:
        picture = image.rendition(width, form)
    except FileNotFoundError:
        return _refusal(404)
    except OSError as problem:
        _log.error("pictures cannot be read: %s", problem)
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"})
    headers = {
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "Content-Disposition": "inline",
        "Content-Security-Policy": f"default-src {CSP.NONE}; sandbox",
    }
    return HttpResponse(picture, content_type=form.media_type, headers=headers)


def _refusal(status: int) -> HttpResponse:
    """Without a word, so in no language."""
    return HttpResponse(status=status, content_type="text/plain")
