"""What is needed to tell an account's owner, in their language and not too often, that their login has to wait."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_wide_networks"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="LoginNotice",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("language", models.CharField(blank=True, default="", max_length=8)),
                ("told_at", models.DateTimeField(null=True)),
            ],
            options={"verbose_name": "notice of a login", "verbose_name_plural": "notices of logins"},
        ),
    ]
