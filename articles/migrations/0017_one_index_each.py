"""One index where there were two: an article's image, and the decision on a case that another overrides."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0016_starter_sections"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="article", name="article_image"),
        migrations.RemoveConstraint(model_name="casedecision", name="case_decision_overridden_once"),
        migrations.AlterField(
            model_name="casedecision",
            name="overrides",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.casedecision",
                verbose_name="decision that it overrides",
            ),
        ),
    ]
