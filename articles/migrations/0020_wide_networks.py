"""Reports keep a second, coarser mark of their network: a block without an editor takes several providers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_readers_are_no_staff")]
    operations = [
        migrations.AddField(
            model_name="imagereport",
            name="wide_network_key",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=32),
        ),
    ]
