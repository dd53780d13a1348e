"""When an account's owner was told last that their second factor is guessed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_source_by_newest")]
    operations = [
        migrations.AddField(
            model_name="loginnotice", name="told_of_factor_at", field=models.DateTimeField(null=True)
        ),
    ]
