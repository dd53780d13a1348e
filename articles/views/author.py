"""An author's page: the articles of one source that name them.

Of one source, since a name is no identity: two newspapers' "Mohamed Alaoui" are two people until somebody knows better,
and nobody may be shown with what another wrote (docs/decisions/0021)."""

from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.knowledge.author_names import author_key
from articles.models import Article, Source
from articles.models.article import ArticleQuerySet
from articles.views.caching import kept_for
from articles.views.front import at_its_own_address
from articles.views.paging import page_of

LIST_PAGE: Final = 30  # articles
FEW: Final = 3  # with fewer articles a page says nothing that an article does not: none for search engines


@require_safe
@kept_for(settings.FRONT_PAGE_SECONDS)
@at_its_own_address
def author(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    source, name, articles = articles_by(slug, key)
    page = page_of(articles, before=request.GET.get("before", ""), length=LIST_PAGE)
    is_thin = len(page.articles) < FEW or not page.is_first
    context = {"source": source, "name": name, "key": key, "page": page, "is_thin": is_thin}
    return render(request, "reader/author.html", context)


def articles_by(slug: str, key: str) -> tuple[Source, str, ArticleQuerySet]:
    """A source's articles that name this author, and the name as the newest of them writes it; 404 without any."""
    source = get_object_or_404(Source.objects.shown(), slug=slug)
    articles = Article.objects.visible().by_author(source, key)
    names = articles.newest_first().values_list("authors", flat=True).first() or []
    name = next((name for name in names if author_key(name) == key), None)
    if name is None:
        raise Http404
    return source, name, articles
