"""The portal as an application on a phone or a desk: its manifest, and the worker that keeps pages for offline."""

from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import OF_SOURCE, Article, CaseDecision

KEPT: Final = 3_600  # seconds
TAKEN_AWAY_KEPT: Final = 30  # seconds
TAKEN_AWAY_DAYS: Final = timedelta(days=8)  # a day more than browsers keep a page (worker.js)
# Pixels, purpose, file. What a phone may cut to any shape keeps its drawing within the middle circle of 80 %.
ICONS: Final = (
    (192, "any", "img/icon-192.png"),
    (512, "any", "img/icon-512.png"),
    (512, "maskable", "img/icon-maskable-512.png"),
)
PRECACHED: Final = (
    *(f"css/{name}.css" for name in ("tokens", "base", "layout", "frame", "ticker", "cards", "components", "article")),
    *(f"js/{name}.js" for name in ("theme", "ticker", "edition", "keys", "offline", "share")),
    *("img/logo.svg", "img/favicon.svg"),
)


@require_safe
@cache_control(public=True, max_age=KEPT)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a browser asks before it installs the portal (W3C Web Application Manifest)."""
    icons = [
        {"src": static(path), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size, purpose, path in ICONS
    ]
    told = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME[:12],
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fefefd",
        "theme_color": "#14171c",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its version is that of what it keeps, so that it changes when that does."""
    precached = [static(path) for path in PRECACHED]
    kept = [*precached, *(_source_of(name) for name in ("base.html", "reader/offline.html"))]
    context = {
        "version": sha256(" ".join(kept).encode()).hexdigest()[:12],
        "precached": precached,
        "files": settings.STATIC_URL,
        "languages": "|".join(code for code, _ in settings.LANGUAGES),
        "taken_away": reverse("taken_away"),
        "offline": [(code, _in(code, "offline")) for code, _ in settings.LANGUAGES],
    }
    return render(request, "worker.js", context, content_type="text/javascript")


@require_safe
@cache_control(public=True, max_age=KEPT)
def offline(request: HttpRequest) -> HttpResponse:
    """What a reader without a network sees of a page that was not kept."""
    return render(request, "reader/offline.html", {"is_offline": True})


@require_safe
@cache_control(public=True, max_age=TAKEN_AWAY_KEPT)
def taken_away(request: HttpRequest) -> HttpResponse:
    """What editors decided to show less of within the days that browsers keep pages: the end of each address, and when
    (milliseconds since 1970). Addresses only, whatever was decided."""
    since = Now() - TAKEN_AWAY_DAYS
    decided = CaseDecision.objects.filter(created_at__gt=since)
    of_articles = decided.filter(case__is_of_source=False).exclude(verdict__in=OF_SOURCE)
    by_case = of_articles.values_list("case__articles__source__slug", "case__articles", "created_at")
    by_hand = Article.objects.filter(removed_at__gt=since, removed_for="")
    removed = by_hand.values_list("source__slug", "pk", "removed_at")
    of_sources = decided.filter(verdict__in=OF_SOURCE).values_list("case__source__slug", "created_at")
    changes = [(f"/{slug}/{article_id}/", at) for slug, article_id, at in (*by_case, *removed) if slug]
    changes += [(f"/{slug}/", at) for slug, at in of_sources]
    told = [{"path": path, "at": round(at.timestamp() * 1_000)} for path, at in changes if at]
    return JsonResponse({"changed": told})


def _source_of(name: str) -> str:
    template: Any = get_template(name)
    return str(template.template.source)


def _in(code: str, name: str) -> str:
    with override(code):
        return reverse(name)
