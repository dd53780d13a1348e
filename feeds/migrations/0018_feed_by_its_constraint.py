"""The indexes of an entry's and of a poll's feed go: others begin with it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0017_page_robots"),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="feed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="entries",
                to="feeds.feed",
                verbose_name="feed",
            ),
        ),
        migrations.AlterField(
            model_name="poll",
            name="feed",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="polls", to="feeds.feed"
            ),
        ),
    ]
