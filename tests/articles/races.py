"""Two acts at the same moment."""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction


def while_not_committed(first: Callable[[], object], second: Callable[[], object]) -> None:
    """The second act begins when the first has acted and its transaction is still open; both end."""
    has_acted = threading.Event()

    def slow() -> None:
        with transaction.atomic():
            first()
            has_acted.set()
            time.sleep(0.5)
        connection.close()

    thread = threading.Thread(target=slow, daemon=True)
    thread.start()
    assert has_acted.wait(20)
    second()
    thread.join(20)
    assert not thread.is_alive()
