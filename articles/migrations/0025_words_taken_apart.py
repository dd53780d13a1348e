"""The search reads words otherwise from here on (docs/decisions/0036). Each article was indexed again here once, which held
an update up for an hour a million articles. Now that is done while the portal runs: 0027 leaves all articles there are
with a text that nobody is known to have washed, and whoever washes those indexes them as well (articles/rewashing.py)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0024_told_of_factor")]

    operations = []
