"""A newspaper's pages as HTML: its articles among the usual navigation, advertising and offers. Pure."""

import json
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote
from zoneinfo import ZoneInfo

from newsportal.demo.articles import Block, section_path
from newsportal.demo.newspapers import Newspaper
from newsportal.demo.newsroom import Publication
from newsportal.demo.prose import prose

_FOLDER = Path(__file__).parent / "layout"


def article_page(paper: Newspaper, publication: Publication, *, others: list[Publication], port: int) -> str:
    """The page of one article; `others` are recommended around it."""
    words, article = prose(paper.slug), publication.article
    main = _filled(
        "article.html",
        **_clutter(paper),
        **_shown(paper, publication),
        section=article.section,
        by=words.words["by"].format(author=article.author),
        caption=article.caption,
        latest=words.words["latest"],
        markup_body="\n".join(f"    {_block(paper, block)}" for block in article.blocks),
        markup_related="".join(f'<li><a href="{_path(other)}">{escape(other.title)}</a></li>' for other in others),
    )
    return _page(
        paper,
        port=port,
        url=publication.link,
        title=article.title,
        description=article.lead,
        head=_metadata(paper, publication),
        main=main,
    )


def list_page(paper: Newspaper, publications: list[Publication], *, port: int, section: str = "") -> str:
    """The front page, or that of a section."""
    words = prose(paper.slug)
    heading = words.sections[section] if section else words.words["latest"]
    cards = "".join(_filled("card.html", **_shown(paper, publication)) for publication in publications)
    main = _filled("list.html", heading=heading, markup_cards=cards, promotion=words.clutter["promotion"])
    path = section_path(section) if section else "/"
    url = paper.home_url(port).rstrip("/") + path
    return _page(paper, port=port, url=url, title=heading, description=words.motto, head="", main=main)


def missing_page(paper: Newspaper, *, port: int) -> str:
    sentence = prose(paper.slug).words["not_found"]
    main = f'<main class="front"><h1>404</h1><p>{escape(sentence)}</p></main>'
    return _page(paper, port=port, url=paper.home_url(port), title="404", description=sentence, head="", main=main)


def stylesheet(paper: Newspaper) -> str:
    return _template("style.css").template.replace("#0e5a6d", paper.accent, 1)


def written_date(paper: Newspaper, moment: datetime) -> str:
    """Day and hour as the newspaper writes them, in its own time zone."""
    words, local = prose(paper.slug), moment.astimezone(ZoneInfo(paper.time_zone))
    joint = " de " if paper.language == "es" else " "
    day = joint.join((str(local.day), words.months[local.month - 1], str(local.year)))
    hour = local.strftime("%Hh%M" if paper.language == "fr" else "%H:%M")
    return words.words["published"].format(date=day, time=hour)


def body_markup(paper: Newspaper, publication: Publication) -> str:
    """The text alone, as a feed with full content carries it."""
    lead = f"<p><strong>{escape(publication.article.lead)}</strong></p>"
    return "\n".join([lead, *(_block(paper, block) for block in publication.article.blocks)])


def _page(paper: Newspaper, *, port: int, url: str, title: str, description: str, head: str, main: str) -> str:
    words = prose(paper.slug)
    links = (f'<li><a href="{section_path(key)}">{escape(label)}</a></li>' for key, label in words.sections.items())
    return _filled(
        "page.html",
        **_clutter(paper),
        language=paper.language,
        direction=paper.direction,
        country=paper.country,
        page_title=f"{title} | {paper.name}",
        description=description,
        url=url,
        feed_type="application/atom+xml" if paper.feed_format == "atom" else "application/rss+xml",
        feed_url=paper.feed_url(port),
        name=paper.name,
        motto=words.motto,
        home=words.words["home"],
        first_section=next(iter(words.sections)),
        markup_navigation="".join(links),
        markup_head=head,
        markup_main=main,
    )


def _metadata(paper: Newspaper, publication: Publication) -> str:
    article, iso = publication.article, _iso(paper, publication.published_at)
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.lead,
        "datePublished": iso,
        "inLanguage": paper.language,
        "articleSection": article.section_label,
        "author": [{"@type": "Person", "name": article.author}],
        "publisher": {"@type": "Organization", "name": paper.name},
        "image": [publication.image_url],
        "mainEntityOfPage": publication.link,
    }
    properties = {
        "og:type": "article",
        "og:title": article.title,
        "og:description": article.lead,
        "og:image": publication.image_url,
        "og:image:alt": article.caption,
        "article:published_time": iso,
        "article:section": article.section_label,
    }
    metas = [f'<meta property="{name}" content="{escape(value)}">' for name, value in properties.items()]
    script = json.dumps(linked, ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join([*metas, f'<script type="application/ld+json">{script}</script>'])


def _shown(paper: Newspaper, publication: Publication) -> dict[str, str]:
    article = publication.article
    return {
        "title": article.title,
        "lead": article.lead,
        "section_label": article.section_label,
        "path": _path(publication),
        "image": quote(article.image_path),
        "iso": _iso(paper, publication.published_at),
        "published": written_date(paper, publication.published_at),
    }


def _block(paper: Newspaper, block: Block) -> str:
    if block.kind != "pointer":
        return f"<{block.kind}>{escape(block.text)}</{block.kind}>"
    label = escape(prose(paper.slug).words["read_also"])
    return f'<p class="read-also"><strong>{label}</strong><a href="{quote(block.path)}">{escape(block.text)}</a></p>'


def _clutter(paper: Newspaper) -> dict[str, str]:
    clutter = dict(prose(paper.slug).clutter)
    clutter["related_heading"] = clutter.pop("related")
    return clutter


def _path(publication: Publication) -> str:
    return quote(publication.article.path)


def _iso(paper: Newspaper, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(paper.time_zone)).isoformat()


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / name).read_text(encoding="utf-8"))


def _filled(template: str, /, **values: str) -> str:
    """The template with its values: escaped, but for those that say that they are markup."""
    safe = {
        key.removeprefix("markup_"): value if key.startswith("markup_") else escape(value)
        for key, value in values.items()
    }
    return _template(template).substitute(safe)
