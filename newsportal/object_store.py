"""Pictures in an S3-compatible store instead of a folder. The only importer of django-storages and boto3, and itself
imported only where MEDIA_STORE names a store (settings.py): they take a moment, and some memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile, File
from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

SCHEMES: Final = {"s3": "https", "s3+http": "http"}
FORM: Final = "s3://KEY:SECRET@s3.example.org/bucket, with s3+http:// where the store has no https"
# A reader waits for it, behind a proxy that gives up after 30 s.
CONNECT_SECONDS: Final = 3
READ_SECONDS: Final = 8
ATTEMPTS: Final = 2


@deconstructible
class ObjectStore(S3Storage):  # type: ignore[misc]  # it comes without types
    """Files are private: readers get them from our host, which asks whether they are blocked. That the store does not
    answer, or refuses, is an OSError, as with a disk."""

    def __init__(self, address: str) -> None:
        super().__init__(**options(address), client_config=_client())

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Read at once: a picture is small, and a stream's failure would come where nobody expects it."""
        with _failing_as_a_disk(), super()._open(name, mode) as file:
            return ContentFile(file.read(), name)

    def _save(self, name: str, content: IO[bytes]) -> str:
        with _failing_as_a_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _failing_as_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _failing_as_a_disk():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with _failing_as_a_disk():
            return int(super().size(name))


def options(address: str) -> dict[str, Any]:
    """What django-storages needs to know of `s3://KEY:SECRET@host:port/bucket/folder?region=name`. Without key and
    secret, boto3 looks for them itself (a role, AWS_ACCESS_KEY_ID). ImproperlyConfigured repeats none of it."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, parts, port = None, urlsplit(""), None
    bucket, _, folder = parts.path.strip("/").partition("/")
    if parts.scheme not in SCHEMES or not host or not bucket:
        raise ImproperlyConfigured(f"MEDIA_STORE is no address of a store. Write {FORM}.")
    if bool(parts.username) != bool(parts.password):
        raise ImproperlyConfigured(f"MEDIA_STORE has a key without a secret, or the reverse. Write {FORM}.")
    return {
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{host}{f':{port}' if port else ''}",
        "bucket_name": bucket,
        "location": folder,
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        **({"access_key": unquote(parts.username)} if parts.username else {}),
        **({"secret_key": unquote(parts.password)} if parts.password else {}),
    }


def _client() -> Config:
    """Names of buckets in the path and no checksums of Amazon's own: other stores know neither."""
    return Config(
        s3={"addressing_style": "path"},
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


@contextmanager
def _failing_as_a_disk() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as problem:
        raise OSError(f"the store of pictures: {problem}") from problem
