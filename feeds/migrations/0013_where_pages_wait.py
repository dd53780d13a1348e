"""Pages wait for their extractor uncompressed and outside of the write-ahead log (docs/decisions/0020)."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies: ClassVar = [("feeds", "0012_feed_under_way")]
    operations: ClassVar = [
        migrations.RunSQL(
            [
                "ALTER TABLE feeds_pagedownload ALTER COLUMN body SET STORAGE EXTERNAL",
                "ALTER TABLE feeds_pagedownload SET UNLOGGED",
                "ALTER TABLE feeds_imagedownload ALTER COLUMN body SET STORAGE EXTERNAL",
            ],
            [
                "ALTER TABLE feeds_imagedownload ALTER COLUMN body SET STORAGE EXTENDED",
                "ALTER TABLE feeds_pagedownload SET LOGGED",
                "ALTER TABLE feeds_pagedownload ALTER COLUMN body SET STORAGE EXTENDED",
            ],
        ),
    ]
