"""The secrets of second factors, so far in clear, are sealed. Their recovery codes and sessions stay good."""

from django.db import migrations

from newsportal import sealing
from newsportal.models import owner


def seal(apps, _schema_editor):
    devices = apps.get_model("otp_totp", "TOTPDevice").objects
    for device in devices.exclude(key__startswith="sealed:").select_for_update():
        device.key = sealing.seal(bytes.fromhex(device.key), of=owner(device.user_id))
        device.save(update_fields=["key"])


def unseal(apps, _schema_editor):
    devices = apps.get_model("otp_totp", "TOTPDevice").objects
    for device in devices.filter(key__startswith="sealed:").select_for_update():
        device.key = sealing.unseal(device.key, of=owner(device.user_id)).hex()
        device.save(update_fields=["key"])


class Migration(migrations.Migration):
    initial = True
    dependencies = [("otp_totp", "0003_add_timestamps")]
    operations = [
        migrations.CreateModel(
            name="Phone",
            fields=[],
            options={"proxy": True, "default_permissions": (), "indexes": [], "constraints": []},
            bases=("otp_totp.totpdevice",),
        ),
        migrations.RunPython(seal, unseal),
    ]
