"""The stored pictures, from our own host and as nothing but pictures."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.csp import CSP
from django.views.decorators.http import require_safe

from articles.models import Image, ImageStatus

MAX_AGE: Final = 600  # seconds: after a block, how long the picture may survive in caches


@require_safe
def image_file(request: HttpRequest, picture_key: str, image_id: int, width: int) -> HttpResponse:
    """One rendition, as WebP whatever its bytes say; 410 once the image is blocked."""
    image = get_object_or_404(Image, pk=image_id, picture_key=picture_key)
    if image.status == ImageStatus.BLOCKED:
        return HttpResponse(status=410, headers={"Cache-Control": "no-store"}, content_type="text/plain")
    return HttpResponse(
        _stored(image, width),
        content_type="image/webp",
        headers={
            "Cache-Control": f"public, max-age={MAX_AGE}",
            "Content-Security-Policy": f"default-src {CSP.NONE}; sandbox",
        },
    )


def _stored(image: Image, width: int) -> bytes:
    if image.status != ImageStatus.SHOWN:
        raise Http404
    try:
        return image.rendition(width)
    except FileNotFoundError as error:
        raise Http404 from error
