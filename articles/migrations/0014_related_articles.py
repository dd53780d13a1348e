"""What is related to an article, kept beside it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# The newest first, and slowly: what a portal gathered in two years is looked through in twelve days.
FILL = """
    INSERT INTO articles_relatedarticles (article_id, others, due_at)
    SELECT article_id, '{}', now() + greatest(now() - published_at, interval '0') / 60 FROM articles_articlesearch"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0013_the_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='RelatedArticles',
            fields=[
                ('article', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='related_row', serialize=False, to='articles.article')),
                ('others', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('due_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'related articles',
                'verbose_name_plural': 'related articles',
                'indexes': [models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='related_due')],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
