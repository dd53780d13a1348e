"""Nothing that a report leaves behind tells who made it: no row of a table, no line of a log, no counter, no file."""

import logging
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import forms
from articles.knowledge import reporters
from articles.models import ImageReport
from tests.factories import make_article, make_image

ADDRESSES = ("203.0.113.77", "198.51.100.77", "2001:db8:77:77::77")
PREFIXES = ("203.0.113", "198.51.100", "2001:db8:77", "2001:0db8:0077")


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: Any, tmp_path: Path) -> None:
    settings.TRUSTED_PROXIES = 1
    settings.REPORT_KEYS_DIR = tmp_path / "report-keys"


def send(image_id: int, address: str) -> int:
    own = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": f"6.6.6.6, {address}"}
    signed = forms.signature(image_id, now=time.time() - 60)
    body = urlencode({"reason": "wrong", "details": "", "signature": signed})
    kind = "application/x-www-form-urlencoded"
    answer = Client().post(f"/fr/image/{image_id}/report", body, content_type=kind, headers=own)
    return answer.status_code


def every_row() -> str:
    """The whole database as text, table after table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT row::text FROM "{table}" AS row')
            rows += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(rows)


@pytest.mark.django_db
def test_no_address_is_in_a_row_a_log_a_counter_or_a_file(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    caplog.set_level(logging.DEBUG)
    images = [make_image(), make_image()]
    for image in images:
        make_article(image=image)
    with CaptureQueriesContext(connection) as asked:
        sent = [send(image.pk, address) for image in images for address in (*ADDRESSES, ADDRESSES[0])]
    assert set(sent) == {303}
    assert ImageReport.objects.count() == 6
    rows, counters = every_row(), str(vars(caches["limits"]))
    files = " ".join(path.read_text() for path in (tmp_path / "report-keys").iterdir())
    assert "articles_imagereport: (" in rows
    statements = str(asked.captured_queries)
    assert 'INSERT INTO "articles_imagereport"' in statements
    for place in (rows, counters, files, caplog.text, statements):
        assert [prefix for prefix in (*PREFIXES, "6.6.6.6") if prefix in place] == []


@pytest.mark.django_db
def test_two_pictures_that_one_person_reported_have_nothing_in_common() -> None:
    images = [make_image(), make_image()]
    for image in images:
        send(image.pk, ADDRESSES[0])
    marks = ImageReport.objects.order_by("image").values_list("person_key", "network_key", "wide_network_key")
    assert len({mark for kept in marks for mark in kept}) == 6


@pytest.mark.django_db
def test_the_counters_of_limits_have_no_mark_that_a_row_has() -> None:
    image = make_image()
    send(image.pk, ADDRESSES[0])
    report = image.reports.get()
    counters = str(vars(caches["limits"]))
    assert report.person_key not in counters
    assert report.network_key not in counters
    assert report.wide_network_key not in counters


def test_whoever_has_the_rows_and_no_key_finds_no_address_by_trying() -> None:
    real = reporters.reporter("203.0.113.77", picture="1", key="the real key").person_key
    tried = {reporters.reporter(f"203.0.113.{host}", picture="1", key="").person_key for host in range(256)}
    assert real not in tried
