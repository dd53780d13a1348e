"""The domain that an owner registered, whatever stands before it, by the Public Suffix List that comes with tld. The
only importer of tld. Pure."""

from tld import get_fld, is_tld


def registered_domain(name: str) -> str:
    """ "example.co.uk" for feeds.example.co.uk; a customer of a shared platform (name.github.io) is an owner too. Empty
    for a public suffix itself, and for names under no known one."""
    return get_fld(f"https://{name}/", fail_silently=True) or ""


def is_public_suffix(name: str) -> bool:
    """Whether names below it belong to others: co.uk, github.io."""
    return bool(is_tld(name))
