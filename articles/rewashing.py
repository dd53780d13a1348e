"""Washing again: what was stored by an older sanitiser is washed by the present one (docs/decisions/0039).

Which articles those are stands in their rows, so that nothing has to be begun, resumed or ended."""

import logging
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from articles import keeping
from articles.knowledge import markup
from articles.knowledge.author_names import author_keys
from articles.knowledge.washing import ALT_LENGTH, WASHED_BY, body_text, wash
from articles.models import Article
from articles.search.indexing import index_again

BATCH: Final = 100  # articles held in one transaction, a moment: whoever publishes one of them waits for it
_KEPT: Final = ("source_id", "canonical_url", "language", "published_at", "date_origin", "washed_by")

_log = logging.getLogger(__name__)


@transaction.atomic
def wash_again() -> int:
    """Wash the next batch of articles that this process's sanitiser has not, the newest first; how many it were.

    What another holds just now is left for the next time, so that nobody is waited for. An article that nobody may be
    led to any more is removed; what is related to a text stays so. Of whom nobody knows who washed it, nobody knows
    either how its words were read (migration 0025): it is indexed again in any case."""
    articles = _hold_unwashed()
    now = timezone.now()
    is_changed = {article.pk: _wash(article, now) for article in articles}
    changed = [article for article in articles if is_changed[article.pk]]
    keeping.rewash(changed)
    index_again([article for article in articles if is_changed[article.pk] or not article.washed_by])
    Article.objects.filter(pk__in=[article.pk for article in articles]).update(washed_by=WASHED_BY)
    if changed:
        _log.info("the sanitiser changed %d of %d stored articles", len(changed), len(articles))
    return len(articles)


def _hold_unwashed() -> list[Article]:
    """Two ranges of one index, each of which is empty at a look when there is nothing to do; a range that is read from
    its end gives what was stored last."""
    texts = Article.objects.order_by("-washed_by").only(*keeping.WASHED, *_KEPT)
    unheld = texts.select_for_update(no_key=True, skip_locked=True, of=("self",))
    found = list(unheld.filter(washed_by__lt=WASHED_BY)[:BATCH])
    return found or list(unheld.filter(washed_by__gt=WASHED_BY)[:BATCH])


def _wash(article: Article, now: datetime) -> bool:
    """Whether that changed anything of the article, which is not stored yet."""
    before = _state(article)
    washed = wash(keeping.as_draft(article))
    if not washed.title:  # publishing would refuse it
        article.removed_at = article.removed_at or now
    article.title = washed.title or article.title
    article.lead = washed.lead
    article.body_html = washed.body_html
    article.body_text = body_text(washed.body_html)
    article.authors, article.author_keys = list(washed.authors), author_keys(washed.authors)
    article.sections = list(washed.sections)
    article.pointers = [{"title": pointer.title, "url": pointer.url} for pointer in washed.pointers]
    article.image_alt = markup.clean_text(article.image_alt, limit=ALT_LENGTH)
    return _state(article) != before


def _state(article: Article) -> list[Any]:
    return [getattr(article, name) for name in keeping.WASHED]
