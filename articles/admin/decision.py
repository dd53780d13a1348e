"""The record of all decisions on images: to read, for good."""

import re
from typing import Final

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.admin.read_only import ReadOnlyAdmin
from articles.models import CaseDecision, Kind, ModerationDecision

# As `moderating` writes it on record.
_AUTOMATIC: Final = re.compile(
    r"automatic: (?P<persons>\d+) persons from (?P<networks>\d+) networks(?: in (?P<wide>\d+) wide ones)?,"
    r" weight (?P<weight>[\d.]+) of (?P<bar>[\d.]+)"
)
_LIKENESS: Final = re.compile(
    r"likeness: distance (?P<distance>\d+) of (?P<bound>\d+) from image (?P<image>\d+), decision (?P<decision>\d+)"
)
_UNDONE: Final = re.compile(r"likeness: undone decision (?P<decision>\d+) on image (?P<image>\d+)")
_CLAIM: Final = re.compile(  # withholding.py
    r"claim: case (?P<case>\d+), (?P<kind>\w+), (?P<address>\d+ of \d+) of the address,"
    r" (?P<source>\d+ of \d+) of the source, (?P<all>\d+ of \d+) of all"
)
_CLAIM_DECIDED: Final = re.compile(r"claim: decision (?P<decision>\d+) on case (?P<case>\d+)")
_LET_GO: Final = re.compile(r"likeness: decision (?P<decision>\d+) on image (?P<image>\d+)")


def decider(decision: ModerationDecision | CaseDecision) -> str:
    """Who decided: an editor's name, or the rule with the values it applied."""
    return rule_in_words(decision.rule) or str(decision.editor)


def rule_in_words(rule: str) -> str:
    """A rule on record, in the language of the page; one of another form as it was recorded."""
    if found := _AUTOMATIC.fullmatch(rule):
        words = gettext("automatic: %(persons)s persons from %(networks)s networks, weight %(weight)s of %(bar)s")
        wide = gettext(" (wide networks: %(wide)s)") if found["wide"] else ""
        return (words + wide) % found.groupdict()
    if found := _LIKENESS.fullmatch(rule):
        words = gettext("automatic: looks like image № %(image)s, blocked by an editor (distance %(distance)s)")
        return words % found.groupdict()
    if found := _UNDONE.fullmatch(rule):
        return (
            gettext("automatic: a decision on image № %(image)s, which it looks like, was undone") % found.groupdict()
        )
    if found := _LET_GO.fullmatch(rule):
        return gettext("automatic: image № %(image)s, which it looks like, is shown again") % found.groupdict()
    if found := _CLAIM.fullmatch(rule):
        words = gettext(
            "automatic: claim № %(case)s about %(kind)s (address %(address)s, source %(source)s, all %(all)s)"
        )
        limits = {name: found[name].replace(" of ", "/") for name in ("address", "source", "all")}
        return words % {"case": found["case"], "kind": Kind(found["kind"]).label, **limits}
    if found := _CLAIM_DECIDED.fullmatch(rule):
        return gettext("automatic: an editor decided otherwise on claim № %(case)s") % found.groupdict()
    return rule


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
