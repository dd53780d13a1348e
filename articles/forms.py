"""The forms that readers report an image with, or ask to have an article taken down; and the signature that says when
we handed one out."""

import re
import time
from typing import Any, ClassVar, Final

from django import forms
from django.core import signing
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from articles.knowledge import markup
from articles.models import REASONS, Reason, Requester, Wish

DETAILS_LENGTH: Final = 500  # characters
LONG_DETAILS_LENGTH: Final = 2_000
ADDRESSES_LENGTH: Final = 8_000
MOST_ADDRESSES: Final = 20
NAME_LENGTH: Final = 120
SOONEST: Final = 0.6  # seconds: nobody reads and chooses faster, a click that was lured from elsewhere is
LATEST: Final = 7_200.0  # seconds

# Not in quotes, where nearly anything is allowed and nobody's letter box is; at a name, since a number in brackets, or
# this machine itself, would have our mail server ask within its own network.
_LETTER_BOX: Final = re.compile(r"[^\s\"@]+@[^\s\"@\[]+\.[^\s\"@\[]+")
_SIGNER: Final = signing.Signer(salt="articles.forms.report")


class ReportForm(forms.Form):
    """Why an image is reported. No reason is chosen beforehand, so that no single click can send the form."""

    reason = forms.ChoiceField(choices=Reason.choices, widget=forms.RadioSelect)
    details = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": DETAILS_LENGTH, "dir": "auto"}),
    )

    error_messages: ClassVar[dict[str, Any]] = {
        "too_long": _("Please use at most %(limit)d characters."),
    }

    def clean_details(self) -> str:
        return _cleaned(self.cleaned_data["details"], DETAILS_LENGTH, self.error_messages["too_long"])


class TakedownForm(forms.Form):
    """What is to be taken down, how far, why, and who says so. `subject_is_known`: the form is about an article
    already, so that addresses of others are not needed."""

    scope = forms.ChoiceField(
        choices=[("articles", _("Only what is named here")), ("source", _("All articles of this source"))],
        widget=forms.RadioSelect,
        initial="articles",
    )
    addresses = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": ADDRESSES_LENGTH, "dir": "ltr", "spellcheck": "false"}),
    )
    wish = forms.ChoiceField(choices=Wish.choices, widget=forms.RadioSelect)
    reason = forms.ChoiceField(widget=forms.RadioSelect)
    details = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": LONG_DETAILS_LENGTH, "dir": "auto"}),
    )
    name = forms.CharField(
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name", "maxlength": NAME_LENGTH}),
    )
    email = forms.EmailField(
        max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email", "maxlength": 254})
    )
    in_good_faith = forms.BooleanField()

    error_messages: ClassVar[dict[str, Any]] = {
        "too_long": _("Please use at most %(limit)d characters."),
        "too_many": _("Please give at most %(limit)d addresses, one a line."),
        "none": _("Please give the address of at least one article."),
    }

    def __init__(self, *args: Any, requester: Requester, subject_is_known: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self._subject_is_known = subject_is_known
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [(each.value, each.label) for each in REASONS[requester]]
        if requester == Requester.PERSON:  # who speaks for no source
            del self.fields["scope"]

    def clean_addresses(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        if len(lines) > MOST_ADDRESSES:
            raise forms.ValidationError(self.error_messages["too_many"] % {"limit": MOST_ADDRESSES}, code="too_many")
        return lines

    def clean_details(self) -> str:
        details = _cleaned(self.cleaned_data["details"], LONG_DETAILS_LENGTH, self.error_messages["too_long"])
        return self._required("details", details)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not _LETTER_BOX.fullmatch(email):
            raise forms.ValidationError(EmailValidator.message, code="invalid")
        return email

    def clean_name(self) -> str:
        return self._required("name", markup.clean_text(self.cleaned_data["name"], limit=NAME_LENGTH))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_of_source = data.get("scope") == "source"
        if not self._subject_is_known and not is_of_source and not data.get("addresses", True):
            self.add_error("addresses", forms.ValidationError(self.error_messages["none"], code="none"))
        return data

    def _required(self, name: str, cleaned: str) -> str:
        """What is left of a field that may not be empty, after what nobody can see was taken out."""
        if not cleaned:
            raise forms.ValidationError(self.fields[name].error_messages["required"], code="required")
        return cleaned


def signature(subject: int | str, *, now: float | None = None) -> str:
    """Says that we handed out the form for that image, or article or source, at that moment (seconds since 1970); it
    holds no more."""
    moment = time.time() if now is None else now
    return _SIGNER.sign(f"{subject} {moment:.3f}")


def is_fresh(signed: str, subject: int | str, *, now: float | None = None) -> bool:
    """Whether we signed this for that subject, between 0.6 seconds and two hours ago."""
    moment = time.time() if now is None else now
    try:
        signed_subject, _space, handed_out = _SIGNER.unsign(signed).partition(" ")
    except signing.BadSignature:
        return False
    return signed_subject == str(subject) and SOONEST <= moment - float(handed_out) <= LATEST


def _cleaned(written: str, limit: int, complaint: Any) -> str:
    """One line of text; measured after cleaning, since browsers count a line's end once and send two signs."""
    text = markup.clean_text(written, limit=len(written) + 1)
    if len(text) > limit:
        raise forms.ValidationError(complaint % {"limit": limit}, code="too_long")
    return text
