"""Sealing: short secrets that the portal has to compute with are stored so that a copy of the database alone gives none
away. The only importer of cryptography.

AES-256-GCM under a key that is derived from SECRET_KEY; what a former key sealed is read by SECRET_KEY_FALLBACKS. What
is sealed belongs to somebody: moved to another's row it cannot be read (docs/decisions/0032)."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.crypto import salted_hmac

_MARK: Final = "sealed:"
_NONCE: Final = 12  # bytes, random: of one key's, far fewer are made than could meet


class UnreadableError(Exception):
    """None of our keys opens it."""


def seal(secret: bytes, *, of: str) -> str:
    """Of 20 bytes, 71 characters."""
    nonce = secrets.token_bytes(_NONCE)
    return _MARK + urlsafe_b64encode(nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, secret, of.encode())).decode()


def unseal(sealed: str, *, of: str) -> bytes:
    """The secret again, whichever of our keys sealed it; UnreadableError when none did, or for somebody else."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if (secret := _opened(sealed, of, key)) is not None:
            return secret
    raise UnreadableError(f"What was sealed for {of} cannot be read with SECRET_KEY, nor with SECRET_KEY_FALLBACKS.")


def is_of_today(sealed: str, *, of: str) -> bool:
    """Whether SECRET_KEY itself opens it, without the keys of before."""
    return _opened(sealed, of, settings.SECRET_KEY) is not None


def _opened(sealed: str, of: str, key: str) -> bytes | None:
    if not sealed.startswith(_MARK):
        return None
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(_MARK))
        return _cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], of.encode())
    except (ValueError, InvalidTag):
        return None


def _cipher(key: str) -> AESGCM:
    return AESGCM(salted_hmac("newsportal.sealing", "", secret=key, algorithm="sha256").digest())
