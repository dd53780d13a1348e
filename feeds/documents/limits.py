"""How much of a feed is read (security study F-04; Media Cloud came down to 2,000 stories a feed)."""

from typing import Final

ITEMS: Final = 2_000
TAGS: Final = 100_000  # of elements in the items that are read, 50 for each; markup within texts does not count
DEEPEST: Final = 1_000  # levels, with the elements that a sloppy item leaves open; a good one has ten
OUTSIDE: Final = 2  # levels around items: of the feed, and RSS's channel
TITLE_LENGTH: Final = 500  # characters, as the next
SUMMARY_LENGTH: Final = 20_000
CONTENT_LENGTH: Final = 500_000
NAME_LENGTH: Final = 200
GUID_LENGTH: Final = 1_000_000  # only hashes of guids are kept; two that differ at their end are two
AUTHORS: Final = 20
CATEGORIES: Final = 50
