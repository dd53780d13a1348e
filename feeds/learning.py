"""Learning: what a source's pages have in common is loaded, kept in this process, and taught by each page that was
read with care. The row is the truth; several extractors may teach it at a time."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from articles.models import Source
from feeds import pages
from feeds.canonical_url import host_name
from feeds.models import PageDownload, PageTemplate
from feeds.pages import Study, Verdict, template
from feeds.pages.rules import NONE, Rules
from feeds.pages.template import Lesson, Template

AUDITED: Final = 20  # of so many pages that the template fits, one is read with care as well
EAGER: Final = 20  # lessons that every page of a source gives; one whose pages have nothing in common gives fewer then
SELDOM: Final = 10  # of so many pages one
REDESIGN: Final = 5  # failures in a row after which the old pages say nothing of the new ones
MOST_KEPT: Final = 300  # templates in the memory of a process, 20 KB each
_USED: Final = """UPDATE feeds_pagetemplate
    SET uses = uses + 1, failures_in_a_row = 0, lessons_in_a_row = 0, last_used_at = now()
    WHERE id = %s RETURNING version"""
_kept: "dict[tuple[int, str], Known]" = {}


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a source's pages at one host; `row` is None where nothing is."""

    source_id: int
    host: str
    row: int | None = None
    version: int = 0
    lessons: int = 0
    template: Template = field(default_factory=Template)

    def wants_lesson(self, number: int) -> bool:
        """Whether a page that is read with care is worth learning from; `number` is any of its own."""
        return bool(self.template.frames) or self.lessons < EAGER or number % SELDOM == 0

    def wants_audit(self, number: int) -> bool:
        return number % AUDITED == 0


def known(source_id: int, url: str) -> Known:
    """What is known of the source's pages at the address's host. A learnt template is kept until `note` hears that the
    row has changed; one that is being learnt is looked up each time."""
    key = source_id, host_name(url)
    kept = _kept.get(key)
    if kept and kept.template.frames:
        return kept
    row = PageTemplate.objects.filter(source_id=source_id, host=key[1]).defer("record").first()
    if row is None:
        return Known(source_id=source_id, host=key[1])
    if kept and (kept.row, kept.version) == (row.pk, row.version):
        return kept
    return _keep(row, template.from_record(row.record))


@dataclass(frozen=True, kw_only=True)
class Read:
    """A page as it was read, and by what."""

    known: Known
    study: Study


def read(page: PageDownload, *, source: Source, title_hint: str, editor: Rules = NONE) -> Read:
    """Read a page by an editor's rules, by its source's template, or with care. Nothing is written: `note` does
    that."""
    found = known(source.pk, page.url)
    study = pages.study(
        bytes(page.body),
        url=page.url,
        content_type=page.content_type,
        time_zone=source.time_zone,
        title_hint=title_hint,
        editor=editor,
        template=found.template,
        teaches=found.wants_lesson(page.pk),
        is_audit=found.wants_audit(page.pk),
    )
    return Read(known=found, study=study)


def note(read: Read) -> None:
    """How the template fared with one page, and what the page teaches."""
    if read.study.verdict is Verdict.USED:
        _note_use(read.known)
    elif read.study.lesson or (read.known.template.frames and read.study.verdict is not Verdict.UNLEARNT):
        _teach(read.known, read.study)


def _note_use(known: Known) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_USED, (known.row,))
        if cursor.fetchone() != (known.version,):  # another process taught it, or an operator has it learnt anew
            _kept.pop((known.source_id, known.host), None)


@transaction.atomic
def _teach(known: Known, study: Study) -> None:
    locked = PageTemplate.objects.select_for_update()
    row, _is_new = locked.get_or_create(source_id=known.source_id, host=known.host)
    lessons = template.from_record(row.record)
    is_failure = study.verdict is not Verdict.UNLEARNT and row.learnt_at is not None
    if is_failure:
        row.failures, row.failures_in_a_row = row.failures + 1, row.failures_in_a_row + 1
        row.last_failure = study.verdict
    if study.lesson:
        lessons = template.taught(lessons, study.lesson)
        row.lessons, row.lessons_in_a_row = row.lessons + 1, row.lessons_in_a_row + is_failure
    if row.failures_in_a_row >= REDESIGN:
        lessons = lessons[len(lessons) - row.lessons_in_a_row :]
        row.failures_in_a_row, row.lessons_in_a_row, row.relearnt = 0, 0, row.relearnt + 1
        row.learnt_at = None
    _store(row, lessons)


def _store(row: PageTemplate, lessons: list[Lesson]) -> None:
    row.record, row.version = template.as_record(lessons), row.version + 1
    is_learnt = bool(_keep(row, lessons).template.frames)
    row.learnt_at = (row.learnt_at or Now()) if is_learnt else None
    row.save()


def _keep(row: PageTemplate, lessons: list[Lesson]) -> Known:
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    found = Known(
        source_id=row.source_id,
        host=row.host,
        row=row.pk,
        version=row.version,
        lessons=row.lessons,
        template=template.learnt(lessons),
    )
    _kept[row.source_id, row.host] = found
    return found


def learn_anew(*, templates: Collection[int]) -> int:
    """Forget what these templates were learnt from: the next pages are read with care. How many they were."""
    return PageTemplate.objects.filter(pk__in=templates).update(
        record={}, version=F("version") + 1, lessons=0, learnt_at=None, failures_in_a_row=0, lessons_in_a_row=0
    )


def told(row: PageTemplate) -> list[str]:
    """What was learnt, a line each: an element of the page's source, then the places of text within it, and of
    clutter."""
    lines: list[str] = []
    for frame in template.learnt(template.from_record(row.record)).frames:
        lines.append(f"{frame.marker} ({frame.pages} pages)")
        lines += [f"  text: {place}" for place in sorted(frame.text)]
        lines += [f"  clutter: {place}" for place in sorted(frame.clutter)]
    return lines
