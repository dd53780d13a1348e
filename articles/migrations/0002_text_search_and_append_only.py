"""Text search configurations that fold accents before they stem, and decisions that cannot be changed."""

from django.db import migrations

from articles.knowledge.languages import STEMMERS

MAKE = "".join(
    f"""
    CREATE TEXT SEARCH CONFIGURATION {config} (COPY = pg_catalog.simple);
    ALTER TEXT SEARCH CONFIGURATION {config}
        ALTER MAPPING FOR hword, hword_part, word, asciihword, asciiword, hword_asciipart WITH {dictionaries};
    """
    for config, dictionaries in [
        # Arabic is normalised by articles/knowledge/arabic.py, before Postgres sees it
        ("news_ar", "simple"),
        ("news_simple", "unaccent, simple"),
        *((config, f"unaccent, {stemmer}") for config, stemmer in STEMMERS.items()),
    ]
)
DROP = "".join(
    f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {config};" for config in ["news_ar", "news_simple", *STEMMERS]
)
APPEND_ONLY = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'moderation decisions are append-only: add one that overrides it';
    END $$;
    CREATE TRIGGER moderation_decision_append_only BEFORE UPDATE OR DELETE ON articles_moderationdecision
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
CHANGEABLE = """
    DROP TRIGGER moderation_decision_append_only ON articles_moderationdecision;
    DROP FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunSQL(MAKE, DROP), migrations.RunSQL(APPEND_ONLY, CHANGEABLE)]
