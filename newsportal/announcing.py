"""Announcing: the hub (WebSub, W3C 2018, sections 4 and 6) is told which of our own feeds changed, so that it fetches
them and tells whoever subscribed there.

Up to when it was told is a row, which moves on only when the hub took everything: a hub that fails is asked again a
minute later, once, for all that changed meanwhile."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import batched
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import override

from articles.knowledge.editions import EVERYTHING, Edition
from articles.knowledge.languages import LANGUAGES
from articles.models import Article, NoticeState, Section
from articles.views.feeds import FORMS
from feeds import fetching
from feeds.knowledge.outcomes import Fetched

CHANNEL: Final = "hub"
LAG: Final = timedelta(seconds=10)  # what is younger may not be committed yet
NEWS: Final = timedelta(days=2)  # what is older when it comes stands at the top of no feed
LONGEST: Final = timedelta(hours=1)  # of what a hub missed
MOST_TOPICS: Final = 100  # of one message

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_log = logging.getLogger(__name__)


def announce() -> None:
    """Tell the hub of what changed since it was told last."""
    if not (settings.HUB_URL and settings.SITE_URL):
        return
    _state, is_new = NoticeState.objects.get_or_create(channel=CHANNEL, defaults={"told_until": Now()})
    state = NoticeState.objects.annotate(now=Now()).get(channel=CHANNEL)
    until = state.now - _settled()
    since = max(state.told_until, until - LONGEST)
    if is_new or until <= since:
        return
    if _is_told(sorted(topics(since, until))):
        NoticeState.objects.filter(channel=CHANNEL, told_until=state.told_until).update(told_until=until)


def _settled() -> timedelta:
    """The hub reads a feed as soon as it is told: by then no cache has the old one any more. Feeds are never stale."""
    return LAG + timedelta(seconds=settings.FRONT_PAGE_SECONDS)


def topics(since: datetime, until: datetime) -> set[str]:
    """The whole addresses of the feeds that changed after `since`, up to `until`: an article came, or its text did."""
    came = Q(first_seen_at__gt=since, first_seen_at__lte=until)
    was_read = Q(extracted_at__gt=since, extracted_at__lte=until)
    recent = Article.objects.visible().filter(came | was_read, published_at__gt=until - NEWS)
    changed = set(recent.order_by().values_list("language", "source__country", "section", "source__slug").distinct())
    if not changed:
        return set()
    languages, countries, sections, sources = (set(part) for part in zip(*changed, strict=True))
    editions = [EVERYTHING, *(Edition(languages=(code,)) for code in languages if code in LANGUAGES)]
    editions += [Edition(countries=(code,)) for code in countries if code]
    named = sections - {Section.GENERAL}
    return {f"{settings.SITE_URL}{path}" for path in _paths(editions, named, sources)}


def _paths(editions: Iterable[Edition], sections: Iterable[str], sources: Iterable[str]) -> Iterator[str]:
    """Of every form, in each language of the interface."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            for form in FORMS:
                yield from (reverse("newest_feed", args=[edition, form]) for edition in editions)
                yield from (reverse("section_feed", args=[EVERYTHING, section, form]) for section in sections)
                yield from (reverse("source_feed", args=[slug, form]) for slug in sources)


def _is_told(addresses: list[str]) -> bool:
    """Whether the hub took all of them; it is not asked again after it refused some."""
    for batch in batched(addresses, MOST_TOPICS, strict=False):
        form = [("hub.mode", "publish"), *(("hub.url", address) for address in batch)]
        answer = fetching.send(settings.HUB_URL, urlencode(form).encode("ascii"), _FORM)
        if not isinstance(answer, Fetched):
            _log.warning("the hub of HUB_URL took no word of our feeds, it is told again in a minute: %s", answer)
            return False
    return True
