"""The marks by which a search finds what lies far back: the month and the year of each article."""

from django.db import migrations

MARK = """
    UPDATE articles_articlesearch SET search = search || array_to_tsvector(ARRAY[
        'month:' || to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM'),
        'year:' || to_char(published_at AT TIME ZONE 'UTC', 'YYYY')]);
"""
UNMARK = """
    UPDATE articles_articlesearch SET search = ts_delete(search, ARRAY[
        'month:' || to_char(published_at AT TIME ZONE 'UTC', 'YYYY-MM'),
        'year:' || to_char(published_at AT TIME ZONE 'UTC', 'YYYY')]);
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0006_more_languages")]

    operations = [migrations.RunSQL(MARK, UNMARK)]
