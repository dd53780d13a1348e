"""Following: a child process that ends when its parent does, however the parent ended."""

import os
import signal
import threading
import time
from typing import Final

GRACE_SECONDS: Final = 4.0  # to end by itself; then at once


def end_with_parent() -> None:
    """Watch our standard input, a pipe that only the parent holds open: its end asks this process to stop, and makes
    it stop after GRACE_SECONDS. Works on every Unix, and after a SIGKILL of the parent too."""
    threading.Thread(target=_wait_for_the_end, daemon=True, name="end with parent").start()


def _wait_for_the_end() -> None:
    while os.read(0, 1):  # not sys.stdin: its lock would be held for ever, and be inherited by forks
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    if os.getpgrp() == os.getpid():  # what we started must not outlive us
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
