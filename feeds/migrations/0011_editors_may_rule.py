"""Editors see which texts are poor, and may say where a source's pages have theirs."""

from django.db import migrations

MAY = {"entry": {"view_entry": "Can view entry"}, "pagerules": {"change_pagerules": "Can change rules for pages"}}


def let_editors(apps, schema_editor):
    """As in articles' 0003: Django makes permissions after the last migration only."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    for model, names in MAY.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="feeds", model=model)
        for codename, name in names.items():
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0010_rules_and_quality"),
        ("articles", "0003_editors_group"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(let_editors, migrations.RunPython.noop)]
