"""Accounts and groups: Django's own pages, with permissions named in the language of whoever hands them out.

The names that Django stores beside its permissions are English for good; what is shown is made from their code."""

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    _Field = forms.ModelMultipleChoiceField[Permission]
    _Admin = admin.ModelAdmin[Any]
    _UserAdmin = UserAdmin[User]
else:
    _Field, _Admin, _UserAdmin = forms.ModelMultipleChoiceField, admin.ModelAdmin, UserAdmin

_OWN: Final = {
    "moderate_image": _("may decide on reports"),
    "report_image": _("may report as a known reader"),
    "decide_takedown": _("may decide on take-down cases"),
}
_OF_EVERY_TABLE: Final = {
    "add": _("may add"),
    "change": _("may change"),
    "delete": _("may delete"),
    "view": _("may view"),
}


def permission_name(permission: Permission) -> str:
    """Where it applies and what it allows: "Articles and images | image | may view"."""
    known = {f"{act}_{permission.content_type.model}": label for act, label in _OF_EVERY_TABLE.items()} | _OWN
    return f"{permission.content_type} | {known.get(permission.codename, permission.name)}"


class PermissionsField(_Field):
    def label_from_instance(self, obj: Permission) -> str:
        return permission_name(obj)


class _NamesPermissions(_Admin):
    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Permission:
            kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)


admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(_NamesPermissions, _UserAdmin):
    """As Django has it, permissions apart."""


@admin.register(Group)
class RolesAdmin(_NamesPermissions, GroupAdmin):
    """As Django has it, permissions apart."""
