"""What was taken away: 410 and a note at whose request, or that it was too old, without a name or a word of what it
said."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles import expiring
from articles.models import Article, Source

PAGE: Final = "reader/gone.html"
AGE: Final = "age"  # beside at whose request


def gone_article(request: HttpRequest, slug: str, article_id: int, *, template: str = PAGE) -> HttpResponse:
    """In the place of an article that readers do not see; Http404 unless editors took it away, or it has expired."""
    found = Article.objects.gone().filter(pk=article_id, source__slug=slug).select_related("source")
    article = found.defer("title", "lead", "body_html", "body_text").first()
    if article:
        return _page(request, template, gone_for=article.gone_for, is_source=False)
    if expiring.is_expired(article_id) and Source.objects.filter(slug=slug).exists():
        return _page(request, template, gone_for=AGE, is_source=False)
    raise Http404


def gone_source(request: HttpRequest, slug: str, *, template: str = PAGE) -> HttpResponse:
    """Likewise for a whole source."""
    source = Source.objects.withdrawn().filter(slug=slug).first()
    if source is None:
        raise Http404
    return _page(request, template, gone_for=source.withdrawn_for, is_source=True)


def _page(request: HttpRequest, template: str, *, gone_for: str, is_source: bool) -> HttpResponse:
    return render(request, template, {"gone_for": gone_for, "is_source": is_source}, status=410)
