"""The keys that hide who reports: one a period, kept for two, destroyed then."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from articles.moderation import keyring
from tests.articles.reports import days_later


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.REPORT_KEYS_DIR = tmp_path / "report-keys"
    settings.REPORT_KEY_DAYS = 7
    return tmp_path / "report-keys"


def test_the_key_of_a_period_is_made_once_and_only_its_owner_reads_it(folder: Path) -> None:
    key = keyring.current()
    assert keyring.current() == keyring.find(key.name) == key
    assert len(key.secret) == 64
    [file] = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_processes_that_make_the_first_key_at_once_have_the_same() -> None:
    with ThreadPoolExecutor(8) as processes:
        keys = list(processes.map(lambda _: keyring.current(), range(8)))
    assert len(set(keys)) == 1


def test_a_new_period_has_a_new_key_and_the_last_one_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    days_later(monkeypatch, 0)
    first = keyring.current()
    days_later(monkeypatch, 7)
    second = keyring.current()
    assert first.secret != second.secret
    assert first.name < second.name
    assert keyring.find(first.name) == first


def test_a_key_is_destroyed_after_two_periods(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    days_later(monkeypatch, 0)
    first = keyring.current()
    days_later(monkeypatch, 14)
    assert keyring.find(first.name) is None  # even before its file goes
    second = keyring.current()
    assert [file.read_text() for file in folder.iterdir()] == [second.secret]


def test_old_keys_are_destroyed_without_a_report_too(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    days_later(monkeypatch, 0)
    keyring.current()
    days_later(monkeypatch, 13)
    assert keyring.destroy_old() == 0
    days_later(monkeypatch, 14)
    assert keyring.destroy_old() == 1
    assert list(folder.iterdir()) == []


def test_a_key_that_was_lost_and_made_anew_is_another_one(folder: Path) -> None:
    lost = keyring.current()
    (folder / lost.day).unlink()
    again = keyring.current()
    assert again.day == lost.day
    assert keyring.find(lost.name) is None
    assert keyring.find(again.name) == again


def test_a_folder_that_cannot_hold_keys_is_named_with_the_remedy(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.REPORT_KEYS_DIR = tmp_path / "file"
    with pytest.raises(ImproperlyConfigured, match=r"REPORT_KEYS_DIR=.*file: .* Name a folder that the web server may"):
        keyring.current()
