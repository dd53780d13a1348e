"""Formats of dates that Django lacks for a language of the interface, for the admin (readers get Babel's)."""
