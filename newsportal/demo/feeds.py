"""A newspaper's feed, each in another of the formats that newspapers really use. Pure."""

from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as xml
from xml.sax.saxutils import quoteattr

from newsportal.demo.newspapers import Newspaper
from newsportal.demo.newsroom import Publication
from newsportal.demo.pages import body_markup
from newsportal.demo.prose import prose

_TTL = 1  # minute
_NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)


def content_type(paper: Newspaper) -> str:
    kind = "atom" if paper.feed_format == "atom" else "rss"
    return f"application/{kind}+xml; charset=utf-8"


def feed(paper: Newspaper, publications: list[Publication], *, port: int) -> str:
    """The document; `publications` newest first."""
    return (_atom if paper.feed_format == "atom" else _rss)(paper, publications, port)


def _rss(paper: Newspaper, publications: list[Publication], port: int) -> str:
    items = "\n".join(_item(paper, publication) for publication in publications)
    ttl = f"<ttl>{_TTL}</ttl>" if paper.feed_format == "rss-ttl" else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {_NAMESPACES}>\n<channel>\n'
        f"<title>{xml(paper.name)}</title>\n<link>{xml(paper.home_url(port))}</link>\n"
        f"<description>{xml(prose(paper.slug).motto)}</description>\n<language>{paper.language}</language>\n"
        f'<atom:link href={quoteattr(paper.feed_url(port))} rel="self" type="application/rss+xml"/>\n{ttl}\n{items}\n'
        "</channel>\n</rss>\n"
    )


def _item(paper: Newspaper, publication: Publication) -> str:
    article = publication.article
    fields = [
        f"<title>{xml(article.title)}</title>",
        f"<link>{xml(publication.link)}</link>",
        f'<guid isPermaLink="false">{paper.slug}-{article.number}</guid>',
        f"<dc:creator>{xml(article.author)}</dc:creator>",
        f"<category>{xml(article.section_label)}</category>",
        _dated(paper, publication),
        *_particular(paper, publication),
    ]
    return "<item>\n" + "\n".join(fields) + "\n</item>"


def _dated(paper: Newspaper, publication: Publication) -> str:
    if paper.feed_format == "rss-enclosure":
        return f"<dc:date>{publication.published_at.isoformat()}</dc:date>"
    return f"<pubDate>{format_datetime(publication.published_at, usegmt=True)}</pubDate>"


def _particular(paper: Newspaper, publication: Publication) -> list[str]:
    """What this format says of an article's text and picture."""
    lead, image = publication.article.lead, quoteattr(publication.image_url)
    match paper.feed_format:
        case "rss-content":
            return [
                f"<description>{xml(lead)}</description>",
                f"<content:encoded><![CDATA[{body_markup(paper, publication)}]]></content:encoded>",
            ]
        case "rss-media":
            caption = xml(publication.article.caption)
            return [
                f"<description>{xml(lead)}</description>",
                f'<media:content url={image} medium="image" type="image/jpeg" width="1200" height="675">',
                f"<media:description>{caption}</media:description></media:content>",
            ]
        case "rss-enclosure":
            return [f"<description>{xml(lead)}</description>", f'<enclosure url={image} length="0" type="image/jpeg"/>']
        case _:  # the picture inside an escaped description, as many content systems write it
            return [f"<description>{xml(f'<p><img src={image} alt=""></p><p>{escape(lead)}</p>')}</description>"]


def _atom(paper: Newspaper, publications: list[Publication], port: int) -> str:
    updated = publications[0].published_at.isoformat() if publications else "1970-01-01T00:00:00+00:00"
    entries = "\n".join(_entry(paper, publication) for publication in publications)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{paper.language}">\n'
        f"<id>{xml(paper.feed_url(port))}</id>\n<title>{xml(paper.name)}</title>\n<updated>{updated}</updated>\n"
        f'<link href={quoteattr(paper.home_url(port))}/>\n<link rel="self" href={quoteattr(paper.feed_url(port))}/>\n'
        f"{entries}\n</feed>\n"
    )


def _entry(paper: Newspaper, publication: Publication) -> str:
    article, moment = publication.article, publication.published_at.isoformat()
    fields = [
        f"<id>tag:{paper.slug}.invalid,2026:{article.number}</id>",
        f"<title>{xml(article.title)}</title>",
        f"<link href={quoteattr(publication.link)}/>",
        f"<published>{moment}</published>",
        f"<updated>{moment}</updated>",
        f"<author><name>{xml(article.author)}</name></author>",
        f"<category term={quoteattr(article.section_label)}/>",
        f'<summary type="text">{xml(article.lead)}</summary>',
        f'<link rel="enclosure" type="image/jpeg" href={quoteattr(publication.image_url)}/>',
    ]
    return "<entry>\n" + "\n".join(fields) + "\n</entry>"
