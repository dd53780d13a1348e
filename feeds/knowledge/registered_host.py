"""The registered host of a server: what its owner registered, whatever stands before it. Pure."""

from functools import lru_cache
from typing import Final

from articles.knowledge.registered_domain import registered_domain
from feeds.knowledge.addresses import literal

MOST_REMEMBERED: Final = 10_000  # names


@lru_cache(maxsize=MOST_REMEMBERED)
def registered_host(name: str) -> str:
    """ "example.co.uk" for feeds.example.co.uk, by the Public Suffix List that comes with tld; a customer of a shared
    platform (name.github.io) is an owner too. IP addresses and names under unknown suffixes are their own. `name` is
    as Host.name has it; its port does not count."""
    host = name.rpartition(":")[0] if name.rpartition(":")[2].isdigit() and not name.endswith("]") else name
    bare = host.removeprefix("[").removesuffix("]")
    if literal(bare):
        return bare
    return registered_domain(bare) or bare
