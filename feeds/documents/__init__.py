"""Documents: the bytes of a feed, whatever its format, become one `FeedDocument`. Pure."""

from feeds.documents.feed_document import FeedDocument, FeedItem, NotAFeed
from feeds.documents.parsing import kind_of, parse

__all__ = ["FeedDocument", "FeedItem", "NotAFeed", "kind_of", "parse"]
