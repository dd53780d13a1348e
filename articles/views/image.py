"""The stored pictures, from our own host and as nothing but pictures."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP
from django.views.decorators.http import require_safe

from articles.models import Article, Image, ImageStatus

MAX_AGE: Final = 600  # seconds: after a block, how long the picture may survive in caches
# Caches may keep a refusal, for a moment: one that they may not keep would leave them with the picture that they have.
REFUSAL_MAX_AGE: Final = 5  # seconds


@require_safe
def image_file(request: HttpRequest, picture_key: str, image_id: int, width: int) -> HttpResponse:
    """One rendition, as WebP whatever its bytes say; 410 once the image is blocked, or no visible article shows it."""
    image = Image.objects.filter(pk=image_id, picture_key=picture_key).first()
    if image and _is_gone(image):
        return _refusal(410)
    picture = _stored(image, width) if image else None
    if picture is None:
        return _refusal(404)
    headers = {
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "Content-Security-Policy": f"default-src {CSP.NONE}; sandbox",
    }
    return HttpResponse(picture, content_type="image/webp", headers=headers)


def _is_gone(image: Image) -> bool:
    return image.status == ImageStatus.BLOCKED or not Article.objects.showing(image).exists()


def _stored(image: Image, width: int) -> bytes | None:
    try:
        return image.rendition(width) if image.status == ImageStatus.SHOWN else None
    except FileNotFoundError:
        return None


def _refusal(status: int) -> HttpResponse:
    """Without a word, so in no language."""
    headers = {"Cache-Control": f"public, max-age={REFUSAL_MAX_AGE}"}
    return HttpResponse(status=status, content_type="text/plain", headers=headers)
