"""Each article's words are read as the search reads them now (docs/decisions/0036): the newest first, in transactions of
their own, so that the portal stays open meanwhile. Run again, it begins again, and changes nothing twice."""

from typing import Any

from django.db import migrations

from articles.search.indexing import index_again

BATCH = 500


def read_again(apps: Any, schema_editor: Any) -> None:
    articles = apps.get_model("articles", "Article").objects.order_by("-pk")
    texts = articles.only("title", "lead", "body_text", "language", "published_at")
    batch = list(texts[:BATCH])
    while batch:
        index_again(batch)
        batch = list(texts.filter(pk__lt=batch[-1].pk)[:BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0024_told_of_factor")]

    operations = [migrations.RunPython(read_again, migrations.RunPython.noop)]
