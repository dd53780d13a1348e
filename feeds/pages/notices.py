"""What a passage's own words say against it: notices of the site, dates and bylines, links to other articles."""

import re
from typing import Final

from feeds.pages.letters import squeezed

LONGEST_NOTICE: Final = 320  # characters: what is longer and sounds like a notice is text about one
LONGEST_DATE: Final = 70
LONGEST_BYLINE: Final = 80
LONGEST_PORTRAIT: Final = 500  # of an author, at the end

_RIGHTS: Final = (
    r"all\s+rights\s+reserved|tous\s+droits\s+réservés|todos\s+los\s+derechos\s+reservados|alle\s+rechte\s+vorbehalten"
    r"|все\s+права\s+защищены|جميع\s+الحقوق\s+محفوظة|版权所有|版權所有|wszelkie\s+prawa\s+zastrzeżone|무단\s*전재"
)
_ALSO: Final = (
    r"les\s+også|läs\s+(?:också|även|mer)|læs\s+også|lesen\s+sie\s+(?:auch|mehr)|lees\s+ook|leia\s+(?:também|mais)"
    r"|(?:czytaj|zobacz)\s+(?:też|także|również)|читайте\s+(?:также|ещ[её])|διαβάστε\s+(?:επίσης|ακόμα)"
    r"|lea\s+también|lee\s+también|leggi\s+anche|[àa]\s+lire|lire\s+aussi|read\s+(?:also|more|next)|also\s+read|see\s+also"
    r"|related|recommended|watch|mehr\s+zum\s+thema|auch\s+interessant|lesetipp|more\s+(?:on|from)|[إا]قر[أا]\s*[أاآ]يض\S*"
    r"|延伸閱讀|相关阅读|相關新聞|相关新闻|あわせて読みたい|関連記事"
)
_PICTURE_BY: Final = (
    r"bildrechte|bildquelle|foto|photos?|images?|picture|credit|fotocredit|quelle|crédits?\s+photo|фото|źródło|zdjęcie"
)
# How a notice begins.
_OPENINGS: Final = (
    (
        r"(?:please\s+)?(?:follow|like|join)\s+(?:us|@?\w+)?.{0,60}\b(?:on|via)\s+(?:twitter|facebook|instagram|x\b"
        r"|telegram|whatsapp|tiktok|linkedin|youtube|flipboard)"
    ),
    (
        r"(?:suivez|rejoignez|síguenos|sigue|folgen\s+sie|folgt|تابعوا|تابع).{0,80}\b(?:twitter|facebook|instagram|x\b"
        r"|telegram|whatsapp|tiktok|linkedin|youtube|google|تويتر|فيسبوك|واتساب)"
    ),
    r"(?:get|keep)\s+(?:in\s+touch|up\s+to\s+date)\s+with\s+(?:our|us)",
    r"(?:additional\s+)?(?:reporting|editing|writing|compiled)\s+(?:and\s+\w+\s+)?by\s+[A-Z]",
    r"(?:©|\(c\)\s|copyright\b)",
    (
        r"(?:this|a\s+previous\s+version\s+of\s+this)\s+(?:article|story|post)\s+(?:was\s+(?:originally\s+)?(?:published"
        r"|updated|first)|originally|has\s+been\s+(?:updated|corrected)|first\s+appeared|appeared)"
    ),
    (
        r"(?:the\s+post|l[’']article|la\s+entrada)\s.{5,200}\b(?:appeared\s+first\s+on|est\s+apparu\s+en\s+premier"
        r"|se\s+publicó\s+primero)"
    ),
    rf"(?:{_ALSO})\s*[:：|>»\-–—]",
    r"(?:related|read|see|watch|also)\b.*\]\W*$",
    r"(?:for\s+more\s+(?:stories|news|information)\b|more\s+information\s*:|click\s+here\b|read\s+the\s+(?:original|full)\b)",
    (
        r"(?:share\s+(?:this|on)|partager|compartir|teilen|tweet|email\s+this|print\s+this|send\s+to"
        r"|like\s+this\s+(?:story|article))\b"
    ),
    r"(?:advertisement|advertising|anzeige|publicité|publicidad|реклама|reklama|annonse|إعلان|διαφήμιση)\W*$",
    r"(?:版权|版權|免责|免責|上一篇|下一篇|责任编辑|責任編輯|联系方式|相关链接|相關連結|(?:编辑|作者|来源|电话)\s*[:：])",
    (
        r"(?:continue\s+reading|keep\s+reading|scroll\s+to\s+continue|(?:story|article)\s+continues\s+below|weiterlesen"
        r"|lire\s+la\s+suite|seguir\s+leyendo|читать\s+далее)\b.{0,40}$"
    ),
)
# What stands somewhere in a notice.
_WITHIN: Final = (
    r"\b(?:sign|signing)\s+up\s+(?:for|to|today|here|now)\b.{0,120}\b(?:newsletter|inbox|email|alerts?|updates?|free)\b",
    (
        r"\b(?:subscribe|abonnez|abonniere|suscr[ií]bete|iscriviti|inscrivez)\b.{0,120}\b(?:newsletters?|channel|inbox"
        r"|whatsapp|telegram|youtube|podcast|e-?mail|mail)\b"
    ),
    r"\b(?:delivered|straight|right|directly)\s+(?:to|in|into)\s+your\s+(?:e?-?mail\s+)?inbox",
    r"\bdirekt\s+in\s+(?:ihr|dein)\w*\s+(?:\w+\s+)?(?:postfach|posteingang)",
    r"\b(?:have|got)\s+a\s+(?:news\s+)?(?:tip|story)\b.{0,5}\?",
    r"\bcontributed\s+(?:to\s+(?:this|the)\s+(?:report|story|article)|reporting)\b",
    _RIGHTS,
    r"\bmay\s+earn\s+(?:an?|us)?\s*(?:small\s+)?(?:affiliate\s+)?(?:commission|revenue)",
    rf"\b(?:{_PICTURE_BY})\s*:\s*[^.]{{0,60}}$",
    r"\bdon['’]?t\s+want\s+to\s+see\s+this|\bremove\s+ads|\bad[- ]?blocker",
    (
        r"personenbezogene\s+daten|externen?\s+inhalte?\b.{0,40}(?:angezeigt|geladen)|\bcookies?\s+(?:policy|zustimmen"
        r"|akzeptieren|to\s+provide)|\b(?:uses?|utilise|utilisons)\s+(?:des\s+|of\s+)?cookies"
    ),
    r"有料会員|会員限定|会員登録|ログインして|未经.{0,12}(?:许可|授权)|不得转载|转载请注明",
    (
        r"\b(?:leave|post|add|write)\s+a\s+comment|\bcomments?\s+(?:are\s+)?closed|\b\d+\s+comments?\W*$|комментариев"
        r"|komentarze?\W*$"
    ),
)
_OPENING: Final = re.compile(rf"\W*(?:{'|'.join(_OPENINGS)})", re.IGNORECASE)
_SAID: Final = re.compile("|".join(_WITHIN), re.IGNORECASE)
_DATE: Final = re.compile(
    r"^(?:\D{0,60}\b)?(?:\d{1,2}[./:\- ]\s?\w{1,12}[./\- ,]{1,2}\s?\d{2,4}|\w{3,12}\.?\s+\d{1,2},?\s+(?:19|20)\d\d"
    r"|(?:19|20)\d\d[-./年]\d{1,2}[-./月]\d{1,2}).{0,60}$"
)

_DAY: Final = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}:\d\d"
    r"|\w{3,9}\s\d{1,2},\s\d{4})"
)
_ENTRY: Final = re.compile(rf"^\W*{_DAY}|{_DAY}\W*$")


def is_notice(text: str) -> bool:
    """Whether the site speaks, not the article: follow us, sign up, copyright, photo credits, read also, comments."""
    return len(text) < LONGEST_NOTICE and (_OPENING.match(text) or _SAID.search(text)) is not None


def is_date_line(text: str) -> bool:
    return len(text) < LONGEST_DATE and _DATE.search(text) is not None


def is_dated(text: str) -> bool:
    """Whether a line begins or ends with a date or a time, as entries of lists of articles do."""
    return _ENTRY.search(text) is not None


def is_about_author(text: str, *, authors: tuple[str, ...], at_end: bool) -> bool:
    """Whether a line names who wrote the article, or a paragraph at its end portrays them."""
    said = squeezed(text[:LONGEST_PORTRAIT])
    names = [squeezed(name) for name in authors if len(name) > 4]
    if len(text) < LONGEST_BYLINE:
        return any(name in said for name in names)
    return at_end and len(text) < LONGEST_PORTRAIT and any(said.startswith(name) for name in names)
