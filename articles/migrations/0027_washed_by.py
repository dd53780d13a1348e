"""By which sanitiser an article's texts were washed: not known of those that are stored, which are washed again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0026_no_index_for_like")]
    operations = [
        migrations.AddField(
            model_name="article",
            name="washed_by",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=12),
        ),
    ]
