"""How fast pages are served: `python -m benchmarks.serve`."""
