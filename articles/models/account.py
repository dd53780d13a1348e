"""What is kept about those who sign in, beside Django's own accounts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoginGuesses(models.Model):
    """How many passwords were tried for one account name, or from one network, since a moment. `mark` is a keyed hash
    of either: no address and no name is stored. Written by `newsportal.logins` only."""

    mark = models.CharField(max_length=32, primary_key=True)
    guesses = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager["LoginGuesses"]] = models.Manager()

    class Meta:
        verbose_name = _("guesses of a password")
        verbose_name_plural = _("guesses of passwords")

    def __str__(self) -> str:
        return f"{self.guesses}"
