"""Receiving: a report, or a request to take something down, from wherever it was sent, within the limits."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.contrib.auth.models import User

from articles.knowledge import mail_domains, reporters
from articles.knowledge.drafts import url_key
from articles.knowledge.page_keys import whole_number
from articles.models import Article, Requester, RequestReason, Source, Wish
from articles.moderation import limiting, moderating
from articles.moderation.limiting import Admission
from articles.takedowns import taking_down

_OUR_ARTICLE: Final = re.compile(r"/[a-z]{2,3}/[\w-]+/(\d+)/?")


def receive_report(
    meta: Mapping[str, str], *, image_id: int, reason: str, details: str, account: User | None = None
) -> None:
    """Within the limits it is a report, beyond them nothing; it counts unless nobody can tell which. `meta` is the
    request's, which tells the address."""
    address = reporters.client_address(meta, settings.TRUSTED_PROXIES)
    admission = limiting.admit(address)
    if admission is not Admission.REFUSED:
        moderating.report_image(
            image_id=image_id,
            reason=reason,
            details=details,
            address=address,
            account=account,
            counts=admission is Admission.COUNTED,
        )


def receive_request(
    meta: Mapping[str, str], *, requester: Requester, subject: Article | Source, language: str, sent: Mapping[str, Any]
) -> None:
    """Within the limits a request, which waits for its e-mail address to confirm it; nothing when it is beyond them,
    when it names no article of the source, or when the address is none of the publisher's. `sent` is what the form
    made of what was written (forms.TakedownForm)."""
    address = reporters.client_address(meta, settings.TRUSTED_PROXIES)
    if limiting.admit(address, limiting.TAKEDOWNS) is Admission.REFUSED:
        return
    source = subject if isinstance(subject, Source) else subject.source
    is_of_source = requester == Requester.PUBLISHER and sent.get("scope") == "source"
    named = _named(sent["addresses"], source)
    articles = [] if is_of_source else [*named, *({subject} - set(named) if isinstance(subject, Article) else ())]
    if not (articles or is_of_source) or not _may_ask(sent["email"], requester, source):
        return
    taking_down.ask(
        requester=requester,
        source=source,
        articles=articles,
        is_of_source=is_of_source,
        wish=Wish(sent["wish"]),
        reason=RequestReason(sent["reason"]),
        details=sent["details"],
        name=sent["name"],
        email=sent["email"],
        language=language,
    )


def receive_confirmation(meta: Mapping[str, str], *, token: str) -> bool:
    """The link's button was pressed; whether it confirmed a request. What that hides at once, it hides only while the
    visitor's limits can be counted and are kept."""
    address = reporters.client_address(meta, settings.TRUSTED_PROXIES)
    is_urgent = taking_down.may_hide_at_once(token)
    may_hide = is_urgent and limiting.admit(address, limiting.CLAIMS) is Admission.COUNTED
    return taking_down.confirm(token, may_hide=may_hide)


def _may_ask(email: str, requester: Requester, source: Source) -> bool:
    """A publisher by an address of theirs, a person by any that a message could reach."""
    if requester == Requester.PUBLISHER:
        return mail_domains.is_of(email, source.mail_domains)
    return bool(mail_domains.domain_of(email))


def _named(addresses: Iterable[str], source: Source) -> list[Article]:
    """The source's articles that readers find at these addresses, ours or the source's own."""
    keys, numbers = set(), set()
    for address in addresses:
        bare = urldefrag(address).url
        keys |= {url_key(bare), url_key(bare.removesuffix("/")), url_key(f"{bare}/"), url_key(bare.partition("?")[0])}
        numbers.add(_our_number(bare))
    known = Article.objects.visible().filter(source=source).only("pk")
    return [*known.filter(url_key__in=keys), *known.filter(pk__in=numbers - {0}).exclude(url_key__in=keys)]


def _our_number(address: str) -> int:
    """The article that an address of our own names; 0 for others."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return 0
    found = _OUR_ARTICLE.fullmatch(parts.path)
    is_ours = bool(settings.SITE_URL) and parts.netloc == urlsplit(settings.SITE_URL).netloc
    return whole_number(found[1]) if found and is_ours else 0
