"""The form that readers report an image with, and the signature that says when we handed it out."""

import time
from typing import Any, ClassVar, Final

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from articles import markup
from articles.models import Reason

DETAILS_LENGTH: Final = 500  # characters
SOONEST: Final = 0.6  # seconds: nobody reads and chooses faster, a click that was lured from elsewhere is
LATEST: Final = 7_200.0  # seconds

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
        """One line of text; measured after cleaning, since browsers count a line's end once and send two signs."""
        details: str = self.cleaned_data["details"]
        text = markup.clean_text(details, limit=len(details) + 1)
        if len(text) > DETAILS_LENGTH:
            raise forms.ValidationError(self.error_messages["too_long"] % {"limit": DETAILS_LENGTH}, code="too_long")
        return text


def signature(image_id: int, *, now: float | None = None) -> str:
    """Says that we handed out the form for that image at that moment (seconds since 1970); it holds no more."""
    moment = time.time() if now is None else now
    return _SIGNER.sign(f"{image_id} {moment:.3f}")


def is_fresh(signed: str, image_id: int, *, now: float | None = None) -> bool:
    """Whether we signed this for that image, between 0.6 seconds and two hours ago."""
    moment = time.time() if now is None else now
    try:
        image, _space, handed_out = _SIGNER.unsign(signed).partition(" ")
    except signing.BadSignature:
        return False
    return image == str(image_id) and SOONEST <= moment - float(handed_out) <= LATEST
