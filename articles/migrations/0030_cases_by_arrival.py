"""Take-down cases are looked up by when they came, however their address is written: the index that began with the
address was walked from end to end for it. Both are done while the portal is open."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0029_notice_leases")]
    operations = [
        AddIndexConcurrently("takedowncase", models.Index(fields=["created_at"], name="case_by_arrival")),
        RemoveIndexConcurrently("takedowncase", "case_by_email"),
    ]
