"""A picture's like: two hashes and their bands, what a rule decides because of an editor, and suggestions."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_reports_that_weigh'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # They were another hash: what is compared from now on is made anew (manage.py complete_pictures).
        migrations.RunSQL("UPDATE articles_image SET perceptual_hash = NULL", migrations.RunSQL.noop),
        migrations.CreateModel(
            name='ImageSuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('distance', models.PositiveSmallIntegerField()),
                ('is_open', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'verbose_name': 'image suggestion',
                'verbose_name_plural': 'image suggestions',
            },
        ),
        migrations.RemoveConstraint(
            model_name='image',
            name='image_status_known',
        ),
        migrations.AddField(
            model_name='image',
            name='confirming_hash',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='image',
            name='has_jpeg',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='follows',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='articles.moderationdecision', verbose_name='decision that it follows from'),
        ),
        migrations.AlterField(
            model_name='image',
            name='status',
            field=models.CharField(choices=[('pending', 'not fetched yet'), ('shown', 'shown'), ('blocked', 'blocked'), ('unusable', 'unusable'), ('repeated', 'stands on many articles')], default='pending', max_length=10, verbose_name='status'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('perceptual_hash'), '>>', models.Value(48)), '&', models.Value(65535)), include=('perceptual_hash', 'id'), name='image_band_0'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('perceptual_hash'), '>>', models.Value(32)), '&', models.Value(65535)), include=('perceptual_hash', 'id'), name='image_band_1'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('perceptual_hash'), '>>', models.Value(16)), '&', models.Value(65535)), include=('perceptual_hash', 'id'), name='image_band_2'),
        ),
        migrations.AddIndex(
            model_name='image',
            index=models.Index(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('perceptual_hash'), '>>', models.Value(0)), '&', models.Value(65535)), include=('perceptual_hash', 'id'), name='image_band_3'),
        ),
        migrations.AddConstraint(
            model_name='image',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'shown', 'blocked', 'unusable', 'repeated'])), name='image_status_known'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(condition=models.Q(('follows', None), ('editor', None), _connector='OR'), name='decision_by_rule_follows'),
        ),
        migrations.AddField(
            model_name='imagesuggestion',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='articles.moderationdecision'),
        ),
        migrations.AddField(
            model_name='imagesuggestion',
            name='image',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='articles.image'),
        ),
        migrations.AddIndex(
            model_name='imagesuggestion',
            index=models.Index(condition=models.Q(('is_open', True)), fields=['image'], name='suggestion_open'),
        ),
        migrations.AddConstraint(
            model_name='imagesuggestion',
            constraint=models.UniqueConstraint(fields=('image', 'decision'), name='suggestion_one_a_decision'),
        ),
    ]
