"""The pages of an invented newspaper, as many as a test wants: all of one make, each with its own text."""

import random

_WHO = ("le maire", "une éleveuse", "le syndicat", "la ministre", "un pêcheur", "le tribunal", "une étudiante")
_DOES = ("annonce", "refuse", "étudie", "finance", "reporte", "défend", "prépare", "critique")
_WHAT = (
    "le nouveau port",
    "la réforme des écoles",
    "un barrage",
    "le budget",
    "la route du nord",
    "le stade municipal",
)
_WHERE = ("à Safi", "à Oujda", "dans la vallée", "sur la côte", "près de la frontière", "au centre de la ville")
PUSH = "Suivez toute l'actualité du pays sur notre chaîne, sans publicité et à toute heure de la journée."
TEASER = "Le match de la semaine, raconté par notre envoyé spécial, minute après minute, depuis les tribunes."


def url(number: int) -> str:
    return f"https://gazette.test/articles/{number}"


def title(number: int) -> str:
    made = random.Random(f"title {number}")
    return (
        f"{made.choice(_WHO).capitalize()} {made.choice(_DOES)} {made.choice(_WHAT)} {made.choice(_WHERE)} ({number})"
    )


def paragraphs(number: int, count: int = 5) -> list[str]:
    made = random.Random(number)
    return [" ".join(_sentence(made) for _ in range(3)) for _ in range(count)]


def page(number: int, *, body: str = "", count: int = 5, lang: str = "fr", dated: bool = True, head: str = "") -> bytes:
    """The page of one article. `body` takes the place of the newspaper's own make, `%s` in it that of the text."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs(number, count))
    date = f'<meta property="article:published_time" content="2026-03-{number % 27 + 1:02}T10:00:00+00:00">'
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title(number)} - La Gazette</title>'
        f'<meta property="og:site_name" content="La Gazette"><meta property="og:title" content="{title(number)}">'
        f"{date if dated else ''}{head}<style>.x{{color:red}}</style></head><body><nav><ul>"
        + "".join(f'<li><a href="/r/{n}">Rubrique {n}</a></li>' for n in range(30))
        + f"</ul></nav>{(body or MADE).replace('%t', title(number)).replace('%s', text)}"
        f"<footer><p>© 2026 La Gazette. Tous droits réservés.</p></footer></body></html>"
    ).encode()


MADE = (
    '<main class="page"><div class="story-box"><h1>%t</h1><div class="share-tools"><a href="/s">Partager</a></div>'
    f'<div class="story-text">%s</div><div class="teasers"><h3>À la une</h3><p>{TEASER}</p></div></div></main>'
)
REMADE = '<section id="reader"><header><h1>%t</h1></header><div class="reader-column">%s</div></section>'


def _sentence(made: random.Random) -> str:
    return (
        f"{made.choice(_WHO).capitalize()} {made.choice(_DOES)} {made.choice(_WHAT)} {made.choice(_WHERE)}, "
        f"et {made.choice(_WHO)} {made.choice(_DOES)} {made.choice(_WHAT)} depuis {made.randrange(2, 990)} jours."
    )
