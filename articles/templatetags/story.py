"""What is an article's own on its page, written out as cards are (cards.py): as templates it took a fifth of the time
of a page that is made for the first time. `templates/reader/article.html` puts it in place."""

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext, pgettext

from articles import paths
from articles.models import Article, Section
from articles.remembering import remembered
from articles.templatetags.articles import (
    byline,
    cleaned_html,
    direction,
    filled,
    in_script,
    iso,
    joined,
    json_ld,
    published_day,
    said,
    unbroken,
    ways_to_share,
)
from articles.templatetags.cards import card, lead_image

register = template.Library()

DESCRIPTION: Final = 300  # characters
LONG_TITLE: Final = 120  # characters; more fill a phone's screen in the size of a headline
_CANONICAL: Final = '<link rel="canonical" href="{}">'
_MAY_QUOTE: Final = filled('<meta name="robots" content="max-snippet:{}">', DESCRIPTION)
_MAY_NOT_QUOTE: Final = filled('<meta name="robots" content="nosnippet, noimageindex">')
_DESCRIBED: Final = '<meta name="description" content="{0}"><meta property="og:description" content="{0}">'
_PICTURED: Final = '<meta property="og:image" content="{}{}"><meta property="og:image:alt" content="{}">'
_HEAD: Final = """{}
  {}
  <meta property="og:type" content="article">
  <meta property="og:title" content="{}">
  <meta property="og:site_name" content="{}">
  <meta property="article:published_time" content="{}">
  <meta property="og:url" content="{}">
  {}
  {}"""
_PAGE: Final = """<div class="story-page{}">
    <article class="story" dir="{}">
      <header class="story__header">
        {}
        <template></template>
      </header>
      {}{}{}{}{}
      <p class="story__origin"><a dir="auto" href="{}" rel="noopener">{}</a></p>
      {}
      <p class="story__request"><a dir="auto" href="{}" rel="nofollow">{}</a></p>
    </article>
    {}
    {}
  </div>"""
_LEAD: Final = '<p class="story__lead" {}>{}</p>'
_PROSE: Final = '<div class="prose" {}>{}</div>'
_ABSENT: Final = '<p class="story__absent"><bdi>{}</bdi></p>'
_POINTERS: Final = """<aside class="pointers" aria-labelledby="pointers-heading">
          <h2 id="pointers-heading" dir="auto">{}</h2>
          <ul {}>{}</ul>
        </aside>"""
_POINTER: Final = '<li><a href="{}" rel="noopener" dir="auto">{}</a></li>'
_SECTION: Final = '<p class="story__section" dir="auto"><a href="{}">{}</a></p>'
_AUTHORS: Final = '<p class="story__authors"><span class="visually-hidden">{}</span> {}</p>'
_HEADER: Final = """{}
        <h1 class="story__title{}" {}>{}</h1>
        <p class="story__published" dir="auto">{}</p>
        {}
        <p class="story__facts" dir="auto">{} <span>{}</span></p>"""
_FIGURE: Final = """<figure class="story__figure">
    {}
    <figcaption>{}<a class="report-link" dir="auto" href="{}?article={}" rel="nofollow">{}</a></figcaption>
  </figure>"""
_CAPTION: Final = '<span {} aria-hidden="true">{}</span> '
_SHARE: Final = """<section class="share" aria-labelledby="share-heading" data-share data-url="{0}" data-title="{1}" {2}
    <ul class="share__ways">
      {3}
    </ul>
  </section>"""
_SHARE_WORDS: Final = """data-copy="{}" data-copied="{}" data-refused="{}" data-send="{}" data-print="{}">
    <h2 class="share__heading" id="share-heading" dir="auto">{}</h2>"""
_WAY: Final = '<li><a href="{}" rel="noopener noreferrer nofollow">{}</a></li>'
_BY_MAIL: Final = '<li><a href="mailto:?subject={}&amp;body={}">{}</a></li>'
_NEIGHBOURS: Final = '<nav class="neighbours" aria-label="{}">{}{}</nav>'
_NEIGHBOUR: Final = '<a class="neighbours__{}" rel="{}" href="{}"><span>{}</span> <strong {}>{}</strong></a>'
_MORE: Final = """<aside class="more" aria-labelledby="{0}-heading">
      <h2 class="block__heading" id="{0}-heading">{1}</h2>
      <ul class="more__list">{2}</ul>
    </aside>"""


@register.simple_tag(takes_context=True)
def story_head(context: Context, article: Article) -> SafeString:
    """What machines may know of an article, within its source's display policy."""
    portal, opening = context["portal"], article.shown_opening
    if len(opening) > DESCRIPTION:
        opening = Truncator(opening).chars(DESCRIPTION)
    return filled(
        _HEAD,
        _robots(article, opening),
        filled(_DESCRIBED, opening) if opening else "",
        article.title,
        portal.site_name,
        iso(article.published_at),
        f"{portal.origin}{article.get_absolute_url()}",
        _picture_elsewhere(article, portal.origin),
        json_ld(article, portal.origin),
    )


def _robots(article: Article, opening: str) -> SafeString:
    if article.shows_text:
        return filled(_CANONICAL, article.canonical_url)
    return _MAY_QUOTE if opening else _MAY_NOT_QUOTE


def _picture_elsewhere(article: Article, origin: str) -> str:
    image = article.shown_image
    return filled(_PICTURED, origin, image.address_to_share, article.image_alt) if image else ""


@register.simple_tag(takes_context=True)
def story(
    context: Context,
    article: Article,
    newer: Article | None,
    older: Article | None,
    related: list[Article],
    more: list[Article],
) -> SafeString:
    """The article within its source's display policy, and what stands around it (views/around.py)."""
    return filled(
        _PAGE,
        " story-page--beside" if related or more else "",
        direction(article.language),
        _header(context, article),
        *_text(article),
        article.canonical_url,
        said(gettext("Click here to read the article from its source.")),
        _share(context["portal"].canonical, article.title),
        paths.takedown(article.pk),
        said(gettext("Ask us to shorten or remove this article")),
        _neighbours(older, newer),
        _beside(context, article, related, more),
    )


def _text(article: Article) -> tuple[str, str, str, str, str]:
    """Its opening, picture, text, a word where that is not all, and links to other articles; empty where there is
    none."""
    script, opening, body = in_script(article.language), article.shown_opening, article.shown_body
    return (
        filled(_LEAD, script, unbroken(opening)) if opening else "",
        _figure(article),
        filled(_PROSE, script, cleaned_html(body)) if body else "",
        _absent(article, body),
        _pointers(article),
    )


def _absent(article: Article, body: str) -> str:
    if article.is_partial:
        return filled(_ABSENT, said(gettext("The full text is for subscribers of the source.")))
    return "" if body else filled(_ABSENT, said(gettext("The full text stands at its source.")))


def _pointers(article: Article) -> str:
    pointers = article.shown_pointers
    if not pointers:
        return ""
    links = joined(filled(_POINTER, pointer["url"], unbroken(pointer["title"])) for pointer in pointers)
    return filled(_POINTERS, said(gettext("Read also")), in_script(article.language), links)


def _header(context: Context, article: Article) -> SafeString:
    """Section, title, source, day, authors; how long it takes to read, and where its date comes from."""
    return filled(
        _HEADER,
        _section(context, article),
        " story__title--long" if len(article.title) > LONG_TITLE else "",
        in_script(article.language),
        unbroken(article.title),
        _published(article),
        _authors(article),
        _reading_time(article),
        gettext("Date according to: %(origin)s") % {"origin": article.get_date_origin_display()},
    )


def _section(context: Context, article: Article) -> str:
    if article.section == Section.GENERAL:
        return ""
    return filled(_SECTION, paths.section(context["portal"].edition, article.section), article.get_section_display())


def _published(article: Article) -> SafeString:
    return said(
        gettext(
            'Published in <a href="%(url)s"><bdi>%(name)s</bdi></a> on '
            '<time datetime="%(iso)s" dir="ltr">%(day)s</time>'
        ),
        url=article.source.get_absolute_url(),
        name=article.source.name,
        iso=iso(article.published_at),
        day=published_day(article),
    )


def _authors(article: Article) -> str:
    if not article.authors:
        return ""
    between = pgettext("between authors", ", ")
    names = joined((byline(article, name) for name in article.authors), between=between)
    return filled(_AUTHORS, gettext("Authors:"), names)


def _reading_time(article: Article) -> str:
    minutes = article.minutes_to_read
    if not minutes:
        return ""
    words = ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", minutes) % {"minutes": minutes}
    return filled("<span>{}</span>", words)


def _figure(article: Article) -> str:
    """Its picture if readers may see it, with the way to report it."""
    image = article.shown_image
    if image is None:
        return ""
    caption = filled(_CAPTION, in_script(article.language), article.image_alt) if article.image_alt else ""
    picture = lead_image(article, "(min-width: 50rem) 48rem, 100vw", alt=article.image_alt, is_urgent=True)
    return filled(_FIGURE, picture, caption, paths.report(image.pk), article.pk, gettext("Report this image"))


def _share(url: str, title: str) -> SafeString:
    return filled(_SHARE, url, title, remembered(("share", get_language()), _share_words), _ways(url, title))


def _share_words() -> SafeString:
    return filled(
        _SHARE_WORDS,
        said(gettext("Copy the link")),
        said(gettext("Copied")),
        said(gettext("Your browser does not let us copy. Here is the link:")),
        said(gettext("Share…")),
        said(gettext("Print")),
        said(gettext("Share this article")),
    )


def _ways(url: str, title: str) -> SafeString:
    """Links only: nobody else's code runs here, and none of these sites learns of a reader who does not follow its
    link. What needs a script (copying, the device's own menu, printing) is put in by share.js."""
    by_mail = filled(_BY_MAIL, quote(title, safe=""), quote(url, safe=""), gettext("E-mail"))
    return joined([by_mail, *(filled(_WAY, address, name) for name, address in ways_to_share(url, title))])


def _neighbours(older: Article | None, newer: Article | None) -> str:
    """The previous and the next article of its source."""
    if not older and not newer:
        return ""
    label = gettext("Other articles of this source")
    before = _neighbour(older, "older", "prev", gettext("Previous article")) if older else ""
    after = _neighbour(newer, "newer", "next", gettext("Next article")) if newer else ""
    return filled(_NEIGHBOURS, label, before, after)


def _neighbour(article: Article, kind: str, relation: str, words: str) -> SafeString:
    title, script = unbroken(article.title), in_script(article.language)
    return filled(_NEIGHBOUR, kind, relation, article.get_absolute_url(), words, script, title)


def _beside(context: Context, article: Article, related: list[Article], more: list[Article]) -> str:
    """What is related to it, and more of its source."""
    blocks = []
    if related:
        blocks.append(filled(_MORE, "related", gettext("Related articles"), _cards(context, related)))
    if more:
        name = said(gettext("More from <bdi>%(name)s</bdi>"), name=article.source.name)
        heading = filled('<a href="{}">{}</a>', article.source.get_absolute_url(), name)
        blocks.append(filled(_MORE, "more", heading, _cards(context, more, hides_source=True)))
    return filled('<div class="beside">{}</div>', joined(blocks)) if blocks else ""


def _cards(context: Context, articles: Iterable[Article], **hidden: Any) -> SafeString:
    return joined(filled("<li>{}</li>", card(context, each, "row", 3, "6.5rem", **hidden)) for each in articles)
