"""Reports have a weight and the name of the key that hides who made them; the rule pauses; a group of known readers."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


def make_group(apps, schema_editor):
    """Django makes permissions after the last migration only, so the one that the group needs is made here first."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label="articles", model="image")
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="report_image",
        defaults={"name": "Can report images as a known reader"},
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Readers")
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0009_partial_texts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlockingPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "began_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("ends_at", models.DateTimeField(db_index=True, editable=False)),
                ("rule", models.CharField(editable=False, max_length=200)),
            ],
            options={
                "verbose_name": "pause of automatic blocking",
                "verbose_name_plural": "pauses of automatic blocking",
            },
        ),
        migrations.CreateModel(
            name="LoginGuesses",
            fields=[
                ("mark", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("guesses", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "guesses of a password",
                "verbose_name_plural": "guesses of passwords",
            },
        ),
        migrations.CreateModel(
            name="NoticeState",
            fields=[
                ("channel", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("told_until", models.DateTimeField()),
            ],
            options={
                "verbose_name": "state of the notices",
                "verbose_name_plural": "states of the notices",
            },
        ),
        migrations.CreateModel(
            name="ReaderRecord",
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
                ("upheld", models.PositiveIntegerField(default=0, editable=False, verbose_name="reports upheld")),
                ("dismissed", models.PositiveIntegerField(default=0, editable=False, verbose_name="reports dismissed")),
            ],
            options={
                "verbose_name": "reader's record",
                "verbose_name_plural": "readers' records",
            },
        ),
        migrations.AlterModelOptions(
            name="image",
            options={
                "permissions": [
                    ("moderate_image", "Can decide on reported images"),
                    ("report_image", "Can report images as a known reader"),
                ],
                "verbose_name": "image",
                "verbose_name_plural": "images",
            },
        ),
        migrations.RemoveConstraint(
            model_name="imagereport",
            name="report_one_open_per_person",
        ),
        migrations.AddField(
            model_name="imagereport",
            name="key_name",
            field=models.CharField(blank=True, editable=False, max_length=20),
        ),
        migrations.AddField(
            model_name="imagereport",
            name="weight",
            field=models.FloatField(default=1.0, editable=False),
        ),
        migrations.AlterField(
            model_name="imagereport",
            name="network_key",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AlterField(
            model_name="imagereport",
            name="person_key",
            field=models.CharField(blank=True, editable=False, max_length=32),
        ),
        migrations.AddConstraint(
            model_name="imagereport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_open", True), models.Q(("person_key", ""), _negated=True)),
                fields=("image", "person_key"),
                name="report_one_open_per_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="imagereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 0)), name="report_weight_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="imagereport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("weight", 0), models.Q(("person_key", ""), _negated=True), ("is_open", False), _connector="OR"
                ),
                name="report_counts_by_known_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="blockingpause",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("began_at"))), name="pause_ends"
            ),
        ),
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
