"""Guarding: strangers' pictures are decoded by a child process that has no secrets, and dies before it takes too much.

    parent: read(body) -> 8 bytes length, body             child: `python -m feeds.guarding`, for many pictures
    child:  8 bytes length, facts as JSON, the files one after the other

The kernel counts the child's processor time and memory, a clock its time; what it does not survive is no picture."""

import fcntl
import json
import math
import os
import resource
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from feeds.knowledge import lead_image
from feeds.knowledge.lead_image import LeadImage, NeedsMemory, Rendition, UnusableImage
from feeds.knowledge.perceptual_hash import Hashes

CPU_SECONDS: Final = 5  # security.md I-03; an ordinary picture takes a tenth of one
WALL_SECONDS: Final = 20.0  # with the time that it waits for a processor
MEMORY: Final = 400_000_000  # bytes; 40 million pixels in colour take 160 MB, and a copy as much
# For what that is too little for. Pillow decodes WebP by way of an animation's canvases, 16 bytes a pixel: 24 million,
# as ordinary cameras have, take 405 MB, 40 million 650 MB (JPEG 70, PNG 260, AVIF 390; peaks measured with Pillow 13).
MUCH_MEMORY: Final = 700_000_000
MOST_PICTURES: Final = 200  # then a new child: no leak grows, and no trace of one picture meets many others
_LENGTH: Final = struct.Struct(">Q")
_STOPPED: Final = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL}  # by somebody else


class DecoderLost(RuntimeError):
    """The child ended, and not by the picture's fault: it may be tried again."""


def read(body: bytes) -> LeadImage:
    """As `lead_image.read`, one picture at a time in each process, within the limits; UnusableImage says which of them
    it broke."""
    with _lock:
        return _decoder().read(body)


class _Decoder:
    def __init__(self) -> None:
        self.owner = os.getpid()
        self.pictures = 0
        self._late = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "feeds.guarding"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).resolve().parent.parent,
            env={"OPENBLAS_NUM_THREADS": "1", "PATH": os.defpath},  # no database, no keys
            start_new_session=True,  # Ctrl-C is the parent's matter: the child ends with its standard input
        )

    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.pictures < MOST_PICTURES and self._process.poll() is None

    def read(self, body: bytes) -> LeadImage:
        self.pictures += 1
        clock = threading.Timer(WALL_SECONDS, self._stop_late)
        clock.start()
        is_answered = False
        try:
            answer = self._ask(body)
            is_answered = True
        finally:
            clock.cancel()
            if not is_answered:  # a half-read answer, when our own time was up, must not meet the next picture
                self.end()
        if isinstance(answer, UnusableImage):
            raise answer
        return answer

    def end(self) -> None:
        self.pictures = MOST_PICTURES
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()

    def _ask(self, body: bytes) -> LeadImage | UnusableImage:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(_LENGTH.pack(len(body)) + body)
            self._process.stdin.flush()
            answer = json.loads(_message(self._process.stdout))
            return _picture(answer, self._process.stdout)
        except (EOFError, BrokenPipeError):
            raise self._end_explained() from None

    def _stop_late(self) -> None:
        self._late.set()
        self._process.kill()

    def _end_explained(self) -> Exception:
        code = self._process.wait()
        self.pictures = MOST_PICTURES
        if self._late.is_set():
            return UnusableImage(f"decoding took more than {WALL_SECONDS:.0f} s")
        if code == -signal.SIGXCPU:
            return UnusableImage(f"decoding took more than {CPU_SECONDS} s of a processor's time")
        if code < 0 and -code not in _STOPPED:
            return UnusableImage(f"the decoder crashed on it ({signal.Signals(-code).name})")
        return DecoderLost(f"the decoder of pictures ended with {code}")


_lock: Final = threading.Lock()
_current: list[_Decoder] = []


def _decoder() -> _Decoder:
    if _current and not _current[0].is_usable():
        _current.pop().end()
    if not _current:
        _current.append(_Decoder())
    return _current[0]


def _picture(answer: dict[str, Any], stream: IO[bytes]) -> LeadImage | UnusableImage:
    if refused := answer.get("refused"):
        return UnusableImage(refused)
    sizes = answer.pop("sizes")
    files = {width: Rendition(webp=_exactly(stream, webp), jpeg=_exactly(stream, jpeg)) for width, webp, jpeg in sizes}
    hashes = answer.pop("hashes")
    return LeadImage(**answer, hashes=Hashes(**hashes) if hashes else None, renditions=files)


def _message(stream: IO[bytes]) -> bytes:
    return _exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0])


def _exactly(stream: IO[bytes], length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


# -- the child --------------------------------------------------------------------------------------------------------


def main() -> None:
    """Decode what comes on standard input until it ends."""
    with suppress(ValueError, OSError):  # where the system cannot limit memory (macOS)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MUCH_MEMORY))
    with suppress(EOFError):
        while True:
            body = _message(sys.stdin.buffer)
            _limit_time()
            _answer(body, sys.stdout.buffer)


def _made(body: bytes) -> LeadImage:
    with suppress(NeedsMemory, MemoryError):
        return lead_image.read(body)
    with _much_memory():  # and nothing left of the first attempt, which the exception would keep
        return lead_image.read(body)


@contextmanager
def _much_memory() -> Iterator[None]:
    """For one child of a machine (or container) at a time, so that several processes need no more room for it."""
    with Path(__file__).open("rb") as shared:
        fcntl.flock(shared, fcntl.LOCK_EX)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (MUCH_MEMORY, MUCH_MEMORY))
        try:
            yield
        finally:
            with suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MUCH_MEMORY))


def _limit_time() -> None:
    """CPU_SECONDS from now on, and up to one more: the kernel counts whole ones from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    end = math.ceil(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _answer(body: bytes, out: IO[bytes]) -> None:
    try:
        made = _made(body)
    except (UnusableImage, MemoryError) as problem:
        facts: dict[str, Any] = {"refused": str(problem) or "making its files took too much memory"}
        files: list[bytes] = []
    else:
        facts = {name: getattr(made, name) for name in ("width", "height", "digest", "picture_key")}
        facts["hashes"] = asdict(made.hashes) if made.hashes else None
        facts["sizes"] = [(width, len(each.webp), len(each.jpeg)) for width, each in made.renditions.items()]
        files = [file for each in made.renditions.values() for file in (each.webp, each.jpeg)]
    head = json.dumps(facts).encode()
    out.write(b"".join([_LENGTH.pack(len(head)), head, *files]))
    out.flush()


if __name__ == "__main__":
    main()
