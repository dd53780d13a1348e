"""Learning: what a source's pages have in common is loaded, kept in this process, and taught by each page that was
read with care. The row is the truth; several extractors may teach it at a time.

A source that has learnt nothing yet is read by what another one's pages at the same host have in common, as long as
that fits: a newspaper's sections come as many feeds, and one program makes all of their pages."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from articles import preparing
from articles.models import Source
from feeds import pages
from feeds.knowledge.canonical_url import host_name
from feeds.models import PageDownload, PageTemplate
from feeds.pages import Study, Verdict, template
from feeds.pages.rules import NONE, Rules
from feeds.pages.template import Lesson, Template

AUDITED: Final = 40  # of so many pages that the template fits, one is read with care as well
PROVEN: Final = 120  # pages in which it fitted, three of them read with care as well, after which that is done seldom
AUDITED_SELDOM: Final = 100
EAGER: Final = 20  # lessons that every page of a source gives; one whose pages have nothing in common gives fewer then
SELDOM: Final = 10  # of so many pages one
REDESIGN: Final = 5  # failures in a row after which the old pages say nothing of the new ones
MOST_KEPT: Final = 300  # templates in the memory of a process, 20 KB each
_USED: Final = """
    WITH held AS (
        SELECT id FROM feeds_pagetemplate WHERE id = ANY(%(rows)s::bigint[]) ORDER BY id FOR NO KEY UPDATE)
    UPDATE feeds_pagetemplate
    SET uses = uses + pages.count, uses_since_learnt = uses_since_learnt + pages.count, last_used_at = now(),
        failures_in_a_row = CASE WHEN pages.fits THEN 0 ELSE failures_in_a_row END,
        lessons_in_a_row = CASE WHEN pages.fits THEN 0 ELSE lessons_in_a_row END
    FROM held
    JOIN unnest(%(rows)s::bigint[], %(counts)s::int[], %(fits)s::boolean[]) AS pages(id, count, fits) USING (id)
    WHERE feeds_pagetemplate.id = held.id RETURNING feeds_pagetemplate.id, version, uses_since_learnt"""
# Without its record, which a process reads once a version. Written out, since it runs for every page until five agree.
_FIELDS: Final = ("id", "source_id", "host", "version", "lessons", "learnt_at", "uses_since_learnt", "failures")
_ROWS: Final = f"""
    SELECT {", ".join(_FIELDS)} FROM feeds_pagetemplate
    WHERE host = %(host)s AND (source_id = %(source)s OR learnt_at IS NOT NULL)
    ORDER BY source_id = %(source)s DESC, uses DESC, id LIMIT 2"""  # noqa: S608  # no value stands in it
_kept: "dict[tuple[int, str], Known]" = {}


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a source's pages at one host; `row` is None where nothing is, and another source's where the
    template is borrowed."""

    source_id: int
    host: str
    row: int | None = None
    version: int = 0
    lessons: int = 0
    uses: int = 0  # since it was learnt, as last heard of
    template: Template = field(default_factory=Template)
    is_borrowed: bool = False

    def wants_lesson(self, number: int) -> bool:
        """Whether a page that is read with care is worth learning from; `number` is any of its own."""
        return bool(self.template.frames) or self.lessons < EAGER or number % SELDOM == 0

    def wants_audit(self, number: int) -> bool:
        return number % (AUDITED if self.uses < PROVEN else AUDITED_SELDOM) == 0


def known(source_id: int, url: str) -> Known:
    """What is known of the source's pages at the address's host. A learnt template is kept until `note_uses` hears that
    the row has changed; one that is being learnt is looked up each time."""
    key = source_id, host_name(url)
    kept = _kept.get(key)
    if kept and kept.template.frames:
        return kept
    row = _row(*key)
    if row is None:
        return Known(source_id=source_id, host=key[1])
    if kept and (kept.row, kept.version) == (row.pk, row.version):
        return kept
    return _keep(_known_by(row, template.from_record(row.record), reader=source_id))


def _row(source_id: int, host: str) -> PageTemplate | None:
    """The source's own, unless it has learnt nothing while a neighbour has, whose template did not fail it yet."""
    rows = preparing.run(_ROWS, {"source": source_id, "host": host})
    found = [preparing.instance(PageTemplate, row, names=_FIELDS) for row in rows]
    own = next((row for row in found if row.source_id == source_id), None)
    if own and (own.learnt_at or own.failures):
        return own
    return next((row for row in found if row is not own), own)


@dataclass(frozen=True, kw_only=True)
class Read:
    """A page as it was read, and by what."""

    known: Known
    study: Study


class Course:
    """The pages of one batch, read one after the other. What a page teaches is written at once, since other extractors
    wait for it; that it fitted is left to `note_uses`, when the batch is stored."""

    def __init__(self) -> None:
        self._fitting: set[int | None] = set()  # rows whose last page fitted

    def read(self, page: PageDownload, *, source: Source, title_hint: str, editor: Rules = NONE) -> Read:
        """Read a page by an editor's rules, by its source's template, or with care."""
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
        if study.verdict is Verdict.USED:
            self._fitting.add(found.row)
        elif study.lesson or (found.template.frames and study.verdict is not Verdict.UNLEARNT):
            _teach(found, study, fitted_before=found.row in self._fitting)
            self._fitting.discard(found.row)
        return Read(known=found, study=study)


def note_uses(reads: Sequence[Read]) -> None:
    """Count the pages of a batch that their templates fitted."""
    used = [read.known for read in reads if read.study.verdict is Verdict.USED]
    if not used:
        return
    counts = Counter(known.row for known in used)
    last = {read.known.row: read.study.verdict for read in reads}
    fits = [last[row] is Verdict.USED for row in counts]
    found = preparing.run(_USED, {"rows": list(counts), "counts": list(counts.values()), "fits": fits})
    fared = {row: (version, uses) for row, version, uses in found}
    for known in used:
        version, uses = fared.get(known.row, (None, 0))
        if version == known.version:
            _kept[known.source_id, known.host] = replace(known, uses=uses)
        else:  # another process taught it, or an operator has it learnt anew
            _kept.pop((known.source_id, known.host), None)


@transaction.atomic
def _teach(known: Known, study: Study, *, fitted_before: bool) -> None:
    """A page that was read with care; `fitted_before`: the one before it was not."""
    locked = PageTemplate.objects.select_for_update()
    row, _is_new = locked.get_or_create(source_id=known.source_id, host=known.host)
    lessons = template.from_record(row.record)
    if fitted_before and not known.is_borrowed:
        row.failures_in_a_row = row.lessons_in_a_row = 0
    is_failure = study.verdict is not Verdict.UNLEARNT and (row.learnt_at is not None or known.is_borrowed)
    if is_failure:
        row.failures, row.failures_in_a_row = row.failures + 1, row.failures_in_a_row + 1
        row.last_failure = study.verdict
    if study.lesson:
        lessons = template.taught(lessons, study.lesson)
        row.lessons, row.lessons_in_a_row = row.lessons + 1, row.lessons_in_a_row + is_failure
    if row.failures_in_a_row >= REDESIGN:
        lessons = lessons[len(lessons) - row.lessons_in_a_row :]
        row.failures_in_a_row, row.lessons_in_a_row, row.relearnt = 0, 0, row.relearnt + 1
        row.learnt_at, row.uses_since_learnt = None, 0
    _store(row, lessons)


def _store(row: PageTemplate, lessons: list[Lesson]) -> None:
    row.record, row.version = template.as_record(lessons), row.version + 1
    found = _known_by(row, lessons, reader=row.source_id)
    is_learnt = bool(found.template.frames)
    row.learnt_at = (row.learnt_at or Now()) if is_learnt else None
    row.uses_since_learnt = row.uses_since_learnt if is_learnt else 0
    row.save()
    transaction.on_commit(lambda: _keep(found))  # a version that was never stored may be another one's tomorrow


def _keep(found: Known) -> Known:
    if len(_kept) >= MOST_KEPT:
        _kept.clear()
    _kept[found.source_id, found.host] = found
    return found


def _known_by(row: PageTemplate, lessons: list[Lesson], *, reader: int) -> Known:
    """For the source that reads by it, its own or another's."""
    return Known(
        source_id=reader,
        host=row.host,
        row=row.pk,
        version=row.version,
        lessons=row.lessons,
        uses=row.uses_since_learnt,
        template=template.learnt(lessons),
        is_borrowed=row.source_id != reader,
    )


def learn_anew(*, templates: Collection[int]) -> int:
    """Forget what these templates were learnt from: the next pages are read with care. How many they were."""
    return PageTemplate.objects.filter(pk__in=templates).update(
        record={},
        version=F("version") + 1,
        lessons=0,
        learnt_at=None,
        uses_since_learnt=0,
        failures_in_a_row=0,
        lessons_in_a_row=0,
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
