"""What the admin knows of accounts beyond `articles`: who has a second factor, and the way to take it away."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.admin import AccountAdmin
from newsportal import verifying
from newsportal.models import Phone

admin.site.unregister(Phone._meta.concrete_model)  # nobody has to see, or may change, what is sealed
admin.site.unregister(User)  # articles' own page, which knows nothing of second factors


@admin.register(User)
class VerifiedAccountAdmin(AccountAdmin):
    """The same, with the second factor."""

    list_display = ("username", "email", "first_name", "last_name", "is_staff", "has_second_factor")
    actions = ("reset_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        confirmed = Phone.objects.filter(user=OuterRef("pk"), confirmed=True)
        accounts: QuerySet[User] = super().get_queryset(request)
        return accounts.annotate(has_device=Exists(confirmed))

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        return bool(user.has_device)

    @admin.action(permissions=["change"], description=_("Take the second factor away (a lost phone)"))
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """On record in each account's history."""
        chosen = [user for user in queryset if verifying.reset(user)]
        record = gettext("Second factor taken away")
        LogEntry.objects.log_actions(cast("User", request.user).pk, chosen, CHANGE, record)
        words = ngettext(
            "%(number)d second factor was taken away.", "%(number)d second factors were taken away.", len(chosen)
        )
        self.message_user(request, words % {"number": len(chosen)}, messages.SUCCESS if chosen else messages.WARNING)
