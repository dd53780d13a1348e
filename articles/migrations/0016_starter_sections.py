"""The words that a portal begins with, for editors to change; what is stored already is sorted by them, in batches."""

from django.db import migrations

from articles.knowledge.section_words import word_key
from articles.knowledge.starter_sections import starter_words

ALL = 2**63 - 1  # above every article's number
MAY = {
    "view_sectionword": "Can view word of a section",
    "add_sectionword": "Can add word of a section",
    "change_sectionword": "Can change word of a section",
    "delete_sectionword": "Can delete word of a section",
}


def make_words(apps, schema_editor):
    SectionWord = apps.get_model("articles", "SectionWord")
    words = {word_key(word): (word, section) for section, words in starter_words().items() for word in words}
    SectionWord.objects.bulk_create(
        [SectionWord(word=word, key=key, section=section) for key, (word, section) in words.items()]
    )
    apps.get_model("articles", "SortingState").objects.create(below=ALL)


def let_editors_sort(apps, schema_editor):
    """Django makes permissions after the last migration only, so those that the group needs are made here first."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _ = ContentType.objects.get_or_create(app_label="articles", model="sectionword")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    for codename, name in MAY.items():
        permission, _ = Permission.objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_sections_and_authors"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(make_words, migrations.RunPython.noop),
        migrations.RunPython(let_editors_sort, migrations.RunPython.noop),
    ]
