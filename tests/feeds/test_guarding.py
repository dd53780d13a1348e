"""Strangers' pictures are decoded by a child that dies first."""

import fcntl
import io
import os
import resource
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from feeds import guarding
from feeds.guarding import DecoderLost, read
from feeds.knowledge import lead_image
from feeds.knowledge.lead_image import LeadImage, UnusableImage
from tests import corpus
from tests.feeds.knowledge.test_lead_image import encoded, files_of, picture


@pytest.fixture(autouse=True)
def _a_child_of_its_own() -> Iterator[None]:
    yield
    while guarding._current:
        guarding._current.pop().end()


def child() -> int:
    return guarding._decoder()._process.pid


def made_or_refused(body: bytes) -> LeadImage | str:
    """What is made of it, or in which words it is refused."""
    try:
        return read(body)
    except UnusableImage as problem:
        return str(problem)


def bomb(mode: str, form: str, **options: Any) -> bytes:
    """A small file whose picture is large, right at the limit of pixels."""
    target = io.BytesIO()
    Image.new(mode, (8_000, 4_900)).save(target, form, **options)
    return target.getvalue()


def test_a_picture_is_what_it_would_be_without_a_guard() -> None:
    body = encoded(picture(1600, 900))
    assert read(body) == lead_image.read(body)


def test_a_refusal_comes_in_the_same_words() -> None:
    with pytest.raises(UnusableImage, match="no JPEG, PNG, WebP, GIF or AVIF"):
        read(b"<html>")


def test_one_child_reads_many_pictures_until_it_has_read_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "MOST_PICTURES", 2)
    children = []
    for _ in range(4):
        read(encoded(picture(200, 150)))
        children.append(guarding._current[0]._process.pid)
    assert children[0] == children[1] != children[2] == children[3]


def test_threads_wait_for_each_other() -> None:
    sizes = [(200 + 10 * number, 150) for number in range(8)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(read, [encoded(picture(*size)) for size in sizes]))
    assert [each.width for each in made] == [width for width, _ in sizes]


def test_the_child_knows_no_secret_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2-hunter2")
    assert b"hunter2" not in Path(f"/proc/{child()}/environ").read_bytes()


@pytest.mark.parametrize(
    ("mode", "form", "options"),
    [("P", "PNG", {"transparency": 0}), ("RGBA", "PNG", {}), ("I;16", "PNG", {}), ("RGB", "WEBP", {"method": 0})],
)
def test_a_bomb_within_the_limit_of_pixels_stays_within_the_limit_of_memory(
    mode: str, form: str, options: dict[str, Any]
) -> None:
    made = made_or_refused(bomb(mode, form, **options))
    assert "more memory" in made if isinstance(made, str) else made.width == 1200
    peak = int(_status(child(), "VmHWM"))
    assert peak * 1_024 < guarding.MUCH_MEMORY + 80_000_000  # with the program itself
    assert read(encoded(picture(200, 150))).width == 200


@pytest.mark.parametrize("size", [(6_000, 4_000), (7_300, 5_475)])
def test_a_large_photograph_is_a_picture_in_every_form(size: tuple[int, int]) -> None:
    """WebP takes more memory than others, and gets it."""
    lossless = {"lossless": True, "method": 0, "quality": 0}
    for form, options in [("JPEG", {"quality": 60}), ("WEBP", {"method": 0, "quality": 60}), ("WEBP", lossless)]:
        assert read(encoded(picture(*size), form, **options)).width == 1200


def test_a_broken_webp_is_called_broken_though_it_is_read_with_more_memory_first() -> None:
    whole = encoded(picture(1_600, 1_200), "WEBP", lossless=True)
    for body in (whole[: len(whole) // 2], whole[:40] + bytes(len(whole) - 40)):
        said = made_or_refused(body)
        assert isinstance(said, str)
        assert said.startswith("the picture is broken: ")
        assert _soft_limit(child()) == guarding.MEMORY


def test_memory_for_large_pictures_is_for_one_process_at_a_time_and_for_no_other_picture() -> None:
    large = encoded(picture(7_300, 5_475), "WEBP", method=0, quality=60)
    with Path(guarding.__file__).open("rb") as shared:
        fcntl.flock(shared, fcntl.LOCK_EX)
        with ThreadPoolExecutor(1) as threads:
            waiting = threads.submit(read, large)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=4)
            assert _soft_limit(child_at_work()) == guarding.MEMORY
            fcntl.flock(shared, fcntl.LOCK_UN)
            assert waiting.result(timeout=60).width == 1200
    assert _soft_limit(child()) == guarding.MEMORY


def child_at_work() -> int:
    return guarding._current[0]._process.pid


def _soft_limit(process: int) -> int:
    return resource.prlimit(process, resource.RLIMIT_DATA)[0]


def _status(process: int, name: str) -> str:
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))


def test_what_takes_too_long_is_no_picture_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarding, "WALL_SECONDS", 0.5)
    os.kill(child(), signal.SIGSTOP)
    with pytest.raises(UnusableImage, match="took more than"):
        read(encoded(picture()))
    monkeypatch.undo()
    assert read(encoded(picture())).width == 800


@pytest.mark.parametrize(
    ("ending", "words"), [(signal.SIGXCPU, "5 s of a processor's time"), (signal.SIGSEGV, "crashed on it .SIGSEGV.")]
)
def test_what_the_decoder_dies_of_is_no_picture(ending: signal.Signals, words: str) -> None:
    os.kill(child(), signal.SIGSTOP)  # so that it dies while it is asked
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(read, encoded(picture()))
        time.sleep(0.3)
        os.kill(guarding._current[0]._process.pid, ending)
        os.kill(guarding._current[0]._process.pid, signal.SIGCONT)
        with pytest.raises(UnusableImage, match=words):
            asked.result(timeout=30)
    assert read(encoded(picture())).width == 800


def test_a_decoder_that_somebody_stopped_says_nothing_of_the_picture() -> None:
    os.kill(child(), signal.SIGSTOP)
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(read, encoded(picture()))
        time.sleep(0.3)
        os.kill(guarding._current[0]._process.pid, signal.SIGKILL)
        with pytest.raises(DecoderLost, match="ended with -9"):
            asked.result(timeout=30)
    assert read(encoded(picture())).width == 800


def test_the_kernel_counts_the_childs_processor_time() -> None:
    read(encoded(picture(200, 150)))
    lines = Path(f"/proc/{child()}/limits").read_text(encoding="utf-8").splitlines()
    limit = next(line.split()[3] for line in lines if line.startswith("Max cpu time"))
    assert guarding.CPU_SECONDS <= int(limit) <= guarding.CPU_SECONDS + 3


@pytest.mark.parametrize("row", corpus.rows("security/images_hostile/manifest.jsonl"), ids=lambda row: str(row["id"]))
def test_every_hostile_picture_ends_as_its_note_says_and_the_decoder_lives(row: dict[str, Any]) -> None:
    """Those that are tiny for reasons of their own are refused for that: `test_lead_image` reads them all the same."""
    before = child()
    made = made_or_refused(corpus.file(f"security/images_hostile/{row['file']}"))
    if isinstance(made, str):
        assert "reject" in (row["outcome"], row.get("also_ok")) or "too few" in made
    else:
        assert "process" in f"{row['outcome']} {row.get('also_ok')}"
        leaks = [
            secret
            for secret in row.get("derivative_must_not_contain", [])
            for file in files_of(made)
            if secret.encode() in file
        ]
        assert not leaks
    assert child() == before
    assert int(_status(before, "VmHWM")) * 1_024 < row["limits"]["rss_mb"] * 1_000_000
