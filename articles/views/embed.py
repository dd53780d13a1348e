"""The newest headlines for other sites: a line of them in a sandboxed frame, and the page that says how to place it.

Other sites may frame the line, and it alone. In its sandbox it is a stranger to us as well: it has no origin, so that
its script and its headlines are fetched as by any other site, and are therefore open to all of them."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from articles.knowledge import editions
from articles.knowledge.languages import LANGUAGES
from articles.models import Article
from articles.views.caching import kept_for
from articles.whole_addresses import whole

LENGTH: Final = 12  # headlines
HEIGHT: Final = 44  # pixels
THEMES: Final = ("light", "dark")  # without one, the system decides

# What a frame in a sandbox may do: run our script, and follow a link that somebody clicked.
SANDBOX: Final = "allow-scripts allow-top-navigation-by-user-activation"

_framed_anywhere = csp_override({**settings.SECURE_CSP, "frame-ancestors": ["*"]})
_with_a_frame = csp_override({**settings.SECURE_CSP, "frame-src": [CSP.SELF]})


@require_safe
@kept_for(settings.FRONT_PAGE_SECONDS)
@_with_a_frame
def guide(request: HttpRequest) -> HttpResponse:
    """How to place the line, with the line to copy, as it is chosen, and what comes of it."""
    chosen = _chosen(request.GET)
    path = reverse("embed_ticker") + (f"?{urlencode(chosen)}" if chosen else "")
    line = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" style="border:0" loading="lazy" sandbox="{}"></iframe>',
        whole(request, path),
        settings.SITE_NAME,
        HEIGHT,
        SANDBOX,
    )
    context = {"line": line, "path": path, "height": HEIGHT, "sandbox": SANDBOX, "chosen": chosen}
    return render(request, "embed/guide.html", {**context, "themes": THEMES})


@require_safe
@kept_for(settings.FRONT_PAGE_SECONDS)
@xframe_options_exempt
@_framed_anywhere
def ticker(request: HttpRequest) -> HttpResponse:
    """The line. It leads to our pages at the top of the browser's window, never inside the frame."""
    chosen = _chosen(request.GET)
    language = chosen.get("language", "")
    items = reverse("embed_items", query={"language": language} if language else None)
    context = {"articles": _headlines(language), "items": items, "theme": chosen.get("theme", "")}
    response = render(request, "embed/ticker.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@kept_for(settings.FRONT_PAGE_SECONDS)
def items(request: HttpRequest) -> HttpResponse:
    """The headlines alone, for a line that stays open."""
    articles = _headlines(_chosen(request.GET).get("language", ""))
    response = render(request, "embed/ticker_items.html", {"articles": articles})
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _chosen(asked: QueryDict) -> dict[str, str]:
    """The content language and the theme, where they are known."""
    language, theme = asked.get("language", ""), asked.get("theme", "")
    known = {"language": language if language in LANGUAGES else "", "theme": theme if theme in THEMES else ""}
    return {name: value for name, value in known.items() if value}


def _headlines(language: str) -> list[Article]:
    edition = editions.choose([language], [])
    return list(Article.objects.visible().in_edition(edition).newest_first().for_cards()[:LENGTH])
