"""The group "Editors": its members see what the portal holds and decide on reported images, and nothing else."""

from django.db import migrations

MAY = {
    ("articles", "article"): {"view_article": "Can view article"},
    ("articles", "source"): {"view_source": "Can view source"},
    ("articles", "image"): {
        "view_image": "Can view image",
        "moderate_image": "Can decide on reported images",
    },
    ("articles", "moderationdecision"): {"view_moderationdecision": "Can view moderation decision"},
    ("feeds", "feed"): {"view_feed": "Can view feed"},
}


def make_group(apps, schema_editor):
    """Django makes permissions after the last migration only, so those that the group needs are made here first."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    for (app_label, model), names in MAY.items():
        content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
        for codename, name in names.items():
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_text_search_and_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="image",
            options={"permissions": [("moderate_image", "Can decide on reported images")]},
        ),
        migrations.RunPython(make_group, migrations.RunPython.noop),
    ]
