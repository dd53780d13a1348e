"""Three indexes go that nobody asks: Django makes one for LIKE beside each of a CharField that is unique or indexed, and
an address's key and a picture's digest are only ever compared whole. Nobody waits: they are dropped while the portal is
open, and those that stay get other names."""

from django.db import migrations, models

UNUSED = {
    "articles_article_url_key_1f054d7a_like": "articles_article (url_key varchar_pattern_ops)",
    "articles_image_url_key_06150c39_like": "articles_image (url_key varchar_pattern_ops)",
    "articles_image_digest_15c5db70_like": "articles_image (digest varchar_pattern_ops)",
}
# In one statement, so that the migration can begin again wherever it was broken off.
RENAME = """DO $$ BEGIN
    ALTER TABLE articles_article RENAME CONSTRAINT articles_article_url_key_key TO article_once_per_address;
    ALTER TABLE articles_image RENAME CONSTRAINT articles_image_url_key_key TO image_once_per_address;
    ALTER INDEX articles_image_digest_15c5db70 RENAME TO image_by_digest;
END $$"""
RENAME_BACK = """DO $$ BEGIN
    ALTER TABLE articles_article RENAME CONSTRAINT article_once_per_address TO articles_article_url_key_key;
    ALTER TABLE articles_image RENAME CONSTRAINT image_once_per_address TO articles_image_url_key_key;
    ALTER INDEX image_by_digest RENAME TO articles_image_digest_15c5db70;
END $$"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0025_words_taken_apart")]

    operations = [
        *(
            migrations.RunSQL(
                f"DROP INDEX CONCURRENTLY IF EXISTS {name}", f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {of}"
            )
            for name, of in UNUSED.items()
        ),
        migrations.RunSQL(
            [RENAME],  # a list: it is not taken apart at its semicolons
            [RENAME_BACK],
            state_operations=[
                migrations.AlterField("article", "url_key", models.CharField(editable=False, max_length=32)),
                migrations.AlterField("image", "url_key", models.CharField(editable=False, max_length=32)),
                migrations.AlterField(
                    "image",
                    "digest",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="digest of the bytes"),
                ),
                migrations.AddConstraint(
                    "article", models.UniqueConstraint(fields=("url_key",), name="article_once_per_address")
                ),
                migrations.AddConstraint(
                    "image", models.UniqueConstraint(fields=("url_key",), name="image_once_per_address")
                ),
                migrations.AddIndex("image", models.Index(fields=["digest"], name="image_by_digest")),
            ],
        ),
    ]
