"""Publishing: drafts become articles, fetched pictures become shown images."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from articles import keeping, sorting
from articles.holding import hold_likeness, hold_picture
from articles.knowledge.author_names import author_keys
from articles.knowledge.drafts import ArticleDraft, DateOrigin, url_key
from articles.knowledge.washing import WASHED_BY, body_text, wash
from articles.models import Article, Image, ImageBlock, ImageStatus, ModerationDecision, Verdict
from articles.moderation import repeating, resembling
from articles.search.indexing import index
from articles.takedowns import restricting

_ADMITTED_FIELDS = [
    "status",
    "blocked_at",
    "digest",
    "perceptual_hash",
    "confirming_hash",
    "has_jpeg",
    "picture_key",
    "widths",
    "width",
    "height",
    "reports_count",
]


@dataclass(frozen=True, kw_only=True)
class Published:
    """What became of a draft. `image_id` is set when the article has an image that was never fetched."""

    article_id: int
    url_key: str
    is_new: bool
    image_id: int | None = None


@transaction.atomic(savepoint=False)
def publish(drafts: Sequence[ArticleDraft]) -> list[Published]:
    """Make or complete one article a draft; drafts whose title is empty after washing are dropped.

    A draft whose address is known completes its article: a text replaces what is there, a bare headline only fills
    what is empty; an article that an editor removed stays as it is. Rows are made and locked in the order of their
    keys, so that two workers with the same addresses never deadlock; when both are first, both take the article for
    new, and the first one's stays until a page is read."""
    washed = {
        draft.url_key: draft for draft in sorted(map(wash, drafts), key=lambda draft: draft.url_key) if draft.title
    }
    sections = sorting.sections_of(washed.values())
    images = keeping.images(draft.image for draft in washed.values() if draft.image)
    known = keeping.hold(washed)
    images_before = {key: article.image_id for key, article in known.items()}
    created = [_new_article(draft, sections[key], images) for key, draft in washed.items() if key not in known]
    keeping.insert(created)
    completed = [article for key, article in known.items() if _complete(article, washed[key], sections[key], images)]
    keeping.update(completed)
    index([*created, *completed])
    changed = {article.url_key: article for article in (*created, *completed)}
    pending = {image.pk for image in images.values() if image.status == ImageStatus.PENDING}
    given = {article.image_id for key, article in changed.items() if article.image_id != images_before.get(key)}
    repeating.hide_repeated(
        image.pk for image in images.values() if image.status == ImageStatus.SHOWN and image.pk in given
    )
    return [
        Published(
            article_id=(changed.get(key) or known[key]).pk,
            url_key=key,
            is_new=key not in known,
            image_id=changed[key].image_id if key in changed and changed[key].image_id in pending else None,
        )
        for key in washed
    ]


@transaction.atomic
def admit_image(image: Image) -> None:
    """Save an image whose picture has just been stored: shown, unless it or the same bytes are blocked, or it is the
    like of what an editor blocked, or stands on many articles of a source.

    An image that was blocked before its bytes were known passes its block on to them, so to every address of theirs."""
    hold_likeness(shared=True)
    hold_picture(image.digest)
    current = Image.objects.select_for_update(no_key=True).get(pk=image.pk)
    if current.status == ImageStatus.BLOCKED and not current.digest:
        _block_bytes(image)
    is_blocked = current.status == ImageStatus.BLOCKED or ImageBlock.objects.filter(digest=image.digest).exists()
    image.status = ImageStatus.BLOCKED if is_blocked else ImageStatus.SHOWN
    image.blocked_at = (current.blocked_at or timezone.now()) if is_blocked else None
    alike = Image.objects.filter(digest=image.digest).values_list("reports_count", flat=True)
    image.reports_count = alike.first() or 0  # reports count by picture
    image.save(update_fields=_ADMITTED_FIELDS)
    if not is_blocked:
        repeating.hide_repeated([image.pk])
        resembling.judge(image)


def _block_bytes(image: Image) -> None:
    """Let the last block decision on this image hold for its bytes, and for images that show them already."""
    decision = ModerationDecision.objects.filter(image=image, verdict=Verdict.BLOCK).standing().first()
    if decision:
        ImageBlock.objects.get_or_create(digest=image.digest, defaults={"decision": decision})
        shown = Image.objects.filter(digest=image.digest).exclude(status=ImageStatus.BLOCKED)
        shown.update(status=ImageStatus.BLOCKED, blocked_at=Now())


def remove(*, articles: Iterable[int]) -> int:
    """Hide these articles from every page, for good: a later draft of theirs changes nothing. How many were visible."""
    return Article.objects.filter(pk__in=set(articles), removed_at=None).update(removed_at=Now())


def restore(*, articles: Iterable[int]) -> int:
    """Show removed articles again; how many there were. What a case removed is for a decision on that case."""
    removed = Article.objects.filter(pk__in=set(articles), removed_at__isnull=False, removed_for="")
    chosen = set(removed.values_list("pk", flat=True))
    restored = removed.update(removed_at=None)
    restricting.restrict(chosen)
    return restored


def readdress(*, article: int, url: str) -> None:
    """Give an article the address that its own page calls canonical; no other article may have it."""
    Article.objects.filter(pk=article).update(canonical_url=url, url_key=url_key(url))


def merge(*, duplicate: int, into: int) -> None:
    """An article that turned out to be another goes; what refers to it must have been led to the other before. The
    one that stays keeps everything it has, its removal by an editor too, and what was decided on the other."""
    if duplicate == into:
        raise ValueError(f"article {into} cannot be merged into itself: name two articles")
    restricting.hand_on(duplicate=duplicate, into=into)
    Article.objects.filter(pk=duplicate).delete()


def refuse_image(image_id: int) -> None:
    """Give up an image that cannot be fetched or is no picture: its articles show none."""
    Image.objects.filter(pk=image_id, status=ImageStatus.PENDING).update(status=ImageStatus.UNUSABLE)


def _new_article(draft: ArticleDraft, section: str, images: dict[str, Image]) -> Article:
    article = Article(
        source_id=draft.source_id,
        canonical_url=draft.canonical_url,
        url_key=draft.url_key,
        title=draft.title,
        published_at=draft.published_at,
        date_origin=draft.date_origin,
        washed_by=WASHED_BY,
    )
    _fill(article, draft, section, images)
    return article


def _complete(article: Article, draft: ArticleDraft, section: str, images: dict[str, Image]) -> bool:
    """Whether the draft brought the article something; then it is in the article, not saved yet.

    Nobody writes into another source's article, and a feed's own content never replaces a text that is there."""
    if article.removed_at or article.source_id != draft.source_id:
        return False
    if article.washed_by != WASHED_BY:
        article.washed_by = ""  # what two have washed, each in part, is washed again as a whole
    is_renamed = draft.is_from_page and article.title != draft.title
    if is_renamed:  # its feed gave it no title of its own, its page does
        article.title = draft.title
    if not draft.is_full or (article.body_html and not draft.is_from_page):
        return _complete_headline(article, draft, images) or is_renamed
    if article.date_origin == DateOrigin.FIRST_SEEN:
        article.published_at, article.date_origin = draft.published_at, draft.date_origin
    _fill(article, draft, section, images)
    return True


def _complete_headline(article: Article, draft: ArticleDraft, images: dict[str, Image]) -> bool:
    """A draft without a better text (a video's page, another feed) gives what the article still lacks."""
    lacks_image = article.image_id is None and draft.image is not None
    lacks_lead = not article.lead and not article.body_text and bool(draft.lead)
    if draft.image and lacks_image:
        article.image, article.image_alt = images[draft.image.url_key], draft.image.alt
    if lacks_lead:
        article.lead = draft.lead
    is_sold = draft.is_partial and not article.body_html and not article.is_partial
    article.is_partial = article.is_partial or is_sold
    return lacks_image or lacks_lead or is_sold


def _fill(article: Article, draft: ArticleDraft, section: str, images: dict[str, Image]) -> None:
    article.lead = draft.lead
    article.body_html = draft.body_html
    article.body_text = body_text(draft.body_html)
    article.is_partial = draft.is_partial
    article.language = draft.language
    article.authors = list(draft.authors)
    article.author_keys = author_keys(draft.authors)
    article.sections = list(draft.sections)
    article.section = section
    article.pointers = [{"title": pointer.title, "url": pointer.url} for pointer in draft.pointers]
    if draft.image:
        article.image = images[draft.image.url_key]
        article.image_alt = draft.image.alt
    if draft.is_full:
        article.extracted_at = timezone.now()
