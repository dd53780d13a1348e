"""Where a fact of a page was found."""

from enum import StrEnum


class Origin(StrEnum):
    """The places where pages keep what they say of themselves."""

    RULE = "rule"  # where an editor's rule says
    LINKED = "json-ld"
    SHARING = "opengraph"  # and what Twitter and others read for sharing
    META = "meta"  # meta elements by name: Dublin Core, Parse.ly, Sailthru and their like
    MICRODATA = "microdata"  # itemprop, RDFa's property, and hAtom's classes
    TIME = "time"  # a time element
    SHOWN = "shown"  # what readers see
    HEADING = "heading"
    WINDOW = "title"  # the title of the window
    ADDRESS = "address"
    SCRIPT = "script"  # data for the page's own scripts
    BODY = "body"  # the article's own pictures
    CHANGED = "modified"  # only when it was last changed is told
