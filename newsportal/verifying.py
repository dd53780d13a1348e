"""Verifying: the second factor of those who sign in, a code that a phone shows (TOTP, RFC 6238), or one of ten codes on
paper that are good once. The only importer of segno, and with `models` of django_otp.

The library knows a device's secret, the clock's drift and the last code that was used, which it takes no second time.
Guesses are counted as those of passwords are: before they are looked at, on all processes together."""

import base64
import hashlib
import hmac
import logging
import secrets
from typing import Any, Final, cast

import django_otp
import segno
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.holding import hold
from articles.models import RecoveryCode
from newsportal import logins, sealing
from newsportal.models import Phone, owner

CODES: Final = 10
MODULE: Final = 5  # pixels, of a QR code's smallest square
_SECRET: Final = 20  # bytes, as RFC 4226 recommends
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is mistaken for another
_PARTS, _LETTERS = 3, 4  # of a code on paper: 59 bits
_VERIFIED: Final = "second factor"  # in the session: which device it was verified with

_log = logging.getLogger(__name__)


def device_of(user: User) -> Any:
    """The user's confirmed device (Phone) or None."""
    return Phone.objects.filter(user=user, confirmed=True).first()


def must_have_one(user: User) -> bool:
    """Whether the portal demands a second factor: where it does, from all who may do more than report."""
    return settings.SECOND_FACTOR == "required" and bool(user.get_all_permissions() - {"articles.report_image"})


def missing(request: HttpRequest) -> str:
    """What a signed-in visitor of the admin lacks: "check" (a code), "enrol" (a device), or nothing (""). A session
    that was verified with a device which is gone, since an administrator took it away, ends here: "login"."""
    user: Any = request.user
    if user.is_verified():
        return ""
    if _VERIFIED in request.session:
        logout(request)
        return "login"
    if device_of(user):
        return "check"
    return "enrol" if must_have_one(user) else ""


@transaction.atomic
def begin(user: User) -> Any:
    """The device (Phone) that the user may confirm, with a secret of its own; the same until then."""
    hold(owner(user.pk))  # the page opened twice at once begins one device
    begun = Phone.objects.filter(user=user, confirmed=False)
    device = begun.first()
    if device is None or not _is_readable(device):
        begun.delete()
        sealed = sealing.seal(secrets.token_bytes(_SECRET), of=owner(user.pk))
        device = Phone.objects.create(user=user, confirmed=False, name="phone", key=sealed)
    return device


def drawn(device: Any) -> SafeString:
    """The device's secret as a QR code, for a phone to read: an SVG with attributes alone, as our policy has it, black
    on white in every theme."""
    rows = list(segno.make(device.config_url, error="m", micro=False).matrix_iter(border=4))  # as the norm asks for
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" width="{1}" height="{1}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{0}v{0}h-{0}z"/><path fill="#000" d="{2}"/></svg>',
        len(rows),
        len(rows) * MODULE,
        dark,
    )


def secret_of(device: Any) -> str:
    """The same for hands, in groups of four."""
    written = base64.b32encode(device.bin_key).decode()
    return " ".join(written[at : at + 4] for at in range(0, len(written), 4))


@transaction.atomic
def confirm(request: HttpRequest, code: str) -> list[str] | None:
    """Take the device that was begun into use when the code is one of its; the codes on paper then, shown this once.
    None when it is not, or after too many guesses."""
    user: Any = request.user
    device = Phone.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or device_of(user) or not _is_right(device, user, code):
        return None
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    _remember(request, device)
    return renew_codes(user)


def verify(request: HttpRequest, code: str) -> bool:
    """Whether the code is good, the phone's or one on paper; then the session, under a new name, is verified.
    sealing.UnreadableError when it is a phone's and the secret cannot be read: the log says what helps."""
    user: Any = request.user
    device = device_of(user)
    if device is None or not _is_right(device, user, code):
        return False
    _remember(request, device)
    return True


@transaction.atomic
def renew_codes(user: User) -> list[str]:
    """New codes on paper in place of all old ones; stored are keyed hashes."""
    codes = ["-".join(_part() for _ in range(_PARTS)) for _ in range(CODES)]
    RecoveryCode.objects.filter(account=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=user, mark=_mark(user, code, settings.SECRET_KEY)) for code in codes
    )
    return codes


def codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(account=user).count()


@transaction.atomic
def reset(user: User) -> bool:
    """Take the user's second factor away, codes included; whether there was one. Sessions verified with it end."""
    RecoveryCode.objects.filter(account=user).delete()
    return bool(Phone.objects.filter(user=user).delete()[0])


def end(request: HttpRequest) -> None:
    """The user switches it off; this session goes on without."""
    reset(cast("User", request.user))
    request.session.pop(_VERIFIED, None)


def seal_anew() -> tuple[int, list[str]]:
    """Seal with today's SECRET_KEY what former ones sealed, so that those can be given up: how many secrets, and the
    names of the accounts whose secret no key of ours opens."""
    number, unreadable = 0, []
    for pk in list(Phone.objects.values_list("pk", flat=True)):
        with transaction.atomic():
            device = Phone.objects.select_for_update(of=["self"]).select_related("user").filter(pk=pk).first()
            if device is None or sealing.is_of_today(device.key, of=owner(device.user_id)):
                continue
            if not _is_readable(device):
                unreadable.append(device.user.get_username())
                continue
            device.key = sealing.seal(device.bin_key, of=owner(device.user_id))
            device.save(update_fields=["key"])
            number += 1
    return number, unreadable


def _is_readable(device: Any) -> bool:
    try:
        return bool(device.bin_key)
    except sealing.UnreadableError:
        return False


def _is_right(device: Any, user: User, written: str) -> bool:
    mark = logins.factor_mark(user.pk)
    if not logins.may_guess(mark, logins.FACTOR):
        return False
    code = "".join(written.split()).lower()
    is_right = _is_of(device, user, code) or (device.confirmed and _use_up(user, code))
    if is_right:
        logins.forget(mark)
    return is_right


def _is_of(device: Any, user: User, code: str) -> bool:
    """Whether the phone shows this code now; the row is locked, so that of two who send one code one gets in."""
    if len(code) != device.digits or not code.isdecimal():
        return False
    try:
        return django_otp.verify_token(user, device.persistent_id, code) is not None
    except sealing.UnreadableError:
        _log.error(
            "the second factor of account %s was sealed with another SECRET_KEY: name that one in SECRET_KEY_FALLBACKS,"
            " or take the second factor away (manage.py reset_second_factor NAME)",
            user.pk,
        )
        raise


def _use_up(user: User, code: str) -> bool:
    marks = [_mark(user, code, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return RecoveryCode.objects.filter(account=user, mark__in=marks).delete()[0] == 1


def _remember(request: HttpRequest, device: Any) -> None:
    request.session.cycle_key()
    request.session[_VERIFIED] = device.pk
    django_otp.login(request, device)


def _part() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))


def _mark(user: User, code: str, key: str) -> str:
    bare = "".join(letter for letter in code if letter.isalnum())
    return hmac.new(key.encode(), f"recovery {user.pk} {bare}".encode(), hashlib.sha256).hexdigest()
