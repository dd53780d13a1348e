"""From a reader's words to a page of articles."""
