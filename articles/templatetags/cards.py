"""`{% card article ... %}`, one article in a list, and `{% lead_image article ... %}`, its picture. A page has dozens
of them, so they are written out here: as templates they would take ten times as long.

A card's picture stands where the page's direction puts it, so that pictures make one column; the text begins on the
side its own script begins on. Only what is written in the article's language carries its lang."""

from typing import Final

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from articles import paths
from articles.knowledge.picture_forms import PictureForm
from articles.models import Article, Image, Section
from articles.templatetags.articles import ago, direction, filled, headline, in_script, iso, teaser

register = template.Library()

_CARD: Final = """<article class="card card--{}">
  {}<div class="card__text" dir="{}">
    {}
    {}<p class="card__meta">{}{}<time datetime="{}" dir="auto">{}</time></p>
  </div>
</article>"""
_TITLE: Final = '<h{0} class="card__title" {1}><a href="{2}">{3}</a></h{0}>'
_LEAD: Final = '<p class="card__lead" {}>{}</p>'
_SECTION: Final = '<a class="card__section" href="{}">{}</a> '
_SOURCE: Final = '<a class="card__source" href="{}" dir="auto">{}</a> '
_FRAME: Final = '<div class="card__picture">{}</div>'
_PICTURE: Final = '<picture>{} width="{}" height="{}" alt="{}" {} decoding="async"></picture>'
_WITH_JPEG: Final = '<source type="image/webp" srcset="{}" sizes="{}"><img class="picture" src="{}"'
_WEBP_ALONE: Final = '<img class="picture" src="{}" srcset="{}" sizes="{}"'
_AT_ONCE: Final = filled('loading="eager" fetchpriority="high"')
_WHEN_NEAR: Final = filled('loading="lazy"')


@register.simple_tag(takes_context=True)
def card(
    context: Context,
    article: Article,
    kind: str,
    level: int,
    sizes: str = "",
    *,
    is_urgent: bool = False,
    hides_source: object = False,
    hides_section: object = False,
) -> SafeString:
    """`kind` is lead, second, feature, headline or row; `level` that of its heading; `sizes` those of its picture, ""
    for none. What it hides is the page's own."""
    script, source, lead = in_script(article.language), article.source, kind != "headline" and article.shown_lead
    of_source = source.get_absolute_url()
    return filled(
        _CARD,
        kind,
        _framed(article.shown_image if sizes else None, sizes, is_urgent=is_urgent),
        direction(article.language),
        filled(_TITLE, level, script, paths.of_source(of_source, article.id), headline(context, article)),
        filled(_LEAD, script, teaser(context, article)) if lead else "",
        "" if hides_source else filled(_SOURCE, of_source, source.name),
        "" if hides_section else _section(context, article),
        iso(article.published_at),
        ago(article.published_at),
    )


@register.simple_tag
def lead_image(article: Article, sizes: str, *, alt: str = "", is_urgent: bool = False) -> str:
    """The article's picture if readers may see it, in all its renditions; `sizes` is the attribute of that name.
    Cards leave `alt` empty: there the picture only repeats the headline that it links to."""
    image = article.shown_image
    return _picture(image, sizes, alt=alt, is_urgent=is_urgent) if image else ""


def _framed(image: Image | None, sizes: str, *, is_urgent: bool) -> str:
    return filled(_FRAME, _picture(image, sizes, alt="", is_urgent=is_urgent)) if image else ""


def _picture(image: Image, sizes: str, *, alt: str, is_urgent: bool) -> SafeString:
    loading = _AT_ONCE if is_urgent else _WHEN_NEAR
    return filled(_PICTURE, _files(image, sizes), image.width, image.height, alt, loading)


def _files(image: Image, sizes: str) -> SafeString:
    """The beginning of the element, to the last of its addresses. JPEG is for the few browsers without WebP."""
    every = ", ".join([f"{image.address(width, PictureForm.WEBP)} {width}w" for width in image.widths])
    middle = image.widths[len(image.widths) // 2]
    if image.has_jpeg:
        return filled(_WITH_JPEG, every, sizes, image.address(middle, PictureForm.JPEG))
    return filled(_WEBP_ALONE, image.address(image.widths[-1], PictureForm.WEBP), every, sizes)


def _section(context: Context, article: Article) -> str:
    if article.section == Section.GENERAL:
        return ""
    address = paths.section(context["portal"].edition, article.section)
    return filled(_SECTION, address, str(Section(article.section).label))
