"""Where hubs call us (WebSub): to ask whether we meant it, and to tell of news. No session, no cookie, no markup."""

import hmac
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from feeds import subscribing
from feeds.models import Subscription

LARGEST_PUSH: Final = 10_000_000  # bytes, as large as a feed may be
LONGEST_CHALLENGE: Final = 4_096  # characters
ALGORITHMS: Final = frozenset({"sha1", "sha256", "sha384", "sha512"})  # of section 7.1
_PIECE: Final = 65_536  # bytes


@csrf_exempt  # a hub has no form of ours: its address is the secret, and it signs what it sends
@require_http_methods(["GET", "POST"])
@never_cache
def websub(request: HttpRequest, token: str) -> HttpResponse:
    """The callback of one subscription."""
    return _pushed(request, token) if request.method == "POST" else _asked(request, token)


def _asked(request: HttpRequest, token: str) -> HttpResponse:
    """Did we ask for this? The challenge, if so; else 404, so that nobody can sign us up for anything."""
    mode, topic, lease, reason, challenge = (
        request.GET.get(f"hub.{name}", "") for name in ("mode", "topic", "lease_seconds", "reason", "challenge")
    )
    if mode == "denied":
        is_ours = subscribing.note_denial(token=token, topic=topic, reason=reason)
    else:
        is_complete = 0 < len(challenge) <= LONGEST_CHALLENGE
        is_ours = is_complete and subscribing.confirm(token=token, mode=mode, topic=topic, lease=lease)
    if not is_ours:
        raise Http404
    return HttpResponse(challenge[:LONGEST_CHALLENGE], content_type="text/plain; charset=utf-8")


def _pushed(request: HttpRequest, token: str) -> HttpResponse:
    """News. What is not signed as agreed changes nothing, and is told nothing (section 7.1)."""
    subscription = Subscription.objects.filter(token=token).first()
    if subscription is None:
        return HttpResponse(status=410)  # so that the hub forgets us
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        return HttpResponse(status=411)
    if int(length[:20]) > LARGEST_PUSH:
        return HttpResponse(status=413)
    try:
        is_signed = _is_signed(request, subscription.secret)
    except UnreadablePostError:  # it hung up
        return HttpResponse(status=400)
    if is_signed:
        subscribing.wake(subscription)
    return HttpResponse(status=202)


def _is_signed(request: HttpRequest, secret: str) -> bool:
    """Whether `X-Hub-Signature` is that of the raw body, which is read a piece at a time and not kept. It is read to
    its end in any case: a hub that is answered amid its sending hears of a broken connection instead."""
    algorithm, _, signature = request.headers.get("X-Hub-Signature", "").strip().lower().partition("=")
    is_known = algorithm in ALGORITHMS and signature.isascii()
    mac = hmac.new(secret.encode("ascii"), digestmod=algorithm if is_known else "sha256")
    while piece := request.read(_PIECE):
        mac.update(piece)
    return is_known and hmac.compare_digest(mac.hexdigest(), signature)
