from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0011_editors_may_rule"),
    ]

    operations = [
        migrations.AddField(
            model_name="host",
            name="feed_under_way",
            field=models.BigIntegerField(editable=False, null=True),
        ),
    ]
