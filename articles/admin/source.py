"""Sources: what the portal knows about an outlet, checked when a person writes it down."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles import sorting
from articles.knowledge import hosts, markup
from articles.knowledge.countries import is_country
from articles.models import Source
from articles.models.source import RESERVED_SLUGS, validate_host

if TYPE_CHECKING:
    _Form = forms.ModelForm[Source]
    _Admin = admin.ModelAdmin[Source]
else:
    _Form = forms.ModelForm
    _Admin = admin.ModelAdmin


class HostsField(forms.CharField):
    """Host names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40, "dir": "ltr", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        try:
            return hosts.host_names(super().to_python(value) or "")
        except hosts.NotAHost as problem:
            validate_host(str(problem))
            raise

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class SourceForm(_Form):
    alias_hosts = HostsField(
        required=False,
        label=Source._meta.get_field("alias_hosts").verbose_name,
        help_text=Source._meta.get_field("alias_hosts").help_text,
    )

    class Meta:
        model = Source
        fields: ClassVar = [
            "name",
            "slug",
            "home_url",
            "alias_hosts",
            "language",
            "country",
            "time_zone",
            "section",
            "display_policy",
            "is_shown",
        ]

    def clean_name(self) -> str:
        """Without what nobody sees, which text from elsewhere brings along: feeds could not be written with it."""
        written: str = self.cleaned_data["name"]
        name = markup.clean_text(written, limit=len(written) + 1)
        if not name:
            raise ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(
                _("“%(slug)s” is the address of a page of the portal. Please choose another."), params={"slug": slug}
            )
        return slug

    def clean_home_url(self) -> str:
        url: str = self.cleaned_data["home_url"]
        if not markup.safe_url(url):
            raise ValidationError(_("Please give an address that begins with http:// or https://, without a password."))
        return url

    def clean_alias_hosts(self) -> list[str]:
        """None is its own home page's, and none another source's: that one's articles would get false addresses."""
        names: list[str] = self.cleaned_data["alias_hosts"]
        own = urlsplit(self.cleaned_data.get("home_url", "")).netloc.lower()
        for name in names:
            if name == own:
                raise ValidationError(_("“%(host)s” is the host of the home page itself."), params={"host": name})
            others = Source.objects.exclude(pk=self.instance.pk).filter(home_url__icontains=f"://{name}")
            for other in others:
                if urlsplit(other.home_url).netloc.lower() == name:
                    raise ValidationError(
                        _("“%(host)s” is the host of another source, %(name)s."),
                        params={"host": name, "name": other.name},
                    )
        return names

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"].upper()
        if code and not is_country(code):
            raise ValidationError(
                _("“%(code)s” is no country code of ISO 3166. Morocco's, for example, is MA."), params={"code": code}
            )
        return code

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        if name not in available_timezones():
            raise ValidationError(
                _("“%(name)s” is no time zone of the IANA database. Morocco's, for example, is Africa/Casablanca."),
                params={"name": name},
            )
        return name


@admin.register(Source)
class SourceAdmin(_Admin):
    class Media:
        css: ClassVar = {"all": ["css/admin.css"]}

    form = SourceForm
    list_display = ("name", "language", "country", "section", "display_policy", "is_shown")
    list_filter = ("is_shown", "shows_pictures", "display_policy", "section", "language")
    search_fields = ("name", "slug", "home_url")
    list_per_page = 100

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Who shows or hides it by hand does so for reasons of their own; and articles whose words name no section have
        their source's."""
        if "is_shown" in form.changed_data:
            obj.withdrawn_for = ""
        super().save_model(request, obj, form, change)
        if change and "section" in form.changed_data:
            sorting.request()

    def get_readonly_fields(self, request: HttpRequest, obj: Source | None = None) -> tuple[str, ...]:
        """The slug is in every address of the source and in its articles' search rows: once given it stays."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Source | None = None) -> dict[str, Sequence[str]]:
        return {} if obj or not self.has_add_permission(request) else {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Source | None = None) -> bool:
        """Only of a source without articles, one at a time: the others are hidden by `is_shown`, not destroyed."""
        return obj is not None and super().has_delete_permission(request, obj) and not obj.articles.exists()
