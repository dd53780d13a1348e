"""Who wrote an article: persons by name, without roles, addresses, and the names of houses."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from lxml.html import HtmlElement

from feeds.knowledge.month_names import MONTHS, folded
from feeds.pages.headings import text_of
from feeds.pages.letters import squeezed
from feeds.pages.origin import Origin

MOST: Final = 10
LONGEST_NAME: Final = 60  # characters
LONGEST_BYLINE: Final = 160
LONGEST_LINE: Final = 500  # of metadata
LONGEST_SHORT: Final = 5  # letters of a house that is known by them: PTI, NTB
MOST_WORDS: Final = 6  # of a name
MOST_BYLINES: Final = 12  # elements that call themselves one and are looked at
MOST_WITHIN: Final = 30  # elements within a byline
MOST_AROUND: Final = 8  # elements around one that may say whose it is
MOST_BELOW: Final = 30  # elements below the headline that may be a byline without calling themselves one
LONGEST_BELOW: Final = 80  # characters
_LINES: Final = frozenset({"p", "div", "span", "address", "small", "strong", "b", "em", "i", "li", "h4", "h5", "h6"})
_METAS: Final = (
    *("author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator", "citation_author"),
    *("cxenseparse:author", "article:author", "og:article:author", "og:author", "article.author", "creator"),
)
_WRITTEN_BY: Final = re.compile(
    r"written by|verfasst von|geschrieben von|écrit par|escrito por|scritto da|كتب|autor|author", re.IGNORECASE
)
_BY: Final = re.compile(
    r"^\W*(?:"
    r"(?:(?:written|posted|published|reported|story|words|text|article|interview)\s+by|by|byline|authors?"
    r"|(?:écrit|publié|rédigé|soumis|posté|propos\s+recueillis)\s+par|par|auteur|(?:escrito|publicado)\s+p[eo]r|por|texto"
    r"|(?:ein\s+(?:artikel|beitrag|gastbeitrag|kommentar|interview|essay)|verfasst|geschrieben|veröffentlicht)\s+von|von"
    r"|autor(?:in|a|es)?|scritto\s+da|di|da|testo|door|av|af|od|yazan|tekst|text|автор|текст|συντάκτης|του|της"
    r"|بقلم|(?:كتبت?|حررته?|نشرت?)(?:\s+(?:بواسطة|من\s+طرف))?|بواسطة|من\s+طرف|[إا]عداد|تحرير|تأليف|作者|記者|记者|文)(?:\s*[:：|]\s*|\s+[–—-]\s+|\s+)|[Bb]y(?=[A-Z][a-z]))",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(
    r"\s*(?:[;|·•/、，،؛]|\s(?:and|und|et|y|e|en|och|og|i|и|و|with|mit|avec|con|sowie|&)\s)\s*", re.IGNORECASE
)
_COMMA: Final = re.compile(r"\s*,\s*")
_ADDRESS: Final = re.compile(r"://|@|www\.")
# What follows a name: a house, a place, a date, anything between brackets.
_CUT: Final = re.compile(
    r"\s+(?:[-–—]\s|\(|\[|(?:for|für|pour|para|of|aus|from)\s|(?:in|à|en|من)\s|\d"
    r"|(?:le|el|on|am|il|em)\s+(?:\w+\.?,?\s+)?\d|at(?:\s+\d|$)|(?:edited|reviewed|photos?)\s+by\s"
    r"|(?:january?|feb(?:ruary)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?=\s|$)).*$",
    re.IGNORECASE,
)
_DIGIT: Final = re.compile(r"\d")
_DAY: Final = re.compile(r"[^\W\d_]+\.?\s\d")  # "March 27"
_NO_PERSON: Final = re.compile(
    r"\.(?:com|de|net|org|fr|co|info|at|ch)\b|\d{2}|[{}<>#=_\"]|^(?:the|die|das|der|la|le|los|el)\s"
    r"|\b(?:admin|administrator|webmaster|redaktion\w*|redaction|rédaction|redacción|redação|redazione|redakcja"
    r"|newsroom|news|staff|team|editors?|editorial|desk|agency|agence|agencia|\w*agentur|press|presse|verlag|gmbh|inc|llc"
    r"|ltd|media|medien|online|magazine?|magazin|zeitung|tageblatt|newspaper|times|journal|contributors?|company"
    r"|corporation|university|institute?|foundation|stiftung|ministerium|ministry|reuters|afp|dpa|apa|ansa|efe"
    r"|associated|sponsored|anzeige|gastautor|guest|user|anonymous|unknown|unbekannt|copyright|comments?|kommentare?"
    r"|share|follow|read|more|mehr|published|updated|veröffentlicht|about|über|subscribe|photo|foto|image|bild|video"
    r"|source|quelle|fuente|fonte|źródło|источник|المصدر|fotos|фото|снимка|publisher|organi[sz]ation"
    r"|posted|category|uhr|min|author|date|tags?|login|menu|home|twitter|facebook|instagram|linkedin|youtube|stand"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:هيئة|فريق|قسم)\s+التحرير|التحرير|وكالة|وكالات|جريدة|صحيفة|موقع"
    r"|قناة|متابعة)\b|^(?:by|par|por|von|autor|auteur|und|and)$|\sby$|^\S{3,}\.[^\W\d_]{2,3}$"
    # The agencies of Arabia, by the names that stand where an author's would; "special", "our correspondent".
    r"|^(?:رويترز|الأناضول|فرانس\s?برس|[أا]\s?ف\s?ب|د\s?ب\s?[أا]|و\s?م\s?ع|واس|وام|كونا|وات|واج|سانا|وفا|قنا|بنا|واع|سبأ|بترا"
    r"|متابعات|خاص|مراسلنا|مراسلونا)$",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"\b(?:writer|reporter|correspond\w+|journalist\w*|redakteur\w*|redactor\w*|chef\w*|director|producer|columnist"
    r"|contributor|author|autor(?:in)?|editor|anchor|blogger|professor|critic|analyst|specialist|manager|ph\.?d|m\.?d"
    r"|esq)\b",
    re.IGNORECASE,
)
_MARKED: Final = re.compile(
    r"[Aa]uthor|[Bb]y-?[Ll]ine|autor|auteur|vcard|writer|[Ww]ri(?:te|tten)[-_]?[Bb]y|name-uid|verfasser|redakteur"
)
_TOO_LARGE: Final = frozenset({"html", "body", "main", "article", "section", "link", "meta"})
_MARGIN: Final = re.compile(
    r"comment|kommentar|sidebar|related|teaser|footer|recommend|(?<!elementor-)widget|popular|latest|reply|respond",
    re.IGNORECASE,
)
_MARGINS: Final = frozenset({"aside", "footer", "nav"})


def of(
    elements: Sequence[HtmlElement],
    *,
    linked: Sequence[str],
    metas: dict[str, list[str]],
    houses: Iterable[str],
    heading: HtmlElement | None = None,
) -> tuple[tuple[str, ...], Origin | None]:
    """(the names, where they were found). `elements` are all of the page's, `linked` the names in the structured data,
    `houses` names that are no person's: the site's, its publisher's; `heading` is the headline."""
    others = {key for house in houses if (key := squeezed(house))}
    shown = islice(chain(_shown(elements), _below(elements, heading)), 1)
    for names, origin in ((linked, Origin.LINKED), (_told(metas), Origin.META), (shown, Origin.SHOWN)):
        persons: dict[str, str] = {}
        for name in (name for line in names for name in persons_in(line) if squeezed(name) not in others):
            persons.setdefault(squeezed(name), name)  # "Salma Idrissi" and "SALMA IDRISSI" are one
        if persons:
            return tuple(persons.values())[:MOST], origin
    return (), None


def persons_in(line: str) -> Iterator[str]:
    """The names of persons in a byline: "Par Salma Idrissi et Omar Benali, à Rabat" names two."""
    line = " ".join(line[:LONGEST_LINE].split())
    if _ADDRESS.search(line):
        return
    while (shorter := _BY.sub("", line)) != line:
        line = shorter
    is_dated = _DIGIT.search(line) is not None
    for part in _SPLIT.split(line):
        if not _DAY.match(part):
            names = (name for name in map(_bare, _between_commas(part)) if _is_person(name))
            yield from (name for name in names if not (is_dated and folded(name).casefold() in MONTHS))


def _told(metas: dict[str, list[str]]) -> Iterator[str]:
    for name in _METAS:
        yield from metas.get(name, [])
    if _WRITTEN_BY.search(next(iter(metas.get("twitter:label1", [])), "")):
        yield from metas.get("twitter:data1", [])


def _shown(elements: Sequence[HtmlElement]) -> Iterator[str]:
    """The first byline that readers see and that names a person; one name alone only where the element is for it."""
    for element in islice((each for each in elements if _is_byline(each)), MOST_BYLINES):
        text = element.get("content") or _text_of(element)
        if text and len(text) <= LONGEST_BYLINE and not _is_margin(element):
            is_for_it = element.get("rel") == "author" or element.get("itemprop") is not None
            if any(is_for_it or " " in name for name in persons_in(text)):
                yield text
                return


def _below(elements: Sequence[HtmlElement], heading: HtmlElement | None) -> Iterator[str]:
    """The lines below the headline that say "by" and then nothing but names, whatever their elements are called."""
    beginning = elements.index(heading) + 1 if heading is not None else len(elements)
    for element in islice(elements, beginning, beginning + MOST_BELOW):
        # Two spaces: the name may stand in an element of its own.
        if element.tag in _LINES and _BY.match(f"{element.text or ''}  ") and _is_said_by(text := _text_of(element)):
            yield text


def _is_said_by(line: str) -> bool:
    """Whether a line is a byline and no sentence that begins with "by": every name has its two to four words, which
    begin with capitals where the script has any, or stand behind a colon."""
    names = list(persons_in(line)) if len(line) <= LONGEST_BELOW else []
    words = [name.split() for name in names]
    has_case = all(name.lower() != name.upper() for name in names)
    is_named = has_case and all(2 <= len(each) <= 4 and each[-1][0].isupper() for each in words)
    return bool(names) and (is_named or (not has_case and (":" in line or "：" in line or "بقلم" in line)))


def _is_byline(element: HtmlElement) -> bool:
    name = element.get("class")
    if name and _MARKED.search(name):
        return element.tag not in _TOO_LARGE
    return element.get("rel") == "author" or element.get("itemprop") in {"author", "creator"}


def _text_of(element: HtmlElement) -> str:
    return text_of(element) if sum(1 for _ in islice(element.iter(), MOST_WITHIN)) < MOST_WITHIN else ""


def _is_margin(element: HtmlElement) -> bool:
    for each in (element, *islice(element.iterancestors(), MOST_AROUND)):
        if each.tag in {"body", "html"}:
            return False
        is_own = each.tag == "footer" and next(each.iterancestors("article"), None) is not None
        if (each.tag in _MARGINS and not is_own) or _MARGIN.search(f"{each.get('class') or ''} {each.get('id') or ''}"):
            return True
    return False


def _between_commas(part: str) -> list[str]:
    """The names in "Salma Idrissi, Omar Benali"; one in "Idrissi, Salma", and in "Salma Idrissi, reporter"."""
    pieces = [piece for piece in _COMMA.split(part) if piece]
    if len(pieces) == 2 and " " not in pieces[0] and len(pieces[1].split()) < 3 and not _ROLE.search(pieces[1]):
        return [f"{pieces[1]} {pieces[0]}"]
    return pieces[:1] + [piece for piece in pieces[1:] if " " in piece and not _ROLE.search(piece)]


def _bare(name: str) -> str:
    return _CUT.sub("", name).strip(" .,:;|-–—*'’()")


def _is_person(name: str) -> bool:
    words = name.split()
    least = 3 if name.isascii() else 2
    if not least <= len(name) <= LONGEST_NAME or len(words) > MOST_WORDS or _NO_PERSON.search(name):
        return False
    if len(words) == 1:
        return len(name) > LONGEST_SHORT or not (name.isascii() and name.isalnum() and name.isupper())
    return not name[0].islower()
