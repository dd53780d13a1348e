"""What a web server, and a command that reads no page, is made of."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.processes import PROJECT

HEAVY = {"trafilatura", "numpy", "py3langid", "langdetect", "PIL"}  # half a second and 60 MB in each process
LOADED = f"""
import sys
print(*sorted(set(sys.modules) & {HEAVY!r}))
"""
WEB_SERVER = "import newsportal.wsgi, newsportal.urls"
COMMAND = """
import django.core.management
django.setup()
django.core.management.load_command_class("feeds", "{}")
"""


@pytest.mark.parametrize(
    "process",
    [WEB_SERVER, *(COMMAND.format(name) for name in ("sources", "add_source", "import_opml", "export_opml"))],
)
def test_what_reads_pages_and_pictures_is_not_loaded_where_none_are_read(process: str) -> None:
    env = {**os.environ, "VAR_DIR": str(settings.VAR_DIR), "DJANGO_SETTINGS_MODULE": "newsportal.settings"}
    command = [sys.executable, "-c", process + LOADED]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("", "")
