"""Sentences of Django's own admin pages that one of its catalogs lacks.

Django would say them in the portal's default language instead (French on an Arabic page). Written here, they stand in
our catalogs, which come before Django's. A test tells when Django says a new one, or has learnt one of these."""

from typing import Final

from django.utils.translation import gettext_noop, ngettext_lazy

SENTENCES: Final = (
    gettext_noop("- Select an option -"),
    gettext_noop("Run"),
    gettext_noop("Logout"),
    gettext_noop("Search %(name)s"),
    gettext_noop("Filter by %(field_name)s"),
    gettext_noop("Pagination %(name)s"),
    gettext_noop("Pagination %(name)s entries"),
    gettext_noop('The app "%s" could not be found.'),
    gettext_noop(
        "Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? All of the following related items"
        " will be deleted:"
    ),
    gettext_noop(
        "Deleting the %(object_name)s “%(escaped_object)s” would result in deleting related objects, but your account"
        " doesn't have permission to delete the following types of objects:"
    ),
    gettext_noop(
        "Deleting the %(object_name)s “%(escaped_object)s” would require deleting the following protected related"
        " objects:"
    ),
)
COUNTED: Final = (ngettext_lazy("…and %(count)d more object.", "…and %(count)d more objects."),)
