"""The record of all decisions on images: to read, for good."""

import re
from typing import Final

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.admin.read_only import ReadOnlyAdmin
from articles.models import CaseDecision, Kind, ModerationDecision

# As rules write themselves on record (automatic_blocking, resembling, undoing, withholding, taking_down), and in words.
_REPORTS: Final = r"automatic: (?P<persons>\d+) persons from (?P<networks>\d+) networks"
_WEIGHT: Final = r", weight (?P<weight>[\d.]+) of (?P<bar>[\d.]+)"
_CLAIM: Final = (
    r"claim: case (?P<case>\d+), (?P<kind>\w+), (?P<address>\d+ of \d+) of the address,"
    r" (?P<source>\d+ of \d+) of the source, (?P<all>\d+ of \d+) of all"
)
_FORMS: Final = (
    (
        _REPORTS + r" in (?P<wide>\d+) wide ones" + _WEIGHT,
        _(
            "automatic: %(persons)s persons from %(networks)s networks (wide networks: %(wide)s), weight %(weight)s"
            " of %(bar)s"
        ),
    ),
    (
        _REPORTS + _WEIGHT,  # recorded before wide networks counted
        _("automatic: %(persons)s persons from %(networks)s networks, weight %(weight)s of %(bar)s"),
    ),
    (
        r"likeness: distance (?P<distance>\d+) of \d+ from image (?P<image>\d+), decision \d+",
        _("automatic: looks like image № %(image)s, blocked by an editor (distance %(distance)s)"),
    ),
    (
        r"likeness: undone decision \d+ on image (?P<image>\d+)",
        _("automatic: a decision on image № %(image)s, which it looks like, was undone"),
    ),
    (
        r"likeness: decision \d+ on image (?P<image>\d+)",
        _("automatic: image № %(image)s, which it looks like, is shown again"),
    ),
    (
        _CLAIM,
        _("automatic: claim № %(case)s about %(kind)s (address %(address)s, source %(source)s, all %(all)s)"),
    ),
    (
        r"claim: decision \d+ on case (?P<case>\d+)",
        _("automatic: an editor decided otherwise on claim № %(case)s"),
    ),
)


def decider(decision: ModerationDecision | CaseDecision) -> str:
    """Who decided: an editor's name, or the rule with the values it applied."""
    return rule_in_words(decision.rule) or str(decision.editor)


def rule_in_words(rule: str) -> str:
    """A rule on record, in the language of the page; one of another form as it was recorded."""
    for form, words in _FORMS:
        if found := re.fullmatch(form, rule):
            return str(words) % {name: _in_words(name, value) for name, value in found.groupdict().items()}
    return rule


def _in_words(name: str, value: str) -> str:
    return str(Kind(value).label) if name == "kind" else value.replace(" of ", "/")


@admin.register(ModerationDecision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "verdict", "picture", "decided_by", "reasoning", "overrides")
    list_display_links = ("created_at",)
    list_filter = ("verdict", ("editor", admin.EmptyFieldListFilter), "created_at")
    list_select_related = ("editor", "image", "overrides")
    fields = ("created_at", "verdict", "picture", "decided_by", "reasoning", "overrides", "follows")
    search_fields = ("reasoning", "rule", "=image__id")
    show_full_result_count = False

    @admin.display(description=_("decided by"))
    def decided_by(self, decision: ModerationDecision) -> str:
        return decider(decision)

    @admin.display(description=pgettext_lazy("column", "image"))
    def picture(self, decision: ModerationDecision) -> SafeString:
        address = reverse("admin:articles_image_change", args=[decision.image_id])
        return format_html('<a href="{}">{}</a>', address, decision.image_id)
