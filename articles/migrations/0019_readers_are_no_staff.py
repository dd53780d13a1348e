"""Known readers sign in among the readers' pages: who is nothing else needs no way into the admin."""

from django.db import migrations
from django.db.models import Count


def _readers(apps):
    accounts = apps.get_model("auth", "User").objects
    known = accounts.filter(groups__name="Readers", is_superuser=False, user_permissions=None)
    plain = accounts.annotate(number=Count("groups")).filter(number=1, pk__in=known.values("pk"))
    return accounts.filter(pk__in=list(plain.values_list("pk", flat=True)))


def close(apps, _schema_editor):
    _readers(apps).update(is_staff=False)


def open_again(apps, _schema_editor):
    _readers(apps).update(is_staff=True)


class Migration(migrations.Migration):
    dependencies = [("articles", "0018_search_by_headline"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(close, open_again)]
