"""What templates of reader pages say about an article: its image, its text, its moments in words."""

import html
import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Final
from urllib.parse import quote

from babel import Locale
from babel.dates import format_date, format_skeleton, format_timedelta
from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles import news_article, paths, text_only
from articles.knowledge import editions
from articles.knowledge.author_names import author_key
from articles.knowledge.languages import UNKNOWN, language
from articles.models import Article, Section
from articles.search.highlighting import Highlights

register = template.Library()

# Where readers take what they read: an address each, no code of theirs.
WAYS_TO_SHARE: Final = {
    "WhatsApp": "https://wa.me/?text={title}%20{url}",
    "Telegram": "https://t.me/share/url?url={url}&text={title}",
    "Facebook": "https://www.facebook.com/sharer/sharer.php?u={url}",
    "X": "https://x.com/intent/post?url={url}&text={title}",
}
_CURRENT: Final = mark_safe(' aria-current="true"')
_MARKUP: Final = (SafeString, int)  # what needs no escaping
_ESCAPES: Final = [(sign, html.escape(sign)) for sign in "&<>\"'"]  # in the order in which html.escape goes
_LINK: Final = '<li><a {} href="{}" hreflang="{}"{}>{}</a></li>'
_ALTERNATE: Final = '<link rel="alternate" hreflang="{}" href="{}">'
_AS_JSON: Final = json.JSONEncoder(ensure_ascii=False)
_ENDS_NO_BLOCK: Final = [(sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029"]
# Begins with a space, which is looked for six times as fast as what stands around it.
_STAYS: Final = re.compile(r" (?:(?<=« )|(?<=[°º] )(?=\d)|(?=[:;!?»%](?:[\s,.)]|$)))")
_UNITS: Final = (86_400, 3_600, 60, 1)  # seconds of a day, an hour, a minute, a second
RECENT_DAYS: Final = 7  # "3 days ago" helps a reader, "40 days ago" does not


@register.filter
def cleaned_html(body_html: str) -> SafeString:
    """An article's `body_html` as markup: the one text of strangers that is not escaped, because `publish` stores it
    only as `articles.knowledge.markup.clean_html` made it. Nothing else may pass through here. A table (there, a bare
    tag) gets a frame that scrolls where the screen is narrower, by keyboard as well, and an end that shows it: its
    columns would move with each cell that comes."""
    framed = body_html.replace("<table>", '<div class="prose__table" tabindex="0"><table>')
    return mark_safe(framed.replace("</table>", "</table><template></template></div>"))  # noqa: S308  # see above


@register.filter
def unbroken(text: str) -> str:
    """A sentence whose lines never begin with a mark that French parts from its word, nor with the number of a "n° 7":
    most publishers write a plain space there."""
    return _STAYS.sub("\u00a0", text)


@register.simple_tag(takes_context=True)
def headline(context: Context, article: Article) -> SafeString | str:
    """The title as a card shows it; where the context has `highlights`, with the words that were looked for marked."""
    return _marked(context, unbroken(article.title), article)


@register.simple_tag(takes_context=True)
def teaser(context: Context, article: Article) -> SafeString | str:
    """The lead, likewise."""
    return _marked(context, unbroken(article.shown_lead), article)


def _marked(context: Context, text: str, article: Article) -> SafeString | str:
    found = context.get("highlights")
    return found.marked(text, article.language) if isinstance(found, Highlights) else text


def filled(form: str, *values: str | int) -> SafeString:
    """As Django's format_html, in a fifth of its time, for what stands dozens of times on a page: everything but markup
    is escaped, and no value is one that is translated later."""
    return SafeString(form.format(*[value if isinstance(value, _MARKUP) else _escaped(value) for value in values]))


def _escaped(text: str) -> str:
    """As html.escape, in half its time: it replaces what hardly any text has."""
    for sign, escape in _ESCAPES:
        if sign in text:
            text = text.replace(sign, escape)
    return text


def said(message: str, **values: str) -> SafeString:
    """A sentence of the catalogs with markup of its own: every value is escaped."""
    return SafeString(message % {name: html.escape(value) for name, value in values.items()})


def joined(pieces: Iterable[SafeString], *, between: str = "") -> SafeString:
    """Pieces of markup, one after the other."""
    return SafeString(html.escape(between).join(pieces))


@register.filter
@cache
def in_script(code: str) -> SafeString:
    """The attributes of an element that holds text in that content language: its own lang and dir."""
    return format_html('lang="{}" dir="{}"', language(code).code, direction(code))


@register.filter
def direction(code: str) -> str:
    """The `dir` of what holds texts in that content language and others; where it is unknown, the text decides."""
    known = language(code)
    return "auto" if known is UNKNOWN else known.direction


@register.filter
def published_day(article: Article) -> str:
    """DD - MM - YYYY in the source's time zone (the `date` filter would convert it to the portal's)."""
    return f"{article.published_local:%d - %m - %Y}"


@register.filter
def ways_to_share(url: str, title: str) -> list[tuple[str, str]]:
    """(site, the address at which it asks its member whether to share that page)."""
    written = {"url": quote(url, safe=""), "title": quote(title, safe="")}
    return [(name, address.format(**written)) for name, address in WAYS_TO_SHARE.items()]


@register.filter
def iso(moment: datetime) -> str:
    """As machines read it, in UTC, in which the database tells moments."""
    return moment.isoformat()


@register.filter
def ago(moment: datetime) -> str:
    """How long ago, in the interface language; for older moments the date."""
    age = datetime.now(UTC) - moment
    if age.days >= RECENT_DAYS:
        return _medium_date(moment.astimezone(timezone.get_default_timezone()).date(), get_language())
    seconds = max(age.total_seconds(), 1)  # clocks differ: no headline comes from the future
    unit = next(each for each in _UNITS if seconds >= each)
    return _ago(unit, round(seconds / unit), get_language())


@lru_cache(maxsize=2_000)
def _ago(unit: int, count: int, locale: str | None) -> str:
    """So many of a unit, as Babel rounds; a little less than that many, since 60 minutes would be another unit."""
    past = timedelta(seconds=unit * max(count - 0.25, 1))
    return format_timedelta(-past, add_direction=True, threshold=1, format="short", locale=locale)


@lru_cache(maxsize=2_000)
def _medium_date(day: date, locale: str | None) -> str:
    return format_date(day, "medium", locale=locale)


@register.filter
def long_date(moment: datetime) -> str:
    """Weekday, day, month and year in the interface language."""
    return format_date(timezone.localtime(moment), "full", locale=get_language())


@register.filter
def long_day(day: date) -> str:
    """The same of a day."""
    return format_date(day, "full", locale=get_language())


@register.filter
def weekday(moment: datetime) -> str:
    """The name of its day in the week, in the interface language."""
    return format_date(timezone.localtime(moment), "cccc", locale=get_language())


@register.filter
def date_alone(moment: datetime) -> str:
    """Day, month and year in the interface language: what stands under the weekday."""
    return format_date(timezone.localtime(moment), "long", locale=get_language())


@register.filter
def month_name(month: date) -> str:
    """Month and year in the interface language."""
    return format_skeleton("yMMMM", month, locale=get_language())


@register.filter
def day_number(day: date) -> str:
    """The day of the month, in the interface language's digits."""
    return format_skeleton("d", day, locale=get_language())


@register.filter
def country_name(code: str) -> str:
    """The name of a country, by its ISO 3166 code, in the interface language."""
    names = Locale.parse(get_language() or settings.LANGUAGE_CODE).territories
    return str(names.get(code, code))


@register.filter
def section_name(section: str) -> str:
    """The name of a section of ours in the interface language."""
    return str(Section(section).label)


@register.filter
def short_address(url: str) -> str:
    """An address as people write it: without the scheme, and without a slash at its end."""
    return url.partition("://")[2].removesuffix("/")


@register.filter
def language_name(code: str) -> str:
    """The own name of a content language."""
    return language(code).name


@register.simple_tag(takes_context=True)
def front_feed(context: Context, form: str) -> str:
    """The address of the front page that is shown, its edition and section, as a feed."""
    portal = context["portal"]
    if portal.section:
        return reverse("section_feed", args=[portal.edition, portal.section, form])
    return reverse("newest_feed", args=[portal.edition, form])


@register.simple_tag
def front_page_of(language: str = "", country: str = "", section: str = "", *, pages: str = "") -> str:
    """The address of the front page, or a section's, in that one language, from that one country; `pages` is "text:"
    for those of text only."""
    edition = editions.choose([language], [country])
    if section:
        return reverse(f"{pages}section", args=[edition, section])
    return reverse(f"{pages}front_page", args=[edition])


@register.simple_tag(takes_context=True)
def interface_links(context: Context) -> SafeString:
    """The same page in each language of the interface."""
    known = context["portal"].interface_languages
    links = [
        filled(_LINK, in_script(each.code), each.url, each.code, _CURRENT if each.is_current else "", each.name)
        for each in known
    ]
    return SafeString("\n".join(links))


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> SafeString:
    """The same page in each language of the interface, for search engines."""
    return joined((filled(_ALTERNATE, *each) for each in context["portal"].alternates), between="\n  ")


@register.simple_tag
def byline(article: Article, name: str, *, pages: str = "") -> SafeString:
    """An author's name in its own direction, leading to what they wrote for the same source; one without letters leads
    nowhere. `pages` as for `front_page_of`."""
    if not author_key(name):
        return filled("<bdi>{}</bdi>", name)
    return filled('<a href="{}"><bdi>{}</bdi></a>', paths.author(article.source.slug, name, pages=pages), name)


@register.simple_tag
def json_ld(article: Article, origin: str) -> SafeString:
    """The article for machines, as a block of data: no code, so that the policy against inline code does not mind. What
    could end the block, or begin another, is written as escapes, which mean the same in JSON."""
    data = _AS_JSON.encode(news_article.news_article(article, lambda path: origin + path))
    for sign, escape in _ENDS_NO_BLOCK:
        data = data.replace(sign, escape)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308  # see above


@register.simple_tag
def text_style() -> SafeString:
    """The one style of a page of text only, which its policy knows by its hash."""
    return mark_safe(f"<style>{text_only.STYLE}</style>")  # noqa: S308  # a constant of our own


@register.simple_tag
def site_name() -> str:
    """For pages that are made without a request, or without the database."""
    return settings.SITE_NAME
