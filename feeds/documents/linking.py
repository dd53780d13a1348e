"""The addresses that a feed names: absolute, as a browser would read them, and none that leads readers astray."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from articles import markup
from feeds import addresses

LONGEST: Final = 2_000  # characters; what is longer no server is sure to answer


def link(found: object, *, url: str) -> str:
    """The address, or nothing. `url` is the feed's own.

    A public feed does not point its readers into private networks (their routers, our own machines); one that is read
    from such a network may."""
    address = markup.absolute_url(str(found or ""), base=url)
    is_fit = (
        len(address) <= LONGEST and addresses.is_visitable(address) and (not _is_inside(address) or _is_inside(url))
    )
    return address if is_fit else ""


def hub(found: Iterable[object], *, url: str) -> str:
    """Of the hubs that a feed names, the first that is asked by https, which keeps the subscription's secret; else the
    first."""
    named = [address for each in found if (address := link(each, url=url))]
    return next((address for address in named if address.startswith("https://")), next(iter(named), ""))


def _is_inside(url: str) -> bool:
    name = urlsplit(url).hostname or ""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not ip_address(name).is_global
    except ValueError:
        return False
