"""Pages that ask for something in the article's place: for consent to cookies, or for money."""

import re
from collections.abc import Sequence
from typing import Final

from feeds.pages.blocks import Block, length

LONGEST_ASKING: Final = 3_000  # characters: a longer text that speaks of cookies is an article about them
ASKING: Final = 0.5  # share of a text that asks for consent
LONGEST_SELLING: Final = 1_500  # characters: so much text beside an offer is the article's
SELLING: Final = 0.5  # share of a text that sells
MOST_SELLING_LINES: Final = 4  # at the end of a text
LONGEST_OFFER: Final = 400  # characters
_SENTENCE_ENDS: Final = re.compile(r"(?<=[.!?。！？؟])\s*")
# Both are looked for in small letters, which takes a third of the time that ignoring their case takes.
_CONSENT: Final = re.compile(
    r"\bcookies?\b|\bconsent|\btracking\b|\bpartners?\b.{0,80}\b(?:data|information)\b|\bpersonal\s+data\b"
    r"|données\s+(?:personnelles|à\s+caractère\s+personnel)|\bpartenaires\b.{0,80}\bdonnées\b|consentement|traceurs"
    r"|datos\s+personales|consentimiento|datenschutz|personenbezogene|einwilligung|dati\s+personali"
    r"|ملفات\s+تعريف\s+الارتباط|الكوكيز|البيانات\s+الشخصية|сookie|файл\w*\s+cookie|персональн\w+\s+данн"
)
_OFFER: Final = re.compile(
    r"(?:subscribe|sign\s+in|log\s+in|register)\s+(?:now\s+)?(?:to|and)\s+(?:continue|keep|read|unlock|access)"
    r"|(?:article|content|story)\s+is\s+(?:exclusively\s+)?(?:for|reserved\s+for|available\s+to)\s+(?:our\s+)?subscribers"
    r"|already\s+a\s+subscriber|subscribers?\s+only"
    r"|(?:article|contenu)\s+(?:est\s+)?réservé\s+(?:à\s+nos|aux)\s+abonné|déjà\s+abonné|abonnez-vous\s+pour\s+lire"
    r"|il\s+vous\s+reste\s+[\d.,]+\s*%\s+de\s+cet\s+article|pour\s+lire\s+la\s+suite"
    r"|(?:contenido|artículo)\s+(?:exclusivo|reservado)\s+para\s+suscriptores|suscríbete\s+para\s+(?:seguir|leer)"
    r"|jetzt\s+weiterlesen\s+mit|nur\s+für\s+abonnenten|bereits\s+abonnent"
    r"|هذا\s+المقال\s+(?:خاص|مخصص)\s+(?:ب|ل)المشتركين|اشترك\s+لمتابعة\s+القراءة"
    r"|只有付费会员|続きを読むには|この記事は会員限定|доступно\s+(?:только\s+)?подписчикам"
)


def stands_before(blocks: list[Block]) -> bool:
    """Whether that is a wall in the article's place, and none of its text: one that asks for consent, or for money."""
    return asks_for_consent(blocks) or sells(blocks)


def without_wall(blocks: list[Block]) -> list[Block]:
    """A text without the lines at its end that sell the rest of it; nothing where a wall is all there is."""
    if stands_before(blocks):
        return []
    last = len(blocks) - MOST_SELLING_LINES
    return [block for number, block in enumerate(blocks) if number < last or not _is_offer(block.text)]


def sells(blocks: list[Block]) -> bool:
    """Whether a short text is mostly an offer to readers: what stands where the article would."""
    if not 0 < length(blocks) < LONGEST_SELLING:
        return False
    selling = sum(len(block.text) for block in blocks if _is_offer(block.text))
    return selling >= SELLING * length(blocks)


def asks_for_consent(blocks: list[Block]) -> bool:
    """Whether a short text is mostly about cookies and personal data: the wall before the page, not its article."""
    if not 0 < length(blocks) < LONGEST_ASKING:
        return False
    sentences = [sentence for block in blocks for sentence in _SENTENCE_ENDS.split(block.text)]
    asking = sum(len(sentence) for sentence in sentences if _CONSENT.search(sentence.lower()))
    return asking >= ASKING * sum(map(len, sentences))


def offers_the_rest(lines: Sequence[str]) -> bool:
    """Whether a line among the text's surroundings sells what is missing of it."""
    return any(map(_is_offer, lines))


def _is_offer(line: str) -> bool:
    return len(line) < LONGEST_OFFER and _OFFER.search(line.lower()) is not None
