"""What publishers and persons ask to have taken down; decisions on it, which cannot be changed; editors may decide."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


APPEND_ONLY = """
    CREATE TRIGGER case_decision_append_only BEFORE UPDATE OR DELETE ON articles_casedecision
        FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""
CHANGEABLE = "DROP TRIGGER case_decision_append_only ON articles_casedecision"
MAY = {
    "takedowncase": {
        "view_takedowncase": "Can view take-down case",
        "decide_takedown": "Can decide on take-down cases",
    },
    "casedecision": {"view_casedecision": "Can view decision on a case"},
}


def allow_editors(apps, schema_editor):
    """Django makes permissions after the last migration only, so those that the group needs are made here first."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    for model, names in MAY.items():
        content_type, _ = ContentType.objects.get_or_create(app_label="articles", model=model)
        for codename, name in names.items():
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type, codename=codename, defaults={"name": name}
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0011_its_like'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('excerpt', 'excerpt only'), ('headline', 'headline only'), ('remove', 'remove'), ('reject', 'reject'), ('source_full', 'whole source: full text'), ('source_excerpt', 'whole source: excerpt only'), ('source_headline', 'whole source: headline only'), ('source_none', 'whole source: nothing at all')], max_length=20, verbose_name='verdict')),
                ('reasoning', models.CharField(blank=True, max_length=500, verbose_name='reasoning')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'decision on a case',
                'verbose_name_plural': 'decisions on cases',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='TakedownCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requester', models.CharField(choices=[('publisher', 'publisher'), ('person', 'person concerned')], max_length=10, verbose_name='requester')),
                ('is_of_source', models.BooleanField(default=False, verbose_name='whole source')),
                ('wish', models.CharField(choices=[('excerpt', 'Show an excerpt of at most 300 characters only'), ('headline', 'Show the headline only, with the link to the source'), ('remove', 'Remove it')], max_length=10, verbose_name='wish')),
                ('reason', models.CharField(choices=[('rights', 'We hold the rights and do not allow it'), ('withdrawn', 'We have withdrawn or corrected it ourselves'), ('private', 'It tells of my private life'), ('child', 'It names or shows a child'), ('outdated', 'What it says of me is false, or long past'), ('court', 'A court or an authority has decided so'), ('other', 'Another reason')], max_length=10, verbose_name='reason')),
                ('details', models.TextField(blank=True, verbose_name='details')),
                ('name', models.CharField(blank=True, max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='asked at')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True, verbose_name='confirmed at')),
                ('link_sent_at', models.DateTimeField(editable=False, null=True)),
                ('attempts', models.PositiveIntegerField(default=0, editable=False)),
                ('forgotten_at', models.DateTimeField(editable=False, null=True, verbose_name='requester forgotten at')),
            ],
            options={
                'verbose_name': 'take-down case',
                'verbose_name_plural': 'take-down cases',
                'permissions': [('decide_takedown', 'Can decide on take-down cases')],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='removed_for',
            field=models.CharField(blank=True, choices=[('publisher', 'publisher'), ('person', 'person concerned')], db_default='', default='', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='article',
            name='restricted_to',
            field=models.CharField(blank=True, choices=[('full', 'full text'), ('excerpt', 'excerpt of at most 300 characters'), ('headline', 'headline only')], db_default='', default='', editable=False, max_length=10, verbose_name='restricted to'),
        ),
        migrations.AddField(
            model_name='source',
            name='withdrawn_for',
            field=models.CharField(blank=True, choices=[('publisher', 'publisher'), ('person', 'person concerned')], db_default='', default='', editable=False, max_length=10),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('removed_for', ''), ('removed_at__isnull', False), _connector='OR'), name='article_removed_for_is_removed'),
        ),
        migrations.AddField(
            model_name='casedecision',
            name='editor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='editor'),
        ),
        migrations.AddField(
            model_name='casedecision',
            name='overrides',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.casedecision', verbose_name='decision that it overrides'),
        ),
        migrations.AddField(
            model_name='takedowncase',
            name='articles',
            field=models.ManyToManyField(related_name='takedown_cases', to='articles.article', verbose_name='articles'),
        ),
        migrations.AddField(
            model_name='takedowncase',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='takedown_cases', to='articles.source', verbose_name='source'),
        ),
        migrations.AddField(
            model_name='takedowncase',
            name='told_decision',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='articles.casedecision'),
        ),
        migrations.AddField(
            model_name='casedecision',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='articles.takedowncase', verbose_name='case'),
        ),
        migrations.AddIndex(
            model_name='takedowncase',
            index=models.Index(fields=['email', 'created_at'], name='case_by_email'),
        ),
        migrations.AddIndex(
            model_name='takedowncase',
            index=models.Index(fields=['confirmed_at'], name='case_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='takedowncase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('forgotten_at', None), models.Q(('email', ''), _negated=True), models.Q(('name', ''), _negated=True)), models.Q(('details', ''), ('email', ''), ('forgotten_at__isnull', False), ('name', '')), _connector='OR'), name='case_requester_known_until_forgotten'),
        ),
        migrations.AddConstraint(
            model_name='takedowncase',
            constraint=models.CheckConstraint(condition=models.Q(('requester', 'publisher'), ('is_of_source', False), _connector='OR'), name='case_person_asks_for_articles'),
        ),
        migrations.AddConstraint(
            model_name='casedecision',
            constraint=models.UniqueConstraint(fields=('overrides',), name='case_decision_overridden_once'),
        ),
        migrations.AddConstraint(
            model_name='casedecision',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['excerpt', 'headline', 'remove', 'reject', 'source_full', 'source_excerpt', 'source_headline', 'source_none'])), name='case_verdict_known'),
        ),
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
        migrations.RunPython(allow_editors, migrations.RunPython.noop),
    ]
