"""What operators see of the acquisition: feeds with their health, the hosts they are on, the ledger of entries."""

from feeds.admin.entry import EntryAdmin
from feeds.admin.feed import FeedAdmin
from feeds.admin.host import HostAdmin
from feeds.admin.source import AcquiredSourceAdmin

__all__ = ["AcquiredSourceAdmin", "EntryAdmin", "FeedAdmin", "HostAdmin"]
