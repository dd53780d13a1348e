import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0007_subscription'),
    ]

    operations = [
        migrations.AddField(
            model_name='host',
            name='requests_at_once',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Requests under way at one time, together with its neighbours under the same registered name; empty: HOST_REQUESTS_AT_ONCE.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='requests at once'),
        ),
        migrations.AddField(
            model_name='host',
            name='silences',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='requests in a row without an answer'),
        ),
    ]
