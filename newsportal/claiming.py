"""Claiming what only one portal may have: a VAR_DIR, and a port; and the names by which that port is reached."""

import errno
import fcntl
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Final, TextIO

LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
# Addresses that belong to nobody (RFC 5737, RFC 3849): what leads there leads to the Internet.
ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
SIOCGIFADDR: Final = 0x8915  # Linux' number of the question for an interface's address


class TakenError(Exception):
    """It cannot be had, mostly because somebody else has it; the message says why, and the remedy."""


@contextmanager
def only_one(var_dir: Path, *, address: str) -> Iterator[None]:
    """Hold this VAR_DIR alone, for as long as the process lives at most; TakenError when another portal has it."""
    with _lock_file(var_dir) as file:
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


def _lock_file(var_dir: Path) -> TextIO:
    try:
        var_dir.mkdir(parents=True, exist_ok=True)
        return (var_dir / "up.lock").open("a+", encoding="utf-8")
    except OSError as problem:
        raise TakenError(
            f"The portal cannot keep its data in {var_dir}: {problem.strerror}. "
            "Name a folder that you may write to: --var DIR."
        ) from problem


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
        raise TakenError(
            f"--host {host!r} is no name or address of this machine: {problem.strerror}. Name one, for example"
            " --host 127.0.0.1, or 0.0.0.0 for all of them."
        ) from None
    except OSError as problem:
        raise TakenError(_explained(problem, host, port, option)) from None
    return str(address[0])


def names_of(host: str) -> list[str]:
    """The names that readers may write into their address bar for a server that listens on this host, as the Host
    header has them: an IPv6 address in brackets. Those of this machine itself come first."""
    if host in {*LOOPBACK, "::1"}:
        return list(LOOPBACK)
    names = {socket.gethostname().lower(), socket.getfqdn().lower(), host.lower(), *own_addresses()}
    return list(dict.fromkeys([*LOOPBACK, *sorted(_as_host(name) for name in names)]))


def own_addresses() -> list[str]:
    """The IP addresses of this machine, without the loopback ones. A name is not asked alone: Debian gives the
    machine's own name a loopback address."""
    found = [*_way_out(), *_of_interfaces()]
    with suppress(socket.gaierror):  # a machine that does not know its own name
        found += [str(answer[4][0]) for answer in socket.getaddrinfo(socket.gethostname(), None)]
    plain = [ip_address(address.partition("%")[0]) for address in found]
    return list(dict.fromkeys(str(address) for address in plain if not address.is_loopback))


def _way_out() -> Iterator[str]:
    """The addresses that this machine shows to others. A datagram's socket sends nothing when it connects."""
    for family, address in ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:  # no such network
            probe.connect((address, 9))
            yield str(probe.getsockname()[0])


def _of_interfaces() -> Iterator[str]:
    """The IPv4 address of each network interface, where the system is Linux."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            with suppress(OSError):  # it has none, or the system is another
                answer = fcntl.ioctl(asked, SIOCGIFADDR, struct.pack("256s", os.fsencode(name)[:15]))
                yield socket.inet_ntoa(answer[20:24])


def _as_host(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _explained(problem: OSError, host: str, port: int, option: str) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program. Name a free one, for example {option}{port + 1}."
    if problem.errno == errno.EACCES:
        return f"Port {port} is reserved for the system. Name one from 1024 up: {option}8000."
    return f"Cannot listen on {host}:{port}: {problem.strerror}. Name an address of this machine: --host 127.0.0.1."
