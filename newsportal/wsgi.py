"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsportal.settings")
# For libpq: while somebody waits for a page, no statement may take longer than this, nor wait longer for a lock.
os.environ.setdefault(
    "PGOPTIONS", "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=30s"
)
application = get_wsgi_application()
