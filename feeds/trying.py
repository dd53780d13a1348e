"""Trying: an editor's rules on one article's page, before they are given."""

from dataclasses import dataclass

from articles.models import Source
from feeds import discovering
from feeds.discovering import NoFeed
from feeds.models import Entry
from feeds.pages import effect
from feeds.pages.effect import Effect
from feeds.pages.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Trial:
    url: str  # after redirects
    effect: Effect


def try_rules(url: str, *, source: Source, rules: Rules) -> Trial | NoFeed:
    """Fetch a page and read it with these rules and without. Never inside a transaction: it may take half a minute."""
    answer = discovering.page(url)
    if isinstance(answer, NoFeed):
        return answer
    known = Entry.objects.filter(link=url, feed__source=source).select_related("article").first()
    title = known.article.title if known and known.article else ""
    found = effect.of(
        answer.body,
        url=answer.url,
        content_type=answer.content_type,
        time_zone=source.time_zone,
        title_hint=title,
        editor=rules,
    )
    return Trial(url=answer.url, effect=found)
