"""What operators see of the acquisition: feeds with their health, the hosts they are on, the ledger of entries, the
templates of pages."""

from feeds.admin.entry import EntryAdmin
from feeds.admin.feed import FeedAdmin
from feeds.admin.host import HostAdmin
from feeds.admin.source import AcquiredSourceAdmin
from feeds.admin.template import PageTemplateAdmin

__all__ = ["AcquiredSourceAdmin", "EntryAdmin", "FeedAdmin", "HostAdmin", "PageTemplateAdmin"]
