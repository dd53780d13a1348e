"""The addresses that a feed names: absolute, as a browser would read them, and none that leads readers astray."""

import re
from collections.abc import Iterable
from typing import Final

from articles.knowledge import markup
from feeds.knowledge import addresses

LONGEST: Final = 2_000  # characters; what is longer no server is sure to answer
# A public name (short, lower case, letters at its end: no number), then a path and a query without a sign to mend:
# nine addresses in ten, of which the long way round would change nothing.
_PLAIN: Final = re.compile(
    r"https?://(?=[^/?]{1,63}(?:[/?]|\Z))(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]+(?<!\.localhost)"
    r"(?:/[\w%:@!$&'()*+,=~./-]*)?(?:\?[\w%:@!$&'()*+,=~./?-]+)?",
    re.ASCII,
)


def link(found: object, *, url: str) -> str:
    """The address, or nothing. `url` is the feed's own.

    A public feed does not point its readers into private networks (their routers, our own machines); one that is read
    from such a network may."""
    if is_plain(found := str(found or "")):
        return found
    address = markup.absolute_url(found, base=url)
    is_fit = (
        0 < len(address) <= LONGEST and addresses.is_visitable(address) and (not _is_inside(address) or _is_inside(url))
    )
    return address if is_fit else ""


def hub(found: Iterable[object], *, url: str) -> str:
    """Of the hubs that a feed names, the first that is asked by https, which keeps the subscription's secret; else the
    first."""
    named = [address for each in found if (address := link(each, url=url))]
    return next((address for address in named if address.startswith("https://")), next(iter(named), ""))


def is_plain(address: str) -> bool:
    """Whether it is absolute, fit for readers, and so written that neither `link` nor joining it to a base changes it:
    a quick look that is right when it says so, and says no to some that are."""
    return len(address) <= LONGEST and _PLAIN.fullmatch(address) is not None


def _is_inside(url: str) -> bool:
    """As the network door reads it, and browsers: ⑫⑦.⓪.⓪.① is an address of this machine."""
    try:
        name = addresses.read(url).host
    except addresses.RefusedAddressError:
        return False
    ip = addresses.literal(name)
    return name == "localhost" or name.endswith(".localhost") or (ip is not None and not addresses.is_public(ip))
