"""When reports came, drawn: bars from the first one until now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BARS: Final = 24
WIDTH, HEIGHT, GAP = 10, 44, 2  # of a bar and its room, in pixels


def counted(moments: Sequence[datetime], now: datetime) -> list[int]:
    """How many of these moments, the first one first, fall into each of BARS equal parts of the time until now."""
    span = max((now - moments[0]).total_seconds(), 1.0) if moments else 1.0
    counts = [0] * BARS
    for moment in moments:
        part = int((moment - moments[0]).total_seconds() / span * BARS)
        counts[max(0, min(BARS - 1, part))] += 1
    return counts


def drawn(counts: Sequence[int]) -> SafeString:
    """With attributes only, since the Content-Security-Policy allows no style in a page; hidden from who cannot see it,
    since the words beside it say the same. The style sheet turns it round where writing runs from right to left."""
    most = max(*counts, 1)
    heights = [
        (number * WIDTH, max(2, round(HEIGHT * count / most)) if count else 1) for number, count in enumerate(counts)
    ]
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}"/>',
        ((left, HEIGHT - height, WIDTH - GAP, height) for left, height in heights),
    )
    return format_html(
        '<svg class="timeline__bars" aria-hidden="true" focusable="false" viewBox="0 0 {} {}" '
        'preserveAspectRatio="none" fill="currentColor">{}</svg>',
        WIDTH * len(counts),
        HEIGHT,
        bars,
    )
