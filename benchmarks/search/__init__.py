"""The search at a million articles: `python -m benchmarks.search`."""
