"""Relating: which other articles share an article's rare words, looked for in the background and kept beside it.

The words of its headline and its lead are looked up one by one in the search index, in the months around its date; a
word that more than MOST articles have there is no sign of anything. Each article found gets the weights of the words
that it shares: the rarer a word, the more it weighs. No article's text is read, however many there are
(docs/decisions/0022)."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from articles.models import Article, RelatedArticles
from articles.search.indexing import month_lexeme

BATCH: Final = 50  # articles a transaction
PATIENCE: Final = timedelta(seconds=20)  # one look at what is due ends in time for the next
WINDOW: Final = timedelta(days=14)  # before and after the article: the months that it touches are searched
BEGINNING: Final = 60  # words: the headline, the lead, or the text's first sentences
WORDS: Final = 12  # that are looked up: those that recur in the text, and those of the headline, first
COMMON: Final = 8_000  # articles of all times: a word that more of them have is not looked up
MOST: Final = 400  # articles in these months: a word that more of them have says nothing
SHARED: Final = 2  # words at least: one may be chance
LIKENESS: Final = 0.33  # of the weight of all the article's own words
KEPT: Final = 12
FIRST_PAUSE: Final = timedelta(hours=1)
GROWTH: Final = 3  # an article waits so many times its age for the next look, until the window is over

# The commonest words with how many articles have each, as Postgres' own statistics have them: each would cost the index
# a long walk for nothing. Behind the words' shares stand the least and the greatest of them, which have no word.
_COMMONEST: Final = """
    SELECT word, share, share * reltuples FROM pg_class, pg_stats,
        unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (word, share)
    WHERE pg_class.oid = 'articles_articlesearch'::regclass AND schemaname = current_schema
      AND tablename = 'articles_articlesearch' AND attname = 'search' AND word IS NOT NULL"""
# Before Postgres has looked at a table that grows it takes twelve walks through all texts for quicker: 150 ms at 5,000
# articles, where the index takes 3.
_BY_INDEX: Final = "SET LOCAL enable_seqscan = off"
_ALIKE: Final = r"""
    WITH words AS (
        SELECT lexeme, (CASE WHEN 'A' = ANY(weights) THEN 2 ELSE 1 END) * (1 + ln(cardinality(positions))) AS weight,
            '''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''' AS quoted
        FROM articles_articlesearch, unnest(search)
        WHERE article_id = %(article)s AND positions[1] <= %(beginning)s AND length(lexeme) > 1
          AND lexeme <> ALL(%(too_common)s)
        ORDER BY 2 DESC, 1 LIMIT %(words)s
    ), hits AS MATERIALIZED (
        SELECT lexeme, weight, found.article_id FROM words, LATERAL (
            SELECT article_id FROM articles_articlesearch
            WHERE search @@ (quoted::tsquery && %(months)s::tsquery) LIMIT %(most)s + 1) AS found
    ), telling AS (
        SELECT lexeme, ln(1 + %(most)s::float / count(*)) AS rarity FROM hits
        GROUP BY lexeme HAVING count(*) <= %(most)s
    ), scores AS (
        SELECT article_id, sum(weight * rarity) AS score, count(*) AS shared
        FROM hits JOIN telling USING (lexeme) GROUP BY article_id
    )
    SELECT article_id FROM scores
    WHERE article_id <> %(article)s AND shared >= %(shared)s
      AND score >= %(likeness)s * (SELECT score FROM scores WHERE article_id = %(article)s)
    ORDER BY score DESC, article_id DESC LIMIT %(kept)s"""
_LIMITS: Final = {
    "beginning": BEGINNING,
    "words": WORDS,
    "most": MOST,
    "shared": SHARED,
    "likeness": LIKENESS,
    "kept": KEPT,
}


class _Common(NamedTuple):
    """A word, or a mark, that many articles have: their share of all, and how many they are."""

    word: str
    share: float
    articles: float


def relate_due(*, now: datetime) -> int:
    """Look for what is related to the articles that are due, for a while; how many there were."""
    until, done = timezone.now() + PATIENCE, 0
    while timezone.now() < until:
        batch = _relate_some(now)
        done += batch
        if batch < BATCH:
            break
    return done


@transaction.atomic
def _relate_some(now: datetime) -> int:
    """The rows are locked: two who look at one time take different ones."""
    due = RelatedArticles.objects.filter(due_at__lte=now).select_related("article").only("article__published_at")
    rows = list(due.order_by("due_at").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    with connection.cursor() as cursor:
        cursor.execute(_BY_INDEX)
        commonest = _commonest(cursor) if rows else []
        for row in rows:
            row.others = _alike(cursor, row.article, commonest)
            row.due_at = _due_again(row.article.published_at, now)
    RelatedArticles.objects.bulk_update(rows, ["others", "due_at"])
    return len(rows)


def _commonest(cursor: Any) -> list[_Common]:
    """Nothing while Postgres has not looked at the table yet."""
    cursor.execute(_COMMONEST)
    return [_Common(*row) for row in cursor.fetchall()]


def _alike(cursor: Any, article: Article, commonest: Sequence[_Common]) -> list[int]:
    marks = _marks(article.published_at - WINDOW, article.published_at, article.published_at + WINDOW)
    months = " | ".join(f"'{mark}'" for mark in sorted(marks))
    too_common = _too_common(commonest, marks)
    cursor.execute(_ALIKE, {"article": article.pk, "months": months, "too_common": too_common, **_LIMITS})
    return [article_id for (article_id,) in cursor.fetchall()]


def _too_common(commonest: Sequence[_Common], marks: Collection[str]) -> list[str]:
    """Words that COMMON articles have, or more than MOST of these months, as far as they are as frequent then as ever:
    they would be looked up in place of words that say something."""
    share = sum(each.share for each in commonest if each.word in marks)
    return [each.word for each in commonest if each.articles > COMMON or each.articles * share > _LIMITS["most"]]


def _due_again(published_at: datetime, now: datetime) -> datetime | None:
    """What follows an article comes soon after it; what comes later comes rarely."""
    age = now - published_at
    return now + max(FIRST_PAUSE, GROWTH * age) if age < WINDOW else None


def _marks(*moments: datetime) -> set[str]:
    """Of these moments' months (of UTC)."""
    return {month_lexeme(moment.year, moment.month) for moment in (each.astimezone(UTC) for each in moments)}
