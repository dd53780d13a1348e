"""Claims, undoing, sources without pictures; what a decision closed; codes that stand in for a second factor."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY = """
    CREATE TRIGGER picture_policy_append_only BEFORE UPDATE OR DELETE ON articles_picturepolicy
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
CHANGEABLE = "DROP TRIGGER picture_policy_append_only ON articles_picturepolicy;"


def let_editors_see(apps, schema_editor):
    """Django makes permissions after the last migration only, so the one that the group needs is made here first."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label="articles", model="picturepolicy")
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="view_picturepolicy",
        defaults={"name": "Can view decision on a source's pictures"},
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0012_taking_down"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImageClaim",
            fields=[
                ("picture", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("ends_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "claim of an image",
                "verbose_name_plural": "claims of images",
            },
        ),
        migrations.CreateModel(
            name="PicturePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shows_pictures", models.BooleanField(verbose_name="its pictures are shown")),
                ("reasoning", models.CharField(blank=True, max_length=500, verbose_name="reasoning")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="decided at"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on a source's pictures",
                "verbose_name_plural": "decisions on sources' pictures",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
            ],
            options={
                "verbose_name": "recovery code",
                "verbose_name_plural": "recovery codes",
            },
        ),
        migrations.AddField(
            model_name="imagereport",
            name="closed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closed_reports",
                to="articles.moderationdecision",
            ),
        ),
        migrations.AddField(
            model_name="imagesuggestion",
            name="closed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closed_suggestions",
                to="articles.moderationdecision",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="shows_pictures",
            field=models.BooleanField(
                db_default=True, default=True, editable=False, verbose_name="its pictures are shown"
            ),
        ),
        migrations.AlterField(
            model_name="moderationdecision",
            name="verdict",
            field=models.CharField(
                choices=[("block", "block"), ("keep", "keep"), ("lift", "lift the block"), ("undo", "undo")],
                max_length=10,
                verbose_name="verdict",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationdecision",
            index=models.Index(fields=["created_at"], name="decision_by_time"),
        ),
        migrations.AddConstraint(
            model_name="moderationdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "undo")), fields=("overrides",), name="decision_undone_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "undo"), _negated=True),
                    models.Q(("editor__isnull", False), ("overrides__isnull", False)),
                    _connector="OR",
                ),
                name="decision_undo_is_an_editor_s_of_one",
            ),
        ),
        migrations.AddField(
            model_name="imageclaim",
            name="editor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="picturepolicy",
            name="editor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="editor",
            ),
        ),
        migrations.AddField(
            model_name="picturepolicy",
            name="image",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.image",
                verbose_name="image",
            ),
        ),
        migrations.AddField(
            model_name="picturepolicy",
            name="overrides",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.picturepolicy",
                verbose_name="decision that it overrides",
            ),
        ),
        migrations.AddField(
            model_name="picturepolicy",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="picture_policies",
                to="articles.source",
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="recoverycode",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
        migrations.RunPython(let_editors_see, migrations.RunPython.noop),
    ]
