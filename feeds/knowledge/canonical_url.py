"""Canonical addresses: what makes two addresses the same article, and what never may. Pure."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, quote, unquote_plus, urlsplit, urlunsplit

from feeds.knowledge import addresses

# Parameters that say where a reader came from, never which article it is.
_TRACKING: Final = re.compile(
    r"^(?:utm_\w+|at_\w+|mc_[ce]id|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|ttclid|xtor|xtref"
    r"|ref_src|ref_url|ns_\w+|cmpid|cmp|_ga|_gl|s_cid|wt_mc|mkt_tok|oly_\w+_id|vero_\w+|__twitter_impression|ito|smid"
    r"|ocid|traffic_source|gclsrc|fb_(?:action_ids|action_types|ref|source)|mibextid|sfnsn|_hs(?:enc|mi)|hsctatracking"
    r"|pk_(?:campaign|kwd|source|medium)|mtm_\w+|(?:piwik|matomo)_\w+|guccounter|guce_referrer\w*|wt\.mc_id|elqtrackid)$",
    re.IGNORECASE,
)
_SESSION: Final = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
_HEX: Final = re.compile(r"%[0-9a-fA-F]{2}")
_VARIANT_HOST: Final = re.compile(r"^(?:www|m|mobile|amp)\.")


@dataclass(frozen=True, kw_only=True)
class Site:
    """The hosts of one outlet: its home page's, and others that serve the same articles."""

    home_url: str = ""
    aliases: frozenset[str] = frozenset()  # as `host_name` gives them


_NO_SITE: Final = Site()


def canonical_url(url: str, *, page_canonical: str = "", site: Site = _NO_SITE) -> str:
    """The address without what does not identify the article: fragment, tracking, AMP marks, default port; on the home
    page's host when it is on an alias of it.

    A page's own `rel=canonical` is believed when it stays on the page's site and is no front page (a common mistake of
    content systems). The order of the query is kept: it may mean something. ValueError on anything that is no absolute
    http(s) address."""
    parts = _parsed(url)
    claimed = _claimed(page_canonical, parts, site)
    return _rebuilt(_at_home(claimed or parts, site))


def host_name(url: str) -> str:
    """The server's name as politeness counts it: lower case, with the port unless it is the scheme's own. ValueError as
    `canonical_url`."""
    return _host(_parsed(url))


def _parsed(url: str) -> SplitResult:
    """Judged by the network door's own rules, so that nothing is kept that could never be visited."""
    url = url.strip().partition("#")[0]
    addresses.read(url)
    return urlsplit(url)


def _host(parts: SplitResult) -> str:
    return addresses.read(f"{parts.scheme}://{parts.netloc}/").authority


def _claimed(page_canonical: str, page: SplitResult, site: Site) -> SplitResult | None:
    try:
        claimed = _parsed(page_canonical)
    except ValueError:
        return None
    is_front_page = claimed.path in {"", "/"} and not claimed.query
    return claimed if _bare(_host(claimed)) in _hosts_beside(page, site) and not is_front_page else None


def _hosts_beside(page: SplitResult, site: Site) -> set[str]:
    """The hosts, without their variants' prefixes, that belong to a page's site."""
    own = _bare(_host(page))
    ours = {_bare(host) for host in (host_name(site.home_url), *site.aliases)} if site.aliases else set()
    return ours if own in ours else {own}


def _bare(host: str) -> str:
    return _VARIANT_HOST.sub("", host)


def _at_home(parts: SplitResult, site: Site) -> SplitResult:
    if not site.aliases or _host(parts) not in site.aliases:
        return parts
    home = _parsed(site.home_url)
    return parts._replace(scheme=home.scheme, netloc=home.netloc)


def _rebuilt(parts: SplitResult) -> str:
    path = _encoded(_SESSION.sub("", parts.path) or "/", safe="")
    return urlunsplit((parts.scheme, _host(parts), _without_amp(path), _identifying(parts.query), ""))


def _without_amp(path: str) -> str:
    """/2025/03/article/amp/ is /2025/03/article/; /amp alone is a page of that name."""
    slash = "/" if path.endswith("/") else ""
    bare = path.removesuffix("/")
    while bare.endswith("/amp") and bare != "/amp":
        bare = bare.removesuffix("/amp")
    return (bare + slash) or "/"


def _identifying(query: str) -> str:
    """The query without tracking; what stays is left as it was written, since some servers are particular."""
    kept = [pair for pair in query.split("&") if not _is_noise(*map(unquote_plus, pair.partition("=")[::2]))]
    return _encoded("&".join(kept), safe="?[]")


def _is_noise(name: str, value: str) -> bool:
    return bool(_TRACKING.match(name)) or (name in {"amp", "outputType"} and value in {"", "1", "amp"})


def _encoded(part: str, *, safe: str) -> str:
    """One spelling for each address: unfit letters percent-encoded, and %d8 as %D8 (RFC 3986, section 6.2.2.1)."""
    quoted = quote(part, safe="/%:@!$&'()*+,;=~-._" + safe, errors="replace")
    return _HEX.sub(lambda match: match.group().upper(), quoted)
