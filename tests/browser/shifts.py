"""How much a page moved before its reader's eyes (Layout Instability API)."""

from typing import Final

# Heard from the first paint on. What has no node is what a finger may touch around a name: it grows with the name, and
# nobody sees it.
LISTEN: Final = """window.shifted = 0; new PerformanceObserver(list => {
    for (const {sources, value} of list.getEntries())
        if (sources.length === 0 || sources.some(source => source.node)) window.shifted += value;
}).observe({type: "layout-shift", buffered: true})"""
# With what the last frame told, which comes after it.
SHIFTED: Final = "new Promise(resolve => requestAnimationFrame(() => setTimeout(() => resolve(window.shifted))))"
