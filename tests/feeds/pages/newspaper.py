"""Own-written pages of invented newspapers, with everything around the text that real ones have."""

RAIN = (
    "Les premières gouttes sont tombées dans la nuit de mardi à mercredi, et les barrages de la région ont commencé à "
    "se remplir, selon l'agence du bassin, qui attend encore deux semaines de précipitations sur toute la plaine."
)
FARMS = (
    "Dans les fermes, le fourrage manquait depuis janvier. « Nous avons vendu une partie du troupeau », raconte un "
    "éleveur de Sidi Slimane, qui espère maintenant garder ses brebis jusqu'à l'automne et rembourser ses dettes."
)
HARVEST = (
    "Le ministère compte sur une récolte de quarante-quatre millions de quintaux, en hausse d'un tiers sur un an, mais "
    "prudente au regard des années fastes de la décennie précédente, quand les silos débordaient."
)
PARAGRAPHS = (RAIN, FARMS, HARVEST)
LEAD = "Après trois mois de sécheresse, les agriculteurs de la plaine respirent enfin."
TITLE = "La pluie revient sur le Gharb"
ARABIC_RAIN = (
    "تساقطت الأمطار الأولى ليلة الثلاثاء على سهل الغرب بعد ثلاثة أشهر من الجفاف، وبدأت السدود في الامتلاء حسب "
    "وكالة الحوض المائي التي تتوقع أسبوعين آخرين من التساقطات في المنطقة كلها."
)
ARABIC_FARMS = (
    "وقال أحد المربين إنه باع جزءا من القطيع بسبب غلاء الأعلاف منذ شهر يناير، معربا عن أمله في الاحتفاظ بما تبقى "
    "منه إلى غاية فصل الخريف وتسديد ما تراكم عليه من ديون خلال هذه السنة الصعبة."
)
ARABIC = (ARABIC_RAIN, ARABIC_FARMS)

_NAVIGATION = (
    '<nav><ul><li><a href="/">Accueil</a></li><li><a href="/eco">Économie</a></li>'
    '<li><a href="/sport">Sport</a></li></ul></nav>'
    '<div class="cookie-banner"><p>Nous utilisons des cookies pour améliorer votre expérience. Accepter tout.</p></div>'
)
_CLUTTER = (
    '<div class="newsletter"><p>Inscrivez-vous à notre lettre quotidienne.</p></div>'
    '<aside class="sidebar"><h3>Les plus lus</h3><ul><li><a href="/1">Le match de la semaine</a></li>'
    '<li><a href="/2">Le prix des tomates</a></li></ul></aside>'
    '<div class="related"><h3>À ne pas manquer</h3><a href="/3">Le port de Tanger bat son record</a></div>'
    "<footer><p>© 2025 Le Quotidien. Tous droits réservés.</p></footer>"
)


def page(article: str = "", *, head: str = "", title: str = TITLE, lang: str = "fr", clutter: bool = True) -> bytes:
    """A page around `article` (the inner markup of its article element)."""
    around = (_NAVIGATION, _CLUTTER) if clutter else ("", "")
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} - Le Quotidien</title>'
        f'<meta property="og:site_name" content="Le Quotidien">{head}</head><body>{around[0]}'
        f"<main><article>{article}</article></main>{around[1]}</body></html>"
    ).encode()


def text(*between: str) -> str:
    """The paragraphs of the article, with something between them."""
    pieces = [*between, *[""] * len(PARAGRAPHS)]
    return "".join(f"<p>{paragraph}</p>{piece}" for paragraph, piece in zip(PARAGRAPHS, pieces, strict=False))
