"""Notifying: editors are told of what waits for them, by e-mail and by a signed web hook, wherever the queue stands.

Up to when they were told is a row, and moves on only when a message was taken: what fails is told the next time.
Messages hold numbers, reasons and addresses of admin pages; what readers wrote stays in the portal."""

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core.mail import mail_managers
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import BlockingPause, Image, ImageStatus, NoticeState, PauseOf, TakedownCase
from articles.moderation import reckoning
from feeds import fetching
from feeds.knowledge.outcomes import Fetched
from newsportal.leasing import Turn

LAG: Final = timedelta(seconds=10)  # what is younger may not be committed yet
MOST_ITEMS: Final = 50  # of one message

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Span:
    """After `since`, up to `until`, by the database's clock."""

    since: datetime
    until: datetime


def notify() -> None:
    """Tell what is new by each way that is set up."""
    if settings.HOOK_URL:
        _tell("hook", _by_hook)
    if settings.MANAGERS and settings.MAIL_HOST:
        with translation.override(settings.LANGUAGE_CODE):
            _tell("alert", _mail_pauses)
            _tell("digest", _mail_digest, every=timedelta(minutes=settings.DIGEST_MINUTES))


def _tell(channel: str, send: Callable[[Span], datetime | None], *, every: timedelta = timedelta()) -> None:
    _state, is_new = NoticeState.objects.get_or_create(channel=channel, defaults={"told_until": Now() - LAG})
    with Turn(channel) as turn:
        if is_new or not turn.is_ours():
            return
        state = NoticeState.objects.annotate(now=Now()).get(channel=channel)
        span = Span(since=state.told_until, until=state.now - LAG)
        if span.until - span.since >= every and (told_until := send(span)):
            NoticeState.objects.filter(channel=channel, told_until=span.since).update(told_until=told_until)


def _new_items(span: Span) -> tuple[list[Any], Span]:
    """What came into the queue and is still there, the first first, and the time that this covers: when there is more
    than a message holds, the rest is told with the next. What one act brought, such as the block of a picture and its
    like, came at one moment and is told at once."""
    came = Image.objects.needing_decision().with_arrival().filter(came_at__gt=span.since).order_by("came_at", "pk")
    items: list[Any] = list(came.filter(came_at__lte=span.until)[: MOST_ITEMS + 1])
    if len(items) <= MOST_ITEMS:
        return items, span
    until = items[MOST_ITEMS - 1].came_at
    return list(came.filter(came_at__lte=until)), Span(since=span.since, until=until)


def _new_cases(span: Span) -> list[TakedownCase]:
    """Take-down cases that were confirmed meanwhile and wait for a decision, the first first; one more than a message
    holds, at most."""
    waiting = TakedownCase.objects.undecided().order_by("confirmed_at")
    return list(waiting.filter(confirmed_at__gt=span.since, confirmed_at__lte=span.until)[: MOST_ITEMS + 1])


def _news(span: Span) -> tuple[list[Any], list[TakedownCase], Span]:
    """New images, new cases, and the time that both cover."""
    items, span = _new_items(span)
    cases = _new_cases(span)
    if len(cases) <= MOST_ITEMS:
        return items, cases, span
    until = cases[MOST_ITEMS - 1].confirmed_at
    assert until
    earlier = [item for item in items if item.came_at <= until]
    return earlier, cases[:MOST_ITEMS], Span(since=span.since, until=until)


def _new_pauses(span: Span) -> list[BlockingPause]:
    """The last of those that began meanwhile, the first first: who could not be told for days needs the newest."""
    pauses = BlockingPause.objects.filter(began_at__gt=span.since, began_at__lte=span.until)
    return list(pauses.order_by("-began_at")[:MOST_ITEMS])[::-1]


def _address(row: Image | TakedownCase) -> str:
    return f"{settings.SITE_URL}{reverse(f'admin:articles_{row._meta.model_name}_change', args=[row.pk])}"


# -- the web hook -----------------------------------------------------------------------------------------------------


def _by_hook(span: Span) -> datetime | None:
    """Until when it is told; None when the message was not taken. So each way tells."""
    items, cases, span = _news(span)
    pauses = _new_pauses(span)
    if not items and not cases and not pauses:
        return span.until
    document = {
        "type": "moderation.news",
        "timestamp": span.until.isoformat(),
        "data": {
            "items": [_as_data(image) for image in items],
            "cases": [_case_as_data(case) for case in cases],
            "pauses": [{"of": pause.of, "until": pause.ends_at.isoformat(), "rule": pause.rule} for pause in pauses],
            "waiting": Image.objects.needing_decision().count(),
            "cases_waiting": TakedownCase.objects.undecided().count(),
        },
    }
    body = json.dumps(document).encode()
    answer = fetching.send(settings.HOOK_URL, body, signed(body, span.until, key=settings.HOOK_KEY))
    if not isinstance(answer, Fetched):
        _log.warning("the web hook of HOOK_URL took no message, it is sent again in a minute: %s", answer)
        return None
    return span.until


def _as_data(image: Image) -> dict[str, Any]:
    return {
        "image": image.pk,
        "address": _address(image),
        "is_blocked": image.status == ImageStatus.BLOCKED,
        "persons": image.reports_count,
        "reasons": sorted(set(reckoning.open_reports(image).values_list("reason", flat=True))),
    }


def _case_as_data(case: TakedownCase) -> dict[str, Any]:
    """Nothing of who asks, and nothing in their words."""
    return {
        "case": case.pk,
        "address": _address(case),
        "requester": case.requester,
        "whole_source": case.is_of_source,
        "wish": case.wish,
        "reason": case.reason,
        "is_hidden": case.decisions.by_rule().exists(),
    }


def signed(body: bytes, moment: datetime, *, key: str) -> dict[str, str]:
    """The headers by which the receiver knows that we sent this, and when (standardwebhooks.com). What was not taken
    is told again as a new message, with what came since."""
    name = f"msg_{hashlib.sha256(body).hexdigest()[:24]}"
    seconds = str(int(moment.timestamp()))
    signature = hmac.new(key.encode(), f"{name}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "Webhook-Id": name,
        "Webhook-Timestamp": seconds,
        "Webhook-Signature": f"v1,{base64.b64encode(signature).decode()}",
    }


# -- e-mail -----------------------------------------------------------------------------------------------------------


def _mail_pauses(span: Span) -> datetime | None:
    """One message for the last of each kind, the first first, so that what follows one that was sent is all that is
    left to tell when the next is not taken."""
    last = {pause.of: pause for pause in _new_pauses(span)}
    told_until = None
    for pause in sorted(last.values(), key=lambda pause: pause.began_at):
        if not _mailed(*_pause_in_words(pause)):
            return told_until
        told_until = pause.began_at
    return span.until


def _pause_in_words(pause: BlockingPause) -> tuple[str, list[str]]:
    """Subject and paragraphs."""
    until = {"time": date_format(localtime(pause.ends_at), "DATETIME_FORMAT")}
    if pause.of == PauseOf.CLAIMS:
        text = _(
            "Until %(time)s take-down claims hide nothing at once: they have hidden as much as they may in an hour."
        )
        queue = f"{settings.SITE_URL}{reverse('admin:articles_takedowncase_changelist')}"
        return _("Claims hide nothing at once"), [text % until, _("Please decide on them yourself:"), queue]
    text = _("Automatic blocking pauses until %(time)s: it has blocked more than it may within an hour.")
    queue = f"{settings.SITE_URL}{reverse('admin:articles_image_changelist')}"
    advice = _("Please decide on what is reported yourself:")
    return _("Automatic blocking pauses"), [text % until, advice, queue]


def _mail_digest(span: Span) -> datetime | None:
    items, cases, span = _news(span)
    if not items and not cases:
        return span.until
    images = ngettext("%(number)d image needs a decision", "%(number)d images need a decision", len(items))
    requests = ngettext("%(number)d take-down case is new", "%(number)d take-down cases are new", len(cases))
    subject = " · ".join(words % {"number": len(rows)} for words, rows in ((images, items), (requests, cases)) if rows)
    lines = [*map(_line, items), *map(_line_of_case, cases)]
    return span.until if _mailed(subject, lines) else None


def _line(image: Image) -> str:
    persons = ngettext("%(number)d person", "%(number)d persons", image.reports_count) % {"number": image.reports_count}
    return f"№ {image.pk} · {image.get_status_display()} · {persons}\n{_address(image)}"


def _line_of_case(case: TakedownCase) -> str:
    facts = [case.get_requester_display(), case.get_wish_display(), case.get_reason_display()]
    if case.decisions.by_rule().exists():
        facts.append(_("hidden until you decide"))
    return f"№ {case.pk} · {' · '.join(map(str, facts))}\n{_address(case)}"


def _mailed(subject: str, paragraphs: list[str]) -> bool:
    try:
        mail_managers(subject, "\n\n".join(paragraphs) + "\n")
    except (OSError, ValueError) as problem:  # what the mail server says; an address that none of them takes
        _log.warning("no e-mail could be sent by MAIL_HOST, it is tried again in a minute: %s", problem)
        return False
    return True
