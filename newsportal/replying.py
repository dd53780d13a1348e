"""Replying: whoever asked to have something taken down gets the link that confirms it, and is told what was decided, in
the language they asked in.

What is due is a row, an attempt is counted before it is made, and those tried least come first: a letter box that
takes nothing delays no other. Nothing that a stranger wrote stands in a message: nobody can have us write to others in
their words. Of addresses the log says nothing."""

import logging
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import OF_ARTICLES, Article, CaseDecision, CaseVerdict, Image, NoticeState, TakedownCase
from articles.takedowns.taking_down import LINK_LASTS, link_token
from newsportal.leasing import Turn
from newsportal.mailing import mail

CHANNEL: Final = "replies"
MOST: Final = 20  # messages of one kind at a time
MOST_ATTEMPTS: Final = 3_000  # one a minute at most: two days

_log = logging.getLogger(__name__)


def reply() -> None:
    """Send what is due, as long as the mail server takes it."""
    if not (settings.MAIL_HOST and settings.SITE_URL):
        return
    NoticeState.objects.get_or_create(channel=CHANNEL, defaults={"told_until": Now()})
    with Turn(CHANNEL) as turn:
        _send(_links_due(), _send_link, turn)
        _send(_answers_due(), _send_answer, turn)


def _links_due() -> QuerySet[TakedownCase]:
    return TakedownCase.objects.filter(confirmed_at=None, link_sent_at=None, created_at__gt=Now() - LINK_LASTS)


def _answers_due() -> QuerySet[TakedownCase]:
    """Cases whose last decision was not told, while it is known whom."""
    decided = TakedownCase.objects.with_last_decision().filter(forgotten_at=None)
    return decided.exclude(last_decision=None).filter(Q(told_decision=None) | ~Q(told_decision=F("last_decision")))


def _send(due: QuerySet[TakedownCase], send: Callable[[TakedownCase], None], turn: Turn) -> None:
    if not turn.is_ours():  # before it is looked at what is due
        return
    for case in due.filter(attempts__lt=MOST_ATTEMPTS).select_related("source").order_by("attempts", "pk")[:MOST]:
        if not turn.is_ours():
            return
        TakedownCase.objects.filter(pk=case.pk).update(attempts=F("attempts") + 1)
        try:
            with translation.override(case.language):
                send(case)
        except OSError as problem:  # what the mail server says, too
            _log.warning("take-down case %s could not be written to: %s", case.pk, type(problem).__name__)
            return


def _send_link(case: TakedownCase) -> None:
    address = f"{settings.SITE_URL}{reverse('takedown_confirm', args=[link_token(case.pk)])}"
    hours = round(LINK_LASTS.total_seconds() / 3_600)
    _mail(
        case,
        _("Confirm your request"),
        _("Somebody, presumably you, asked %(site)s to shorten or remove an article, and gave this e-mail address.")
        % {"site": settings.SITE_NAME},
        _("If it was you, open this link within %(hours)d hours and confirm it. Then an editor will decide.")
        % {"hours": hours},
        address,
        _("If it was not you, do nothing: the request is then deleted."),
    )
    TakedownCase.objects.filter(pk=case.pk).update(link_sent_at=Now(), attempts=0)


def _send_answer(case: TakedownCase) -> None:
    """What an editor decided; until one did, what the rule hid."""
    decision = case.decisions.order_by("-pk")[0]
    _mail(case, *(_decided(case, decision) if decision.editor_id else _hidden(case, decision)))
    TakedownCase.objects.filter(pk=case.pk).update(told_decision=decision, attempts=0)


def _decided(case: TakedownCase, decision: CaseDecision) -> tuple[str, ...]:
    """Subject and paragraphs."""
    was_hidden = decision.verdict == CaseVerdict.REJECT and case.decisions.exclude(verdict=CaseVerdict.REJECT).exists()
    again = _("If you do not agree, or something has changed, write to us: %(contact)s") % {"contact": settings.CONTACT}
    return (
        _("Your request was decided"),
        _("You asked %(site)s to shorten or remove an article. An editor has decided:") % {"site": settings.SITE_NAME},
        _no_longer_hidden(case) if was_hidden else outcome(CaseVerdict(decision.verdict)),
        "\n".join(_about(case)) or case.source.name,
        again,
    )


def _no_longer_hidden(case: TakedownCase) -> str:
    if _is_shown(case):
        return _("It is shown again as it was.")
    return _(
        "Your request hides nothing any more. But for another reason what it is about is not shown, or not in full."
    )


def _is_shown(case: TakedownCase) -> bool:
    """Whether readers see all that decisions on the case hid at any time: the texts, the pictures."""
    articles = case.articles.select_related("source")
    if case.decisions.filter(verdict__in=OF_ARTICLES).exists():
        seen = set(Article.objects.visible().filter(pk__in=articles))
        if not all(article in seen and article.shows_text for article in articles):
            return False
    shown = Article.objects.visible().with_pictures().filter(pk__in=articles)
    pictures = Image.objects.filter(decisions__case=case)
    alike = [Image.objects.same_picture(image).showable() for image in pictures]
    return all(shown.filter(image__in=picture).exists() for picture in alike)


def _hidden(case: TakedownCase, decision: CaseDecision) -> tuple[str, ...]:
    """Likewise."""
    said = {
        CaseVerdict.HEADLINE: _("Until then we show the headline only, with the link to the source."),
        CaseVerdict.PICTURE: _("Until then we do not show the picture."),
    }
    return (
        _("Your request is before the editors"),
        _("You asked %(site)s to shorten or remove an article. An editor will decide.") % {"site": settings.SITE_NAME},
        said[CaseVerdict(decision.verdict)],
        _("Caches may hold what was shown for ten minutes more."),
        "\n".join(_about(case)),
        _("You are told by e-mail what was decided."),
    )


def _about(case: TakedownCase) -> list[str]:
    """The addresses of its articles; none when it is about a whole source."""
    if case.is_of_source:
        return []
    articles = case.articles.select_related("source")
    return [f"{settings.SITE_URL}{article.get_absolute_url()}" for article in articles]


def outcome(verdict: CaseVerdict) -> str:
    """What a decision means, to whoever asked for it."""
    said = {
        CaseVerdict.EXCERPT: _("We show an excerpt of at most 300 characters from now on."),
        CaseVerdict.HEADLINE: _("We show the headline only from now on, with the link to the source."),
        CaseVerdict.PICTURE: _("We do not show the picture any more. Caches may hold it for ten minutes more."),
        CaseVerdict.REMOVE: _("It was removed and does not come back. Caches may hold it for ten minutes more."),
        CaseVerdict.REJECT: _("It stays as it is."),
        CaseVerdict.SOURCE_FULL: _("We show the full text of all articles of this source."),
        CaseVerdict.SOURCE_EXCERPT: _("Of all articles of this source we show an excerpt of at most 300 characters."),
        CaseVerdict.SOURCE_HEADLINE: _("Of all articles of this source we show the headline only."),
        CaseVerdict.SOURCE_NONE: _("We show nothing of this source any more. Caches may hold it for ten minutes more."),
    }
    return said[verdict]


def _mail(case: TakedownCase, subject: str, *paragraphs: str) -> None:
    """One message; one that its receiver's server refuses for good counts as sent."""
    if not mail(case.email, subject, *paragraphs):
        _log.warning("the address of take-down case %s is refused: nobody is told", case.pk)
