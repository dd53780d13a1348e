"""Which articles are to be washed again is found by an index, made while the portal stays open: nobody waits for it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0027_washed_by")]
    operations = [
        AddIndexConcurrently("article", models.Index(fields=["washed_by"], name="article_washed_by")),
    ]
