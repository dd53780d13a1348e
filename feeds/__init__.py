"""Feeds: gathers what the sources publish and hands it to `articles` as drafts."""
