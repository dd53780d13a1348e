"""Requests to take an article or a picture away, from the form to its effect."""
