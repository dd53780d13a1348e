"""What is kept about those who sign in, beside Django's own accounts."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
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


class LoginNotice(models.Model):
    """What is needed to tell an account's owner that their password, or the second factor behind it, is guessed: the
    language of the interface that they last logged in from ("": not known), and when they were told last of either.
    Written by `newsportal.logins` and `newsportal.warning` only."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    language = models.CharField(max_length=8, blank=True, default="")
    told_at = models.DateTimeField(null=True)  # that the password is guessed
    # Apart from it: whoever guesses passwords must not silence that somebody is past one.
    told_of_factor_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["LoginNotice"]] = models.Manager()

    class Meta:
        verbose_name = _("notice of a login")
        verbose_name_plural = _("notices of logins")

    def __str__(self) -> str:
        return f"{self.account_id}"


class RecoveryCode(models.Model):
    """A code that stands in for the second factor, once: as a keyed hash, and gone when it was used. Written by
    `newsportal.verifying` only."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[models.Manager["RecoveryCode"]] = models.Manager()

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")

    def __str__(self) -> str:
        return f"{self.account_id}"
