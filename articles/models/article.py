"""Article: a headline as soon as its feed was read, a full text when its page was."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles import paths
from articles.knowledge import author_names, reading_time
from articles.knowledge.drafts import DateOrigin
from articles.knowledge.editions import Edition
from articles.knowledge.languages import LANGUAGES, Direction, language
from articles.models.image import Image, ImageStatus
from articles.models.source import DisplayPolicy, Requester, Section, Source, strictest

FRONT_PAGE: Final = 60  # articles
EXCERPT_LENGTH = 300  # characters; what "very short extracts" is taken to mean (docs/decisions/0003)

DATE_ORIGINS: Final = {
    DateOrigin.PAGE.value: _("the article's page"),
    DateOrigin.FEED.value: _("the feed"),
    DateOrigin.FIRST_SEEN.value: _("first sight: neither page nor feed gave a date"),
}


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible(self) -> "ArticleQuerySet":
        return self.filter(removed_at=None, source__is_shown=True)

    def showing(self, image: Image) -> "ArticleQuerySet":
        """Those whose readers see this image, as far as it depends on the article."""
        return self.visible().with_pictures().filter(image=image)

    def with_pictures(self) -> "ArticleQuerySet":
        """Those whose pictures may be shown: their display policy and their source's, and what editors decided of its
        pictures."""
        headline = DisplayPolicy.HEADLINE
        allowed = self.filter(source__shows_pictures=True)
        return allowed.exclude(source__display_policy=headline).exclude(restricted_to=headline)

    def gone(self) -> "ArticleQuerySet":
        """Those that an editor took away: removed, or with their whole source."""
        return self.filter(
            models.Q(removed_at__isnull=False) | models.Q(source__is_shown=False) & ~models.Q(source__withdrawn_for="")
        )

    def newest_first(self) -> "ArticleQuerySet":
        return self.order_by("-published_at", "-id")

    def in_edition(self, edition: Edition) -> "ArticleQuerySet":
        """In one of its languages, from a source of one of its countries."""
        chosen = self.filter(language__in=edition.languages) if edition.languages else self
        return chosen.filter(source__country__in=edition.countries) if edition.countries else chosen

    def in_section(self, section: str) -> "ArticleQuerySet":
        """Of that section; empty: of all."""
        return self.filter(section=section) if section else self

    def by_author(self, source: Source, key: str) -> "ArticleQuerySet":
        """Those of one source that name this author, by the key of the name (author_names.py)."""
        return self.filter(source=source, author_keys__contains=[key])

    def older_than(self, published_at: datetime, article_id: int) -> "ArticleQuerySet":
        """The next page by key: strictly after (published_at, id) in the newest-first order. Two conditions rather
        than one with OR, so that the first bounds the index scan and a deep page costs what the first one does."""
        return self.filter(published_at__lte=published_at).exclude(published_at=published_at, id__gte=article_id)

    def for_cards(self) -> "ArticleQuerySet":
        """With what a card shows and without the text; touching anything else is an error, not a query."""
        return self.select_related("source", "image").defer("body_html", "body_text").fetch_mode(models.FETCH_RAISE)

    def for_headlines(self) -> "ArticleQuerySet":
        """With what leads from a headline to its article, and nothing else."""
        shown = self.select_related("source").only("title", "language", "source__slug")
        return shown.fetch_mode(models.FETCH_RAISE)


class Article(models.Model):
    """One published piece of one source, unique by its canonical address."""

    source = models.ForeignKey(  # looked up by article_newest_by_source
        Source, models.CASCADE, verbose_name=pgettext_lazy("column", "source"), related_name="articles", db_index=False
    )
    canonical_url = models.URLField(_("address at the source"), max_length=3000)
    url_key = models.CharField(max_length=32, editable=False)
    title = models.CharField(_("title"), max_length=500)
    lead = models.TextField(_("lead"), blank=True)
    body_html = models.TextField(blank=True, editable=False)  # cleaned; never edit it after cleaning
    body_text = models.TextField(_("text"), blank=True, editable=False)
    language = models.CharField(
        _("language"), max_length=8, choices=[(code, known.name) for code, known in LANGUAGES.items()]
    )
    is_partial = models.BooleanField(
        _("for subscribers"), default=False, editable=False, help_text=_("The rest of the text is for paying readers.")
    )
    authors = ArrayField(models.CharField(max_length=200), verbose_name=_("authors"), default=list, blank=True)
    sections = ArrayField(models.CharField(max_length=100), verbose_name=_("sections"), default=list, blank=True)
    section = models.CharField(  # what the words in `sections` come to (sorting.py)
        _("section"), max_length=20, choices=Section, default=Section.GENERAL, editable=False
    )
    author_keys = ArrayField(models.CharField(max_length=author_names.LONGEST), default=list, editable=False)
    pointers = models.JSONField(_("links to other articles"), default=list, blank=True)  # [{"title": str, "url": str}]
    image = models.ForeignKey(
        Image, models.SET_NULL, verbose_name=_("lead image"), null=True, blank=True, related_name="articles"
    )
    image_alt = models.CharField(_("alternative text"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published at"))
    date_origin = models.CharField(_("origin of the date"), max_length=10, choices=list(DATE_ORIGINS.items()))
    first_seen_at = models.DateTimeField(_("first seen at"), db_default=Now(), editable=False)
    extracted_at = models.DateTimeField(_("text extracted at"), null=True, editable=False)  # null: a headline
    removed_at = models.DateTimeField(
        _("removed at"), null=True, blank=True, help_text=_("Set: hidden from every page for good.")
    )
    # What editors decided on cases (articles/takedowns/restricting.py). Empty: nothing, and the administrators' own
    # removal.
    removed_for = models.CharField(
        max_length=10, choices=Requester, blank=True, default="", db_default="", editable=False
    )
    restricted_to = models.CharField(
        _("restricted to"), max_length=10, choices=DisplayPolicy, blank=True, default="", db_default="", editable=False
    )

    # By which sanitiser its texts were washed (washing.py); empty: not all by one.
    washed_by = models.CharField(max_length=12, blank=True, default="", db_default="", editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="article_newest"),
            models.Index(fields=["language", "-published_at", "-id"], name="article_newest_by_language"),
            models.Index(fields=["source", "-published_at", "-id"], name="article_newest_by_source"),
            models.Index(
                fields=["section", "-published_at", "-id"],
                name="article_newest_by_section",
                condition=~models.Q(section=Section.GENERAL),
            ),
            GinIndex(fields=["source", "author_keys"], name="article_by_author"),
            models.Index(fields=["washed_by"], name="article_washed_by"),
            models.Index(fields=["removed_at"], name="article_removed", condition=models.Q(removed_at__isnull=False)),
        ]
        constraints = [
            # Not `unique` in the field: Django would add a second index, for LIKE.
            models.UniqueConstraint(fields=["url_key"], name="article_once_per_address"),
            models.CheckConstraint(name="article_has_title", condition=~models.Q(title="")),
            models.CheckConstraint(
                name="article_date_origin_known",
                condition=models.Q(date_origin__in=[origin.value for origin in DateOrigin]),
            ),
            models.CheckConstraint(
                name="article_removed_for_is_removed",
                condition=models.Q(removed_for="") | models.Q(removed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return paths.article(self.source.slug, self.id)

    @property
    def direction(self) -> Direction:
        return language(self.language).direction

    @property
    def published_local(self) -> datetime:
        """The publication time in the source's own time zone."""
        return self.published_at.astimezone(ZoneInfo(self.source.time_zone))

    @property
    def changed_at(self) -> datetime:
        """When readers last saw something new of it."""
        return max(self.published_at, self.extracted_at or self.first_seen_at)

    @property
    def subjects(self) -> list[str]:
        """The section's name in the interface language, unless it is none, and the source's own words."""
        named = [] if self.section == Section.GENERAL else [str(Section(self.section).label)]
        return list(dict.fromkeys([*named, *self.sections]))

    @property
    def display_policy(self) -> DisplayPolicy:
        """The stricter of its source's and its own: an old decision on one article loosens no new one on them all."""
        return strictest(self.source.display_policy, self.restricted_to)

    @property
    def gone_for(self) -> str:
        """Of an article that is gone: at whose request; empty when it was nobody's but the editors' own."""
        return self.removed_for if self.removed_at else self.source.withdrawn_for

    @property
    def shows_text(self) -> bool:
        return self.display_policy == DisplayPolicy.FULL

    @property
    def shown_lead(self) -> str:
        """The lead as far as the display policy allows it."""
        match self.display_policy:
            case DisplayPolicy.HEADLINE:
                return ""
            case DisplayPolicy.EXCERPT:
                return _excerpt(self.lead)
            case _:
                return self.lead

    @property
    def shown_opening(self) -> str:
        """What an article's page begins with: the lead, or the beginning of a text of which only an excerpt may be
        shown. It may read `body_text`, which cards have not got."""
        if self.display_policy == DisplayPolicy.EXCERPT and not self.lead:
            return _excerpt(self.body_text)
        return self.shown_lead

    @property
    def shown_body(self) -> str:
        """The text's cleaned markup, where the source's display policy allows it."""
        return self.body_html if self.shows_text else ""

    @property
    def shown_pointers(self) -> list[dict[str, str]]:
        """Its links to other articles, which are a part of the text."""
        return self.pointers if self.shows_text else []

    @property
    def minutes_to_read(self) -> int:
        """For the text as it is shown; 0 where only an excerpt or nothing is."""
        return reading_time.minutes(self.body_text, self.language) if self.shown_body else 0

    @property
    def shown_image(self) -> Image | None:
        """The lead image if readers may see it: stored, not blocked, and allowed by the display policy and by what
        editors decided of its source's pictures."""
        image = self.image
        if image is None or image.status != ImageStatus.SHOWN or not self.source.shows_pictures:
            return None
        return image if self.display_policy != DisplayPolicy.HEADLINE else None


class ArticleSearch(models.Model):
    """An article's search vector, beside it: 3 kB a row that no page wants to read.

    The index holds the date as well, so that narrow windows of time touch few pages of it (finding.py)."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="search_row")
    published_at = models.DateTimeField()
    search = SearchVectorField()

    class Meta:
        verbose_name = _("search row")
        verbose_name_plural = _("search rows")
        indexes = [GinIndex(fields=["search", "published_at"], name="article_search_by_time")]

    def __str__(self) -> str:
        return f"search row of article {self.article_id}"


class RelatedArticles(models.Model):
    """What else an article's readers may want to read, by its words, the likest first (articles/relating.py).

    The ids may be of articles that readers no longer see: whoever shows them asks for `visible` ones."""

    article = models.OneToOneField(Article, primary_key=True, on_delete=models.CASCADE, related_name="related_row")
    others = ArrayField(models.BigIntegerField(), default=list)
    due_at = models.DateTimeField(null=True)  # when to look for them (again); null: nothing more will come

    class Meta:
        verbose_name = _("related articles")
        verbose_name_plural = _("related articles")
        indexes = [
            models.Index(fields=["due_at"], name="related_due", condition=models.Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"articles related to article {self.article_id}"


def _excerpt(text: str) -> str:
    if len(text) <= EXCERPT_LENGTH:
        return text
    return text[: EXCERPT_LENGTH - 1].rsplit(" ", 1)[0] + "…"
