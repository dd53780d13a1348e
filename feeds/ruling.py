"""Ruling: an editor's rules for the pages of a source are given, asked for, and watched whether they still hold."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from articles.models import Source
from feeds.models import Entry, EntryState, PageRules
from feeds.pages.rules import NONE, PLACES, Rules


def rules_of(source_id: int) -> Rules:
    """The source's rules; most have none."""
    row = PageRules.objects.filter(pk=source_id).first()
    return row.values if row else NONE


@transaction.atomic
def give_rules(*, source: Source, rules: Rules) -> None:
    """These are the source's rules from now on, counted afresh; none at all when they are empty."""
    if not rules:
        PageRules.objects.filter(source=source).delete()
        return
    PageRules.objects.update_or_create(source=source, defaults={**_fields(rules), "misses": {}, "changed_at": Now()})


def give_first_rules(given: Iterable[tuple[Source, Rules]]) -> None:
    """To sources that were just made."""
    PageRules.objects.bulk_create(PageRules(source=source, **_fields(rules)) for source, rules in given if rules)


def _fields(rules: Rules) -> dict[str, Any]:
    return {**{place: getattr(rules, place) for place in PLACES}, "drop": list(rules.drop)}


@transaction.atomic
def note_misses(*, source_id: int, rules: Rules, missed: tuple[str, ...]) -> None:
    """A page was read by these rules: count those that found nothing on it, and begin anew for the others. Rules that
    were changed meanwhile are not judged by it."""
    if not rules.given:
        return
    row = PageRules.objects.select_for_update(no_key=True).filter(pk=source_id).first()
    if row is None or row.values != rules:
        return
    misses = {place: row.misses.get(place, 0) + 1 for place in missed}
    if misses != row.misses:
        row.misses = misses
        row.save(update_fields=["misses"])


def read_again(*, entries: Iterable[int]) -> int:
    """Have these pages fetched and read once more, with the pace of any page; how many are not under way already. The
    better text stays."""
    idle = Entry.objects.filter(pk__in=list(entries), state__in=[EntryState.DONE, EntryState.GIVEN_UP])
    waiting = Entry.objects.filter(pk__in=list(entries), state=EntryState.PAGE_DUE, readings__gt=0)
    due = {"state": EntryState.PAGE_DUE, "next_attempt_at": Now(), "attempts": 0}
    return idle.exclude(article=None).update(**due) + waiting.update(next_attempt_at=Now())
