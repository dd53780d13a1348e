"""Claiming what only one portal may have: a VAR_DIR, and a port."""

import errno
import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class TakenError(Exception):
    """Somebody else has it; the message says who, and the remedy."""


@contextmanager
def only_one(var_dir: Path, *, address: str) -> Iterator[None]:
    """Hold this VAR_DIR alone, for as long as the process lives at most; TakenError when another portal has it."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / "up.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise TakenError(
                f"A portal runs already on {var_dir} ({file.read().strip() or 'just starting'}). "
                "Stop it with Ctrl-C in its window, or name another folder: --var DIR."
            ) from None
        file.truncate(0)
        file.write(f"process {os.getpid()}, {address}\n")
        file.flush()
        yield


def check_port(host: str, port: int, *, option: str = "--port ") -> str:
    """The IP address to listen on; TakenError when the port is in use or not ours. Asked before the server starts:
    granian shares ports (SO_REUSEPORT), so two servers on one would both seem to run. `option` is how a person names
    another port."""
    if not 1 <= port <= 65_535:
        raise TakenError(f"{option}{port} is no port. Name one from 1024 to 65535, for example {option}8000.")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror as problem:
        raise TakenError(f"--host {host} is no name or address of this machine: {problem.strerror}.") from None
    except OSError as problem:
        raise TakenError(_explained(problem, host, port, option)) from None
    return str(address[0])


def _explained(problem: OSError, host: str, port: int, option: str) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program. Name a free one, for example {option}{port + 1}."
    if problem.errno == errno.EACCES:
        return f"Port {port} is reserved for the system. Name one from 1024 up: {option}8000."
    return f"Cannot listen on {host}:{port}: {problem.strerror}. Name an address of this machine: --host 127.0.0.1."
