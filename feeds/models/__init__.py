"""What is due, leased, done or given up on is a row here, by the database's clock (docs/decisions/0002)."""

from feeds.models.download import ImageDownload, ImageDownloadState, PageDownload
from feeds.models.entry import MAX_ATTEMPTS, TEXTLESS, TRIED, Entry, EntryState
from feeds.models.feed import Feed, FeedKind, Poll, PollOutcome
from feeds.models.host import AHEAD, LEASE, Host, LeaseLost
from feeds.models.page_rules import PLACE_NAMES, TOLD_AFTER, PageRules
from feeds.models.subscription import Subscription, SubscriptionQuerySet, SubscriptionState
from feeds.models.template import PageTemplate, TemplateVerdict

__all__ = [
    "AHEAD",
    "LEASE",
    "MAX_ATTEMPTS",
    "PLACE_NAMES",
    "TEXTLESS",
    "TOLD_AFTER",
    "TRIED",
    "Entry",
    "EntryState",
    "Feed",
    "FeedKind",
    "Host",
    "ImageDownload",
    "ImageDownloadState",
    "LeaseLost",
    "PageDownload",
    "PageRules",
    "PageTemplate",
    "Poll",
    "PollOutcome",
    "Subscription",
    "SubscriptionQuerySet",
    "SubscriptionState",
    "TemplateVerdict",
]
