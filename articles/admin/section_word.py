"""Words of sections: which word of which source stands for which section, and those that stand for none yet."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import sorting
from articles.knowledge import section_words
from articles.models import Section, SectionWord, SortingState

if TYPE_CHECKING:
    _Form = forms.ModelForm[SectionWord]
    _Admin = admin.ModelAdmin[SectionWord]
else:
    _Form = forms.ModelForm
    _Admin = admin.ModelAdmin


class SectionWordForm(_Form):
    class Meta:
        model = SectionWord
        fields: ClassVar = ["word", "source", "section"]

    def clean(self) -> dict[str, Any] | None:
        """A word has letters or digits, and one meaning in a source."""
        given = super().clean() or self.cleaned_data
        if "word" in self.fields and "word" in given:
            self._check_word(section_words.word_key(given["word"]), given.get("source"))
        return given

    def _check_word(self, key: str, source: Any) -> None:
        if not key:
            self.add_error("word", ValidationError(_("Write a word with letters or digits.")))
        known = SectionWord.objects.filter(key=key, source=source).first()
        if known:
            told = _("“%(word)s” has a section already: %(section)s. Change it in the list.")
            values = {"word": known.word, "section": known.get_section_display()}
            self.add_error("word", ValidationError(told, params=values))


class GivenForm(forms.Form):
    """A button beside a word that has no section yet."""

    word = forms.CharField(max_length=100)
    section = forms.ChoiceField(choices=Section.choices)


@admin.register(SectionWord)
class SectionWordAdmin(_Admin):
    class Media:
        css: ClassVar = {"all": ["css/admin.css"]}

    form = SectionWordForm
    list_display = ("word", "source", "section")
    list_editable = ("section",)
    list_filter = ("section", ("source", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("source",)
    list_per_page = 100
    search_fields = ("word", "key")
    autocomplete_fields = ("source",)
    change_list_template = "admin/articles/sectionword/change_list.html"

    def get_readonly_fields(self, request: HttpRequest, obj: SectionWord | None = None) -> tuple[str, ...]:
        """Another word is another row."""
        return ("word", "source") if obj else ()

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """In the list, a section's choice has a column's head above it and no label of its own."""
        field = super().formfield_for_choice_field(db_field, request, **options)
        if field is not None:
            field.widget.attrs["aria-label"] = field.label
        return field

    def get_urls(self) -> list[Any]:
        own = path("give/", self.admin_site.admin_view(require_POST(self.give)), name="articles_sectionword_give")
        return [own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """On the first page, for those who may give sections: the words that have none."""
        offers = request.method == "GET" and not request.GET and self.has_add_permission(request)
        told = {
            "unknown_words": sorting.unknown_words() if offers else [],
            "sections": Section.choices,
            "is_sorting": SortingState.objects.exists(),
        }
        return super().changelist_view(request, {**(extra_context or {}), **told})

    def give(self, request: HttpRequest) -> HttpResponse:
        """One word gets its section, in every source."""
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        form = GivenForm(request.POST)
        if form.is_valid() and section_words.word_key(form.cleaned_data["word"]):
            self._give(request, **form.cleaned_data)
        else:
            messages.error(request, gettext("Please press one of the buttons beside a word."))
        return HttpResponseRedirect(reverse("admin:articles_sectionword_changelist"))

    def _give(self, request: HttpRequest, *, word: str, section: str) -> None:
        given = sorting.give_section(word=word, section=section)
        label = given.get_section_display()
        self.log_change(request, given, f"{word}: {given.section}")
        told = gettext("“%(word)s” is %(section)s now. Stored articles follow within minutes.")
        messages.success(request, told % {"word": word, "section": label})

    def save_model(self, request: HttpRequest, obj: SectionWord, form: Any, change: bool) -> None:
        obj.pk = sorting.give_section(word=obj.word, section=obj.section, source=obj.source).pk

    def delete_model(self, request: HttpRequest, obj: SectionWord) -> None:
        sorting.forget_words(words=[obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SectionWord]) -> None:
        sorting.forget_words(words=queryset.values_list("pk", flat=True))
