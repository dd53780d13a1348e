"""The index of an article's source goes: it is the beginning of `article_newest_by_source`."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_claims_that_hide"),
    ]

    operations = [
        migrations.AlterField(
            model_name="article",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="articles",
                to="articles.source",
                verbose_name="source",
            ),
        ),
    ]
