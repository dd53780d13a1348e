"""What a passage's own words say against it: notices of the site, dates and bylines, links to other articles."""

import re
from typing import Final

from feeds.pages.letters import squeezed

LONGEST_NOTICE: Final = 320  # characters: what is longer and sounds like a notice is text about one
LONGEST_CONSENT: Final = 450  # of what asks for consent to show something
LONGEST_DATE: Final = 70
LONGEST_BYLINE: Final = 80
LONGEST_PORTRAIT: Final = 500  # of an author, at the end
FEWEST_ENTRIES: Final = 5  # of a menu
LONGEST_ENTRY: Final = 24  # characters on average, with the sign behind it
LONGEST_SIGN: Final = 60  # of a line that stands above pointers to other articles

_RIGHTS: Final = (
    r"all\s+rights\s+reserved|tous\s+droits\s+réservés|todos\s+los\s+derechos\s+reservados|alle\s+rechte\s+vorbehalten"
    r"|все\s+права\s+защищены|جميع\s+الحقوق\s+محفوظة|wszelkie\s+prawa\s+zastrzeżone"
)
_ALSO: Final = (
    r"les\s+også|läs\s+(?:också|även|mer)|læs\s+også|lesen\s+sie\s+(?:auch|mehr)|lees\s+ook|leia\s+(?:também|mais)"
    r"|(?:czytaj|zobacz)\s+(?:też|także|również)|читайте\s+(?:также|ещ[её])|διαβάστε\s+(?:επίσης|ακόμα)"
    r"|lea\s+también|lee\s+también|leggi\s+anche|[àa]\s+lire|lire\s+aussi|read\s+(?:also|more|next)|also\s+read|see\s+also"
    r"|related|recommended|watch|mehr\s+zum\s+thema|auch\s+interessant|lesetipp|more\s+(?:on|from)|[إا]قر[أا]\s*[أاآ]يض\S*"
    r"|延伸閱讀|相关阅读|相關新聞|相关新闻|あわせて読みたい|関連記事"
)
# Lines that say nothing but that other articles follow.
_SIGNS: Final = (
    r"schon\s+gelesen|zum\s+weiterlesen|mehr\s+(?:(?:von|auf|aus)\s+\S+|zum\s+thema\b.*|(?:artikel|beiträge|kolumnen|news)\b.*)"
    r"|weitere\s+(?:artikel|beiträge|themen|meldungen|nachrichten)\b.*|.*\bauch\s+interessieren|further\s+reading\b.*"
    r"|more\s+(?:from\s+\w+(?:[\s’'-]\w+){0,3}|stories\b[^:]*|on\s+this\s+(?:story|topic|subject))(?!\s*[\w:])"
    r"|related\s+(?:articles?|stories|posts?|content|news|reading|links|coverage|topics)"
    r"|.*\byou\s+(?:may|might)\s+(?:also\s+)?(?:like|enjoy)|recommended\s+(?:for\s+you|reading|stories|articles)"
    r"|sur\s+le\s+même\s+(?:sujet|thème)|dans\s+la\s+même\s+rubrique|(?:nos\s+)?articles\s+(?:liés|similaires|associés|connexes)"
    r"|(?:también\s+)?te\s+(?:puede|podría)\s+interesar.*|(?:notas|noticias|artículos)\s+relacionad[ao]s"
    r"|(?:ti\s+)?potrebbe\s+(?:anche\s+)?interessarti|articoli\s+correlati|veja\s+também|saiba\s+mais"
    r"|notícias\s+relacionadas|материалы\s+по\s+теме"
    r"|(?:مواضيع|موضوعات|مقالات|أخبار)\s+(?:ذات\s+صلة|متعلقة|مشابهة|مرتبطة)|(?:قد\s+)?(?:يعجبك|يهمك)(?:\s+[أا]يضا?ً?ا?)?"
    r"|vous\s+aimerez\s+(?:aussi|peut-être)|(?:ces\s+articles\s+)?(?:pourraient|peuvent)\s+(?:aussi\s+)?vous\s+intéresser"
    r"|dans\s+la\s+même\s+catégorie"
    r"|ilgili\s+(?:haberler|içerikler)|lue\s+myös|関連(?:リンク|ニュース)|延伸阅读|관련\s*(?:기사|뉴스)"
)
_PICTURE_BY: Final = (
    r"bildrechte|bildquelle|foto|photos?|images?|picture|credit|fotocredit|quelle|crédits?\s+photo|фото|źródło|zdjęcie"
)
# What content systems write around the box for comments, and above an article's keywords.
_FORMS: Final = (
    r"(?:leave|post|add|write)\s+a\s+(?:comment|reply)|laisse[rz]?\s+(?:un|votre)\s+(?:commentaire|réponse)",
    r"(?:deja|dejar)\s+(?:un|tu)\s+(?:comentario|respuesta)|schreiben?\s+(?:sie\s+)?einen\s+kommentar",
    r"(?:[اأ]ترك|[أا]ضف|[أا]كتب)\s+(?:تعليق|رد)\w*|لا\s+توجد\s+تعليقات|التعليقات\s+مغلقة",
    (
        r"(?:your\s+e-?mail\s+address|votre\s+adresse\s+(?:de\s+messagerie|e-?mail)|deine\s+e-?mail-adresse"
        r"|tu\s+dirección\s+de\s+correo\s+electrónico|il\s+tuo\s+indirizzo\s+e-?mail|o\s+seu\s+endereço\s+de\s+e-?mail)"
        r"\s+(?:will\s+not|ne\s+sera\s+pas|no\s+será|wird\s+nicht|non\s+sarà|não\s+será)"
    ),
    r"لن\s+يتم\s+نشر\s+(?:عنوان\s+)?بريدك|(?:احفظ|حفظ)\s+اسمي|(?:الحقول|الخانات)\s+(?:الإلزامية|المطلوبة)",
    r"(?:save|enregistrer|guardar?)\s+(?:my|mon|mi)\s+(?:name|nom|nombre),",
    r"(?:required\s+fields|les\s+champs\s+obligatoires|los\s+campos\s+obligatorios)\s+(?:are|sont|están)",
    r"(?:الآراء|التعليقات)\s+(?:الواردة|المنشورة)?.{0,40}لا\s+تعبر\s+عن\s+(?:رأي|آراء)",
    (
        r"(?:tags?|keywords|mots[- ]cl[ée]s|étiquettes?|etiquetas|palabras\s+clave|schlagw[oö]rter?|(?:ال)?وسوم"
        r"|(?:ال)?كلمات\s+(?:ال)?(?:مفتاحية|دلالية))\s*(?:[:：]|$)"
    ),
    r"(?:انضم|اشترك|تابع|للمزيد)\w*\s.{0,60}(?:قناتنا|صفحتنا|صفحاتنا|حسابنا|مجموعتنا|نشرتنا|النشرة\s+البريدية)",
    r"شارك(?:ها)?\s+(?:هذا\s+|هذه\s+)?(?:الموضوع|المقال|المقالة|الخبر|المنشور)\W*$|cliquez\s+ici\b.{0,80}$",
    r"(?:(?:ال)?صور[ةه]|تصوير|عدسة|(?:ال)?مصدر)\s*:.{0,80}$",
)
# How a notice begins.
_OPENINGS: Final = (
    (
        r"(?:please\s+)?(?:follow|like|join)\s+(?:us|@?\w+)?.{0,60}\b(?:on|via)\s+(?:twitter|facebook|instagram|x\b"
        r"|telegram|whatsapp|tiktok|linkedin|youtube|flipboard|social\s+media)"
    ),
    (
        r"(?:suivez|rejoignez|síguenos|sigue|folgen\s+sie|folgt|تابعوا|تابع).{0,80}\b(?:twitter|facebook|instagram|x\b"
        r"|telegram|whatsapp|tiktok|linkedin|youtube|google|تويتر|فيسبوك|واتساب)"
    ),
    r"(?:get|keep)\s+(?:in\s+touch|up\s+to\s+date)\s+with\s+(?:our|us)",
    r"with\s+(?:files|inputs?|reports|reporting)\s+(?:from|by)\s+[^.]{3,100}$",
    (
        r"in\s+this\s+(?:\w+\.?\s+\d{1,2},\s+\d{4},?\s+(?:\w+\s+)?(?:photo|image|picture)|(?:undated\s+|handout\s+|file\s+)?"
        r"(?:photo|image)(?:graph)?\s+(?:taken|provided|released|made\s+available|obtained))"
    ),
    r"\[\w+\s+\w+=",
    r"our\s+standards\s*:",
    rf"(?:{_PICTURE_BY})\s*(?:credits?|courtesy(?:\s+of)?)?\s*:.{{0,140}}$",
    r"(?:featured?|header|cover|hero|lead|top)\s+(?:image|photo|picture)s?\s*(?:by|:|credit|via|courtesy)",
    r"(?:sie\s+sind|you\s+are)\s+(?:aktuell\s+|currently\s+)?(?:nicht|not)\s+(?:eingeloggt|angemeldet|logged\s+in)",
    r"(?:keine\s+kommentare|no\s+comments(?:\s+yet)?|aucun\s+commentaire|sin\s+comentarios|brak\s+komentarzy)\W*$",
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
    rf"(?:{_ALSO})\s*[:：|>»\-–—]|related\s+(?:videos?|stor(?:y|ies)|articles?|content|posts?)\s*:",
    r"this\s+is\s+a\s+(?:breaking|developing)\s+(?:news?\s+)?story",
    (
        r"(?:for|to\s+(?:learn|find\s+out|read|see))\s+more\b(?!\s+than).{0,100}\b(?:click|(?:visit|go\s+to)\s+(?:our|us|the\s"
        r"|\S+\.\w\w))"
    ),
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
# What stands somewhere in a notice, from the beginning of a word on: only there it is looked for, which is fast.
_WITHIN: Final = (
    r"(?:sign|signing)\s+up\s+(?:for|to|today|here|now)\b.{0,120}\b(?:newsletter|inbox|email|alerts?|updates?|free)\b",
    (
        r"(?:subscribe|abonnez|abonniere|suscr[ií]bete|iscriviti|inscrivez)\b.{0,120}\b(?:newsletters?|channel|inbox|boletín|infolettre|lettre\s+d"
        r"|correo|whatsapp|telegram|youtube|podcast|e-?mail|mail)\b"
    ),
    r"newsletters?\b.{0,60}\bsign(?:ing)?\s+up\b|your\s+subscription\s+(?:could\s+not\s+be\s+saved|has\s+been\s+successful)",
    r"to\s+(?:view|read)\s+(?:the\s+)?(?:full|whole|rest)\b.{0,40}\bsubscribe\b",
    r"click\s+here\s+(?:for|to)\b[^.]{0,60}\W*$|(?:contains?|includes?|uses?)\s+(?:some\s+)?affiliate\s+links?\b",
    (
        r"can\s+be\s+reached\s+(?:at|on|by|via)\s.{0,20}@|follow\s+(?:him|her|them)\s+(?:at|on)\s+(?:@|x\b|twitter"
        r"|instagram|threads|bluesky)"
    ),
    r"(?:follow\s+(?:us|our)|ikuti|suivez|folgen\s+sie|folgt|síguenos|seguici|siga)\b.{0,80}\b(?:google\s+news|whatsapp)",
    r"über\s+dieses\s+thema\s+bericht\w+\b.{0,80}\d",
    r"(?:delivered|straight|right|directly)\s+(?:to|in|into)\s+your\s+(?:e?-?mail\s+)?inbox",
    r"(?:على|[إا]لى|في)\s+بريد(?:ك|كم)\s+ال[إا]لكتروني",
    r"direkt\s+in\s+(?:ihr|dein)\w*\s+(?:\w+\s+)?(?:postfach|posteingang)",
    r"(?:have|got)\s+a\s+(?:news\s+)?(?:tip|story)\b.{0,5}\?",
    r"contributed\s+(?:to\s+(?:this|the)\s+(?:report|story|article)|reporting)\b",
    _RIGHTS,
    r"earns?\s+(?:us|me)\s+(?:a\s+)?(?:small\s+)?commission",
    r"may\s+earn\s+(?:an?|us)?\s*(?:small\s+)?(?:affiliate\s+)?(?:commission|revenue)",
    rf"(?:{_PICTURE_BY})(?:\s+by)?\s*:\s*[^.]{{0,60}}\.?\W?$",
    r"don['’]?t\s+want\s+to\s+see\s+this|remove\s+ads|ad[- ]?blocker",
    r"cookies?\s+(?:policy|zustimmen|akzeptieren|to\s+provide)|(?:uses?|utilise|utilisons)\s+(?:des\s+|of\s+)?cookies",
    r"constitutes\s+acceptance\s+of\s+(?:our|the)\b|commenting\s+using\s+a\s+facebook",
    (
        r"(?:leave|post|add|write)\s+a\s+comment|comments?\s+(?:are\s+)?closed|\d+\s+comments?\W*$|комментариев"
        r"|komentarze?\W*$"
    ),
)
# The same in scripts that part no words.
_WITHIN_UNPARTED: Final = (
    r"版权所有|版權所有|무단\s*전재",
    r"有料会員|会員限定|会員登録|ログインして|不得[转轉][载載]|[转轉][载載][请請][注註]明",
    r"未[经經].{0,12}(?:[许許]可|授[权權]).{0,12}(?:使用|[转轉][载載]|[复複][制製]|[严嚴]?禁|不得|必究)",
    r"凡本[网網站][^。]{0,20}(?:注明|註明|来源|來源)|[构構]成投[资資]建[议議]|(?:加入|[现現]已[开開][设設]).{0,12}(?:專頁|粉絲)",
)
# Where a video or a post would stand, had the reader agreed to it; in small letters.
_CONSENT: Final = re.compile(
    r"personenbezogene\s+daten|externen?\s+inhalte?\b.{0,40}(?:angezeigt|geladen)|ausgewählte[rn]?,?\s+externe[rn]?\s+inhalt"
)
_OPENING: Final = re.compile(rf"\W*(?:{'|'.join((*_OPENINGS, *_FORMS))})", re.IGNORECASE)
_SAID: Final = re.compile(rf"\b(?=\w)(?:{'|'.join(_WITHIN)})")  # in small letters: that takes a third of the time
_UNPARTED: Final = re.compile("[\u3040-\u9fff\uac00-\ud7af]")  # without one of these, looking further is in vain
_SAID_UNPARTED: Final = re.compile("|".join(_WITHIN_UNPARTED))
_SIGN: Final = re.compile(rf"\W*(?:{_ALSO}|{_SIGNS})\W*$", re.IGNORECASE)
_COMMENTS: Final = re.compile(
    r"\W*(?:(?:\d+\s+|(?:all|readers?['’]?s?|user|vos|les)\s+)?(?:comments?|commentaires?|comentarios?|kommentare?|комментари[ийея]в?"
    r"|(?:ال)?تعليقات|reacties|komentarze|σχόλια|commenti|kommentarer)(?:\s*[(:]?\s*\d+\s*\)?)?\W*$"
    rf"|(?:{_FORMS[0]}|{_FORMS[1]}|{_FORMS[2]}|оставить\s+комментарий|добавить\s+комментарий).{{0,20}}$)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[|｜]|\s[•·]\s")
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
    if len(text) < LONGEST_NOTICE and (is_sign(text) or _OPENING.match(text)):
        return True
    if _is_menu(text):
        return True
    said = text.lower() if len(text) < LONGEST_CONSENT else ""
    if len(text) < LONGEST_NOTICE and (_SAID.search(said) or (_UNPARTED.search(said) and _SAID_UNPARTED.search(said))):
        return True
    return _CONSENT.search(said) is not None


def _is_menu(text: str) -> bool:
    """Whether a line is a row of short entries with a sign between them: "News | Sport | Culture | Contact"."""
    if sum(map(text.count, "|｜•·")) < FEWEST_ENTRIES - 1 or len(signs := _BETWEEN.findall(text)) < FEWEST_ENTRIES - 1:
        return False
    return len(text) < LONGEST_ENTRY * (len(signs) + 1)


def heads_comments(text: str) -> bool:
    """Whether a short line says that what readers think follows: "3 Comments", "Leave a reply"."""
    return len(text) < LONGEST_SIGN and _COMMENTS.match(text) is not None


def is_sign(text: str) -> bool:
    """Whether a short line says that other articles follow, and nothing else."""
    return len(text) < LONGEST_SIGN and _SIGN.match(text) is not None


def is_date_line(text: str) -> bool:
    return len(text) < LONGEST_DATE and _DATE.search(text) is not None


def is_dated(text: str) -> bool:
    """Whether a line begins or ends with a date or a time, as entries of lists of articles do."""
    return _ENTRY.search(text) is not None


def is_about_author(text: str, *, authors: tuple[str, ...], at_end: bool) -> bool:
    """Whether a line names who wrote the article, or a paragraph at its end portrays them."""
    names = [squeezed(name) for name in authors if len(name) > 4]
    if len(text) < LONGEST_BYLINE:
        return any(name in squeezed(text) for name in names)
    return at_end and len(text) < LONGEST_PORTRAIT and any(squeezed(text).startswith(name) for name in names)
