"""Feeds with their health: to add, to pause, to poll at once. An editor only looks."""

from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from feeds import adding, discovering, waking
from feeds.admin import history
from feeds.admin.exchange import Exchange
from feeds.admin.filters import FailingFilter, LanguageFilter
from feeds.discovering import URL_LENGTH
from feeds.documents import FeedDocument
from feeds.knowledge import explanation
from feeds.knowledge.css_selectors import check_selector
from feeds.models import Entry, Feed, FeedKind, Poll

if TYPE_CHECKING:
    _FeedForm = forms.ModelForm[Feed]
    _FeedAdmin = admin.ModelAdmin[Feed]
else:
    _FeedForm, _FeedAdmin = forms.ModelForm, admin.ModelAdmin

ADDRESS_LENGTH: Final = 30  # characters, in the list
_EDITABLE: Final = ("url", "kind", "link_selector", "source", "title", "is_paused")
_READ_AS: Final = frozenset({"url", "kind", "link_selector"})  # what makes another document of a feed


Tried = FeedDocument | discovering.NoFeed | discovering.Offers | None


class FeedForm(_FeedForm):
    """Only what an operator decides; an address is tried before it is kept."""

    tried: ClassVar[Tried] = None  # set for each request: no network in here

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if self.tried is None:
            return url
        if isinstance(self.tried, discovering.NoFeed) and self.tried.is_certain:
            raise ValidationError(self.tried.reason)
        if isinstance(self.tried, discovering.Offers):
            raise ValidationError(
                [_("This is no feed. Choose one of what it offers:"), *map(_shown, self.tried.ranked)]
            )
        others = Feed.objects.filter(url__in=adding.either_scheme(url)).exclude(pk=self.instance.pk)
        if others.exists():
            raise ValidationError(_("This address is polled already."))
        return url

    def clean_link_selector(self) -> str:
        selector: str = self.cleaned_data["link_selector"]
        try:
            if selector:
                check_selector(selector)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None
        return selector

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("link_selector") and cleaned.get("kind") != FeedKind.LISTING:
            words = _("Only a page with links to articles has a selector: set the kind to it, or leave this empty.")
            self.add_error("link_selector", words)
        return cleaned


@admin.register(Feed)
class FeedAdmin(Exchange, _FeedAdmin):
    class Media:
        css: ClassVar = {"all": ["css/admin.css"]}

    form = FeedForm
    list_display = ("source_name", "health", "last_poll", "next_poll", "failures", "pace", "address")
    list_filter = (FailingFilter, "is_paused", "last_outcome", LanguageFilter)
    list_select_related = ("source",)
    list_per_page = 100
    ordering = ("source__name", "id")
    search_fields = ("url", "title", "source__name", "source__slug")
    search_help_text = _("Words of the address, the title or the source's name")
    autocomplete_fields = ("source",)
    actions = ("poll_now", "pause", "resume")
    _health_fields = (
        *("health", "in_words", "last_poll", "next_poll", "why_then", "failures", "pace", "size_a_day", "push", "host"),
        "created_at",
    )
    _past_fields = ("entries_chart", "recent_polls")

    def get_fieldsets(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        editable = (None, {"fields": _EDITABLE})
        if obj is None:
            return [editable]
        health = (_("Health"), {"fields": self._health_fields})
        return [editable, health, (_("Recent polls"), {"fields": self._past_fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Feed | None = None) -> tuple[str, ...]:
        return (*self._health_fields, *self._past_fields) if obj else ()

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Try a new address before the transaction of the view begins: it may take as long as a feed may."""
        tried = self._tried(request, object_id) if request.method == "POST" else None
        request.tried_address = tried  # type: ignore[attr-defined]  # for `get_form`, which gets nothing else
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _tried(self, request: HttpRequest, object_id: str | None) -> Tried:
        may_save = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if not may_save:
            return None
        try:
            url = forms.URLField(max_length=URL_LENGTH).clean(request.POST.get("url", ""))
        except ValidationError:
            return None  # the form will say so
        kind = request.POST.get("kind", FeedKind.FEED)
        selector = request.POST.get("link_selector", "").strip()
        same = Feed.objects.filter(url=url, kind=kind, link_selector=selector)
        is_known = object_id is not None and same.filter(pk=object_id).exists()
        if is_known or not _can_be_read(kind, selector):
            return None
        if kind != FeedKind.FEED:
            return discovering.look(url, kind=kind, link_selector=selector)
        found = discovering.discover(url)
        is_feed = isinstance(found, discovering.Offers) and found.is_direct and found.ranked[0].kind == kind
        return found.ranked[0].document if is_feed and isinstance(found, discovering.Offers) else found

    def get_form(self, request: HttpRequest, obj: Feed | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)  # a class of its own for each request
        form.tried = getattr(request, "tried_address", None)
        return form

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """The host follows the address. Of a known feed only what the operator changed is written: its worker may
        just be writing the rest."""
        changed = {name for name in form.changed_data if name in _EDITABLE}
        if not change or changed & _READ_AS:
            adding.settle(obj)
            waking.wake_on_commit()
            changed.update(adding.SETTLED_FIELDS)
            self._tell(request, obj, form.tried)
        if change:
            obj.save(update_fields=changed)
        else:
            obj.save()

    def _tell(self, request: HttpRequest, feed: Feed, tried: Tried) -> None:
        if isinstance(tried, discovering.NoFeed):
            words = _("%(reason)s It is kept, and tried again.") % {"reason": tried.reason}
            self.message_user(request, words, messages.WARNING)
        elif isinstance(tried, FeedDocument):
            feed.title = feed.title or tried.title[: adding.TITLE_LENGTH]
            count = len(tried.headlines)
            words = ngettext("The feed names %(count)d headline.", "The feed names %(count)d headlines.", count)
            self.message_user(request, words % {"count": count}, messages.INFO)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with a feed, counted instead of listed: a feed has thousands of entries. Its articles stay."""
        feeds = list(objs)
        counts = {
            Feed._meta.verbose_name_plural: len(feeds),
            Entry._meta.verbose_name_plural: Entry.objects.filter(feed__in=feeds).count(),
            Poll._meta.verbose_name_plural: Poll.objects.filter(feed__in=feeds).count(),
        }
        return [str(feed) for feed in feeds], counts, set(), []

    @admin.action(permissions=["change"], description=_("Poll now"))
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        due = Feed.objects.filter(pk__in=queryset.values("pk"))
        paused = due.filter(is_paused=True).count()
        resting = due.filter(is_paused=False, host__next_visit_at__gt=Now()).values("host").distinct().count()
        count = due.filter(is_paused=False).update(next_poll_at=Now())
        waking.wake_on_commit()
        words = ngettext("%(count)d feed is polled now.", "%(count)d feeds are polled now.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS if count else messages.WARNING)
        if resting:
            words = ngettext(
                "%(count)d host asked for a rest and is visited after it.",
                "%(count)d hosts asked for a rest and are visited after it.",
                resting,
            )
            self.message_user(request, words % {"count": resting}, messages.INFO)
        if paused:
            words = ngettext(
                "%(count)d feed is paused: resume it first.", "%(count)d feeds are paused: resume them first.", paused
            )
            self.message_user(request, words % {"count": paused}, messages.WARNING)

    @admin.action(permissions=["change"], description=_("Pause"))
    def pause(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        count = Feed.objects.filter(pk__in=queryset.values("pk"), is_paused=False).update(is_paused=True)
        words = ngettext("%(count)d feed is paused now.", "%(count)d feeds are paused now.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    @admin.action(permissions=["change"], description=_("Resume"))
    def resume(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        count = Feed.objects.filter(pk__in=queryset.values("pk"), is_paused=True).update(is_paused=False)
        waking.wake_on_commit()
        words = ngettext("%(count)d feed is polled again.", "%(count)d feeds are polled again.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)

    @admin.display(description=pgettext_lazy("column", "source"), ordering="source__name")
    def source_name(self, feed: Feed) -> str:
        return feed.source.name

    @admin.display(description=_("last poll"), ordering="last_polled_at")
    def last_poll(self, feed: Feed) -> str:
        if feed.last_polled_at is None:
            return str(_("never"))
        return str(_("%(time)s ago") % {"time": explanation.span(timezone.now() - feed.last_polled_at)})

    @admin.display(description=_("outcome"), ordering="last_outcome")
    def health(self, feed: Feed) -> SafeString:
        """The outcome in the reader's language; what the world said about it stays as it was said."""
        outcome = feed.get_last_outcome_display()
        if not feed.last_detail:
            return format_html("{}", outcome or "-")
        return format_html('{} · <bdi dir="ltr" lang="en">{}</bdi>', outcome, feed.last_detail)

    @admin.display(description=_("next poll"), ordering="next_poll_at")
    def next_poll(self, feed: Feed) -> str:
        if feed.is_paused:
            return str(_("paused"))
        now = timezone.now()
        if feed.next_poll_at <= now:
            return str(_("now"))
        return str(_("in %(time)s") % {"time": explanation.span(feed.next_poll_at - now)})

    @admin.display(description=_("why then"))
    def why_then(self, feed: Feed) -> str:
        return history.why_then(feed)

    @admin.display(description=_("interval"), ordering="interval")
    def pace(self, feed: Feed) -> str:
        return explanation.span(feed.interval)

    @admin.display(description=_("address"), ordering="url")
    def address(self, feed: Feed) -> SafeString:
        short = Truncator(feed.url.partition("://")[2]).chars(ADDRESS_LENGTH)
        return format_html('<bdi dir="ltr" title="{}">{}</bdi>', feed.url, short)

    @admin.display(description=_("recent polls"))
    def recent_polls(self, feed: Feed) -> str:
        return history.recent_polls(feed)

    @admin.display(description=_("what it means"))
    def in_words(self, feed: Feed) -> SafeString:
        return history.in_words(feed)

    @admin.display(description=_("push (WebSub)"))
    def push(self, feed: Feed) -> SafeString:
        return history.push_in_words(feed)

    @admin.display(description=_("fetched in the last 24 hours"))
    def size_a_day(self, feed: Feed) -> str:
        return history.bytes_a_day(feed)

    @admin.display(description=_("entries a day"))
    def entries_chart(self, feed: Feed) -> str:
        return history.entries_chart(feed)


def _can_be_read(kind: str, selector: str) -> bool:
    """What is wrong with them the form will say."""
    try:
        if selector:
            check_selector(selector)
    except ValueError:
        return False
    return kind in FeedKind.values


def _shown(offer: discovering.Offer) -> SafeString:
    """What an address offers, with its newest headlines, and a link that fills the form with it."""
    query = urlencode({"url": offer.url, "kind": offer.kind, "title": offer.document.title[: adding.TITLE_LENGTH]})
    headlines = format_html_join("", '<li><bdi dir="auto">{}</bdi></li>', [[item.title] for item in offer.newest])
    return format_html(
        '<a href="{}?{}"><bdi dir="ltr">{}</bdi></a> · {}<ul>{}</ul>',
        reverse("admin:feeds_feed_add"),
        query,
        offer.url,
        FeedKind(offer.kind).label,
        headlines,
    )
