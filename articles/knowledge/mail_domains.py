"""Which e-mail addresses are a source's: those at its own host, or at the domain that the host belongs to. Pure."""

from collections.abc import Collection, Iterable

from articles.knowledge.free_mail import DOMAINS, is_free
from articles.knowledge.hosts import NotAHost, host_name
from articles.knowledge.registered_domain import is_public_suffix, registered_domain


def domain_of(email: str) -> str:
    """The domain of an address in lower case and ASCII; empty when it is none that a message could be sent to (an IP
    address, a name without a dot)."""
    _name, at, written = email.rpartition("@")
    try:
        return host_name(written) if at and ":" not in written else ""
    except NotAHost:
        return ""


def domains(hosts: Iterable[str]) -> list[str]:
    """What a source's addresses may end in, given its hosts (a port does not count): the domain that was registered,
    or the host itself where none is known. Where anybody gets an address it is nobody's."""
    owned = dict.fromkeys(_owned(host.partition(":")[0].lower()) for host in hosts)
    return [domain for domain in owned if domain and not is_free(domain)]


def is_of(email: str, allowed: Collection[str]) -> bool:
    """Whether an address is at one of these domains, or at a host below one."""
    domain = domain_of(email)
    if not domain or domain in DOMAINS:
        return False
    return any(domain == known or domain.endswith(f".{known}") for known in allowed)


def _owned(host: str) -> str:
    """A name that is digits and dots only is an address of the network, and no domain; below a public suffix there are
    others."""
    if host.replace(".", "").isdigit() or "." not in host or is_public_suffix(host):
        return ""
    return registered_domain(host) or host.removeprefix("www.")
