"""Bytes become text: the server's word, the document's, or the bytes' own evidence. Pure.

Valid UTF-8 wins over every declaration: windows-1256 Arabic or windows-1252 French is never valid UTF-8 by accident."""

import codecs
import re
from typing import Final

# Only encodings that news pages and feeds really use; UTF-7 never (it hides markup). ASCII is valid UTF-8, so where
# it is declared and asked for, it is not true.
ALLOWED: Final = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-6"),
        *("iso8859-7", "iso8859-8", "iso8859-9", "iso8859-15", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254"),
        *("cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp949", "koi8-r", "koi8-u", "mac-roman", "gb2312", "gbk"),
        *("gb18030", "big5", "big5hkscs", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "tis-620"),
    }
)
# What browsers read when these are named (WHATWG Encoding Standard).
_READ_AS: Final = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BARE_UTF16: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"))
_ISO2022: Final = re.compile(rb"\x1b\$[@B]")  # Japanese in seven bits, which is valid UTF-8, too
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_DECLARED: Final = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)|<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
_TWICE_SIGN: Final = "\u00e2\u0080"  # of the quotation marks and dashes, which no such text is without
_TWICE: Final = re.compile(
    "[\u00c3-\u00df][\u0080-\u009f]|[\u00e0-\u00ef](?:[\u0080-\u009f][\u0080-\u00bf]|[\u00a0-\u00bf][\u0080-\u009f])"
)
_ARABIC: Final = re.compile("[\u0621-\u064a]{3}")
_ARABIC_LETTERS: Final = re.compile("[\u0621-\u064a]+")


def decode(body: bytes, *, content_type: str = "") -> str:
    """The text of a document; never fails: what cannot be read becomes U+FFFD."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    for beginning, encoding in _BARE_UTF16:
        if body.startswith(beginning):
            return body.decode(encoding, "replace")
    text = body.decode("utf-8", "replace")
    if _is_utf8(text) and not _ISO2022.search(body[:4_096]):
        return _turned_back(text)
    return body.decode(_declared(body, content_type) or _detected(body), "replace")


def _turned_back(text: str) -> str:
    """A text without what was UTF-8 before, was taken for Latin-1 and encoded again, as in a paragraph that was copied:
    "itâ€™s" as Windows shows it. Each such sequence holds a control character that no text holds."""
    is_possible = _TWICE_SIGN[-1] in text and _TWICE_SIGN in text  # one character is sought sixty times as fast as two
    return _TWICE.sub(_once, text) if is_possible else text


def _once(match: re.Match[str]) -> str:
    try:
        return match[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return match[0]


def _is_utf8(text: str) -> bool:
    """Whether what is broken is the exception: a cut or garbled character, not another encoding read as UTF-8."""
    broken = text.count("\ufffd") if "\ufffd" in text else 0  # looking is much faster than counting
    return not broken or len(text) - len(text.encode("ascii", "ignore")) > broken * 3


def _declared(body: bytes, content_type: str) -> str:
    """The first allowed name, the header's before the document's own. Neither may say UTF-8 here, for these bytes are
    not, nor the document UTF-16, for its declaration was readable."""
    sent = _HEADER.search(content_type)
    inside = _DECLARED.search(body[:4_096])
    names = [sent.group(1)] if sent else []
    names += [(inside.group(1) or inside.group(2)).decode("ascii", "replace")] if inside else []
    codecs_named = [_codec(name) for name in names]
    return next((codec for codec in codecs_named if codec and not codec.startswith("utf-")), "")


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return _READ_AS.get(found, found) if found in ALLOWED else ""


def _detected(body: bytes) -> str:
    """Japanese where its escapes stand, Arabic where the bytes make Arabic words, else Windows' Latin."""
    if _ISO2022.search(body[:4_096]):
        return "iso2022_jp"
    texts = {name: body[:20_000].decode(name, "replace") for name in ("cp1256", "iso8859-6")}
    best = max(texts, key=lambda name: _arabic_letters(texts[name]))
    return best if len(_ARABIC.findall(texts[best])) > 20 else "cp1252"


def _arabic_letters(text: str) -> int:
    """How many, less what cannot be read: the two encodings share half of their letters."""
    return sum(map(len, _ARABIC_LETTERS.findall(text))) - text.count("\ufffd")
