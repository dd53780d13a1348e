"""What strangers may write that would run as code, were it not taken as text."""

from typing import Final

from tests import corpus

OWN: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "</bdi></li></ul><iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "{{ 7|add:7 }}{% now 'Y' %}<a href=javascript:alert(1)>x</a>",
    "--></style></title><body onload=alert(1)>",
)


def vectors() -> list[str]:
    """Our own, and those that lie beside the project, where they do."""
    known = [str(row["html"]) for row in corpus.rows("security/xss.jsonl")]
    return [text.replace("\0", "") for text in [*OWN, *known]]  # which no column holds
