"""Who tells by a way has the turn there, under a lease. The table has a row for each way, a handful."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0028_washed_by_index")]
    operations = [
        migrations.AddField("noticestate", "leased_until", models.DateTimeField(null=True)),
    ]
