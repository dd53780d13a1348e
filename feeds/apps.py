"""The Django application `feeds`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from feeds import checks


class FeedsConfig(AppConfig):
    name = "feeds"
    verbose_name = _("Feeds and polling")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register_all()
