"""Recognizing: which of a poll's items were seen before, in this feed, in another, or under another address;
and what follows when an article's own page tells."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from django.db.models import QuerySet

from articles.knowledge.drafts import ArticleDraft, DateOrigin, url_key
from articles.models import Article, Source
from articles.publishing import merge, readdress
from feeds.documents import FeedItem
from feeds.identity import (
    COMPARED,
    FEW,
    LEAST_LEAD,
    TITLE_WINDOW,
    Headline,
    Known,
    is_other_article,
    is_same_article,
    shares_title,
)
from feeds.knowledge.canonical_url import Site
from feeds.models import Entry, Feed


def site_of(source: Source) -> Site:
    return Site(home_url=source.home_url, aliases=frozenset(source.alias_hosts))


def unseen(feed: Feed, identities: Sequence[str]) -> set[str]:
    """Which of these identities (a guid or an address each) the feed never showed before."""
    keys = {url_key(identity): identity for identity in identities}
    seen = Entry.objects.filter(feed=feed, identity__in=keys).values_list("identity", flat=True)
    return set(keys.values()) - {keys[key] for key in seen}


def to_be_read(feed: Feed, identities: Sequence[str]) -> Collection[str]:
    """Which items of a document are to be read whole: the unseen, but of a document with FEW identities all. Under one
    guid each poll may bring another article, and only its words tell."""
    return identities if len(identities) <= FEW else unseen(feed, identities)


def reuses_guids(feed: Feed, items: Sequence[FeedItem]) -> bool:
    """Whether every item of a small document carries a guid that was another article's when it was first seen."""
    if not items or len(items) > FEW or not all(item.guid for item in items):
        return False
    keys = [url_key(item.guid) for item in items]
    entries = Entry.objects.filter(feed=feed, identity__in=keys, article__isnull=False).select_related("article")
    known = {entry.identity: _known(entry.article) for entry in entries if entry.article}
    zone = feed.source.time_zone
    return all(
        key in known and is_other_article(item, known[key], time_zone=zone)
        for key, item in zip(keys, items, strict=True)
    )


def settled(feed: Feed, headlines: Sequence[Headline]) -> dict[str, int | None]:
    """The headlines, by the key of their address, that must not be published: with the article that they are, or None
    when their article was deleted and is not to return. A guid tells two articles apart, but not a removed one from the
    same once more."""
    known = _by_address(headlines)
    rest = [each for each in headlines if len(each.draft.lead) >= LEAST_LEAD and each.draft.url_key not in known]
    removed = Article.objects.filter(removed_at__isnull=False)
    by_words = _by_title(feed, [each for each in rest if not each.has_guid], Article.objects.all())
    return known | by_words | _by_title(feed, [each for each in rest if each.has_guid], removed)


def addressed(draft: ArticleDraft, claimed: str) -> ArticleDraft | None:
    """Inside a transaction: the draft under the address that its page claims. When another article of the source has
    that, the fresh one is merged into it; None: that one has its text already, and nothing is left to publish."""
    keys = (draft.url_key, url_key(claimed))
    rows = Article.objects.filter(url_key__in=keys).order_by("url_key").select_for_update(of=("self",))
    articles = {article.url_key: article for article in rows}
    fresh, other = (articles.get(key) for key in keys)
    if fresh is None or fresh == other:
        return draft
    if other is None:
        readdress(article=fresh.pk, url=claimed)
        return replace(draft, canonical_url=claimed)
    if other.source_id != fresh.source_id or not shares_title(other.title, fresh.title):
        return draft
    Entry.objects.filter(article=fresh).update(article=other)
    merge(duplicate=fresh.pk, into=other.pk)
    return None if other.body_html else replace(draft, canonical_url=claimed)


def _by_address(headlines: Sequence[Headline]) -> dict[str, int | None]:
    """By the ledger of every feed: addresses whose article has another address now, or is gone."""
    bare = {each.draft.canonical_url.partition("://")[2] for each in headlines}
    links = [f"{scheme}://{rest}" for rest in bare for scheme in ("http", "https")]
    articles: dict[str, set[tuple[int | None, str | None]]] = {}
    for link, article_id, key in Entry.objects.filter(link__in=links).values_list(
        "link", "article_id", "article__url_key"
    ):
        articles.setdefault(url_key(link), set()).add((article_id, key))
    present = set(Article.objects.filter(url_key__in=articles).values_list("url_key", flat=True))
    return {
        key: max((article_id for article_id, _ in found if article_id), default=None)
        for key, found in articles.items()
        if key not in present
    }


def _by_title(feed: Feed, headlines: Sequence[Headline], among: QuerySet[Article]) -> dict[str, int | None]:
    if not headlines:
        return {}
    moments = [each.draft.published_at for each in headlines]
    near = among.filter(
        source=feed.source_id,
        published_at__gte=min(moments) - TITLE_WINDOW,
        published_at__lte=max(moments) + TITLE_WINDOW + timedelta(days=1),
        title__in={each.draft.title for each in headlines},
    ).exclude(url_key__in={each.draft.url_key for each in headlines})
    candidates = [(article.pk, _known(article)) for article in near]
    pairs = ((each.draft, pk, known) for each in headlines for pk, known in candidates)
    zone = feed.source.time_zone
    return {draft.url_key: pk for draft, pk, known in pairs if is_same_article(draft, known, time_zone=zone)}


def _known(article: Article) -> Known:
    return Known(
        url=article.canonical_url,
        title=article.title,
        opening=article.lead or article.body_text[:COMPARED],
        published_at=article.published_at,
        is_dated=article.date_origin != DateOrigin.FIRST_SEEN,
    )
