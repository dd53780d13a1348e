"""A claim about a picture or private life hides it at once: decisions of a rule on cases, decisions on pictures for a
case, and a pause of that rule as well."""


import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0021_login_notice'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='casedecision',
            name='case_verdict_known',
        ),
        migrations.AddField(
            model_name='blockingpause',
            name='of',
            field=models.CharField(choices=[('reports', 'reports of readers'), ('claims', 'take-down claims')], db_default='reports', default='reports', editable=False, max_length=10),
        ),
        migrations.AddField(
            model_name='casedecision',
            name='rule',
            field=models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='rule'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='case',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='picture_decisions', to='articles.takedowncase', verbose_name='take-down case'),
        ),
        migrations.AlterField(
            model_name='casedecision',
            name='editor',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='editor'),
        ),
        migrations.AlterField(
            model_name='casedecision',
            name='verdict',
            field=models.CharField(choices=[('excerpt', 'excerpt only'), ('headline', 'headline only'), ('picture', 'without the picture'), ('remove', 'remove'), ('reject', 'reject'), ('source_full', 'whole source: full text'), ('source_excerpt', 'whole source: excerpt only'), ('source_headline', 'whole source: headline only'), ('source_none', 'whole source: nothing at all')], max_length=20, verbose_name='verdict'),
        ),
        migrations.AlterField(
            model_name='takedowncase',
            name='reason',
            field=models.CharField(choices=[('rights', 'We hold the rights and do not allow it'), ('withdrawn', 'We have withdrawn or corrected it ourselves'), ('private', 'It tells of my private life'), ('privacy', "It touches somebody's private life"), ('child', 'It names or shows a child'), ('outdated', 'What it says of me is false, or long past'), ('court', 'A court or an authority has decided so'), ('other', 'Another reason')], max_length=10, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='takedowncase',
            name='wish',
            field=models.CharField(choices=[('excerpt', 'Show an excerpt of at most 300 characters only'), ('headline', 'Show the headline only, with the link to the source'), ('picture', 'Take away the picture only'), ('remove', 'Remove it')], max_length=10, verbose_name='wish'),
        ),
        migrations.AddConstraint(
            model_name='casedecision',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['excerpt', 'headline', 'picture', 'remove', 'reject', 'source_full', 'source_excerpt', 'source_headline', 'source_none'])), name='case_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='casedecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('editor__isnull', False), ('rule', '')), models.Q(('editor', None), models.Q(('rule', ''), _negated=True)), _connector='OR'), name='case_decision_by_editor_or_rule'),
        ),
        migrations.AddConstraint(
            model_name='casedecision',
            constraint=models.CheckConstraint(condition=models.Q(('editor__isnull', False), models.Q(('overrides', None), ('verdict__in', ['headline', 'picture'])), _connector='OR'), name='case_decision_by_rule_is_the_first'),
        ),
    ]
