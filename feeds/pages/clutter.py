"""What names itself clutter: elements whose kind, class, id or role says that they are not the article's text."""

import itertools
import re
from functools import lru_cache
from typing import Final

from lxml.html import HtmlElement

_KINDS: Final = frozenset({"nav", "footer", "aside", "form", "button", "figcaption", "menu", "fieldset", "dialog"})
_ROLES: Final = frozenset(
    {
        *("navigation", "complementary", "banner", "contentinfo", "search", "dialog", "menu", "menubar", "alert"),
        *("button", "tablist", "tooltip", "toolbar", "form"),
    }
)
# What readers open by its heading or its tab: hidden until they do.
_OPENED: Final = frozenset({"region", "tabpanel"})
# Whole words of a class or id, after "camelCase", "-" and "_" were taken apart.
_WORDS: Final = frozenset(
    {
        # sharing and following
        *("share", "sharing", "shares", "sharebar", "sharetools", "social", "socials", "addthis", "sharedaddy"),
        *("follow", "facebook", "whatsapp", "bookmark", "bookmarks", "sociable", "addtoany", "pinterest", "linkedin"),
        # other articles
        *("related", "recommended", "recommendation", "recommendations", "recommend", "outbrain", "taboola", "popular"),
        *("trending", "mostread", "morefrom", "readmore", "readalso", "seealso", "teasers", "promo", "promos"),
        *("promotion", "upnext", "nextarticle", "similar", "suggested", "suggestions", "latest", "headlines", "ticker"),
        *("carousel", "slider", "jeg", "crp", "yarpp", "zergnet", "revcontent", "navigation", "nav", "navbar", "menu"),
        *("pagination", "pager", "paging", "breadcrumb", "breadcrumbs", "toc", "sitemap", "nextprev", "prevnext"),
        # what readers say
        *("comment", "comments", "commentlist", "commenting", "disqus", "respond", "reply", "replies", "livefyre"),
        *("reactions", "rating", "ratings", "vote", "poll", "polls", "quiz", "feedback", "forum", "survey"),
        # what sites want
        *(
            "newsletter",
            "newsletters",
            "subscribe",
            "subscription",
            "signup",
            "paywall",
            "cookie",
            "cookies",
            "consent",
        ),
        *("gdpr", "cta", "donate", "donation", "registration", "login", "modal", "popup", "overlay", "advert"),
        *("ad", "ads", "advertisement", "advertising", "adsense", "sponsor", "sponsored", "sponsors", "shop"),
        *("commerce", "affiliate", "banner", "dfp", "adslot", "offer", "offers", "coupon", "deals"),
        # about the article and its author
        *(
            "byline",
            "bylines",
            "authorbox",
            "bio",
            "biography",
            "dateline",
            "timestamp",
            "meta",
            "metadata",
            "postmeta",
        ),
        *("tags", "taglist", "keywords", "topics", "caption", "captions", "credit", "credits", "copyright", "legal"),
        *("disclaimer", "print", "toolbar", "tools", "printfriendly", "avatar", "pubdate"),
        # over it, while a reader points at a word
        *("tooltip", "popover", "rollover"),
        # around it
        *("sidebar", "footer", "masthead", "widget", "widgets", "aside", "skip", "hidden", "visuallyhidden", "noprint"),
        *("screenreader", "offscreen", "infobox", "factbox", "gallery", "slideshow", "player", "lightbox", "video"),
    }
)
# Those that no amount of sentences makes a text.
SURE: Final = frozenset(
    {
        *("comment", "comments", "commentlist", "disqus", "respond", "reply", "replies", "form", "footer", "sidebar"),
        *("nav", "aside", "navigation", "complementary", "contentinfo", "dialog", "cookie", "cookies", "consent"),
        *("newsletter", "related", "widget", "widgets", "bio", "forum", "modal", "popup", "overlay"),
    }
)
# What stands in a sentence and is no part of it: said to those who hear a page, or while a reader points at a word.
UNSHOWN: Final = frozenset(
    {
        *("hidden", "visuallyhidden", "screenreader", "offscreen", "noprint", "sr only", "screen reader"),
        *("tooltip", "popover", "rollover"),
    }
)
# Two words that only together name it.
_PAIRS: Final = frozenset(
    {
        *("author box", "author bio", "author info", "about author", "read more", "read next", "read also"),
        *("more from", "see also", "up next", "most read", "post meta", "entry meta", "article meta", "post tags"),
        *("article tags", "entry footer", "post footer", "article footer", "sr only", "screen reader", "more stories"),
        *("more news", "post author", "article author", "next post", "post navigation", "lire aussi", "tag list"),
        *("sign up", "author card", "side bar", "author profile", "story tools", "photo credit", "image credit"),
        *("article tools", "page tools", "also read", "a lire", "en savoir", "on topic", "fact box", "info box"),
        *("author name", "publish date"),
    }
)
# A page builder names every part of a page so, texts as well, and what it hides from some screens alone.
_BUILDER: Final = "elementor-"
_OF_BUILDER: Final = frozenset({"widget", "hidden"})
_TELLING: Final = frozenset({"class", "id", "role", "hidden", "aria-hidden", "style"})
_ANCHORED: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "span", "a"})
MOST_IN_ID: Final = 3  # words of the id of such an element: longer ones word the heading that they lead to ...
MOST_IN_ANY_ID: Final = 7  # ... and of any element
_PART: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_HIDES: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|clip\s*:\s*rect\(0|clip-path\s*:\s*inset\(50%", re.IGNORECASE
)


def named(element: HtmlElement) -> str:
    """The word by which an element calls itself something else than text; empty for most."""
    if element.tag in _KINDS:
        return str(element.tag)
    if _TELLING.isdisjoint(element.keys()):  # most links, for instance
        return ""
    said: dict[str, str] = dict(element.items())
    role = said.get("role", "").lower()
    if role in _ROLES:
        return role
    is_opened = role in _OPENED and "aria-labelledby" in said
    if not is_opened and _is_hidden(said):
        return "hidden"
    own = said.get("id", "")
    if own and len(_PART.findall(own)) > (MOST_IN_ID if element.tag in _ANCHORED else MOST_IN_ANY_ID):
        own = ""
    names = f"{said.get('class', '')} {own}"
    return _clutter_in(names[:300]) if names != " " else ""


def says_so(name: str) -> bool:
    """Whether a name says that what it names is no text."""
    return bool(_clutter_in(name[:300]))


def _is_hidden(said: dict[str, str]) -> bool:
    if "hidden" in said or said.get("aria-hidden") == "true":
        return True
    return "style" in said and _HIDES.search(said["style"]) is not None


@lru_cache(maxsize=20_000)
def _clutter_in(names: str) -> str:
    for name in names.split():
        if ":" in name or "[" in name:  # "print:hidden" says what happens in some case, not what the element is
            continue
        words: list[str] = [word.lower() for word in _PART.findall(name)]
        for word in words:
            if word in _WORDS and not (word in _OF_BUILDER and name.startswith(_BUILDER)):
                return word
        for first, second in itertools.pairwise(words):
            if f"{first} {second}" in _PAIRS:
                return f"{first} {second}"
    return ""
