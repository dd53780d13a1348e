"""The portal's own settings in an environment of the tests' own: the operator's is not their business."""

import os
import tempfile
from pathlib import Path

_KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "CI"}
for _name in set(os.environ) - _KEPT:
    if not _name.startswith(("PYTEST", "COV", "DJANGO", "PLAYWRIGHT")):
        del os.environ[_name]

_var = Path(tempfile.mkdtemp(prefix="newsportal-tests-"))
_var.chmod(0o755)
os.environ |= {
    "VAR_DIR": str(_var),
    "HOST_PAUSE_SECONDS": "0",
    "PAGE_MEMORY_SECONDS": "0",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}

from newsportal.settings import *  # noqa: E402, F403  # all of them, once the environment is set
