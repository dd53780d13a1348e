"""The marks by which a search finds a word of the headline without reading each article that has it anywhere."""

from django.db import migrations

MARK = """
    UPDATE articles_articlesearch SET search = search || array_to_tsvector(ARRAY(
        SELECT 'title:' || lexeme FROM unnest(search) WHERE 'A' = ANY(weights)));
"""
UNMARK = """
    UPDATE articles_articlesearch SET search = ts_delete(search, ARRAY(
        SELECT lexeme FROM unnest(search) WHERE positions IS NULL AND lexeme LIKE 'title:%'));
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_one_index_each")]

    operations = [migrations.RunSQL(MARK, UNMARK)]
