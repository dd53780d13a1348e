"""The fixture world with a witness: when each request came in, as the kernel knows it.

    python -m benchmarks.ingest.witness PROGRAM --feeds 100 --hosts 25 --entries 2:6 --port 8800 --log FILE

The world itself notes when it answers. It is one process, which waits for a processor among all that the portal has to
do: on a busy machine it gets to one request half a second late and to the next at once, so that two that were sent a
second apart seem half a second apart. What it says of its answers stays; the log is this witness's: a line for each
request, "came in at, host, kind, status, was answered at", in seconds since the epoch."""

import asyncio
import importlib.util
import socket
import struct
import sys
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TextIO

# Linux' struct tcp_info: eight bytes, then 32-bit numbers, of which the twelfth is tcpi_last_data_recv, in milliseconds
# (to the tick of the kernel's clock, 4 ms with 250 a second).
_LAST_DATA_RECEIVED: Final = struct.Struct("=52xI")
_AT_ONCE: Final = 0.002  # seconds


def main() -> None:
    options = _options()
    world = _module(options.program)
    with options.log.open("a", buffering=1, encoding="ascii") as log:
        vars(world)["Http"] = _witness(world, log)
        asyncio.run(world.main(_arguments(options)))


def arrived(connection: socket.socket) -> float:
    """When the last bytes of the other side came in, in seconds since the epoch."""
    while True:
        now = time.time()
        told = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA_RECEIVED.size)
        if time.time() - now < _AT_ONCE:  # nobody had the processor in between
            return now - float(_LAST_DATA_RECEIVED.unpack(told)[0]) / 1_000


def _witness(world: ModuleType, log: TextIO) -> type[Any]:
    """The world's own protocol, which is asked before it answers."""

    class Witness(world.Http):  # type: ignore[misc, name-defined]  # of a program that is loaded by its path
        came_at = 0.0

        def data_received(self, data: bytes) -> None:
            self.came_at = arrived(self.tr.get_extra_info("socket"))
            super().data_received(data)

        def send(self, code: int, kind: str, *rest: Any, **options: Any) -> Any:
            log.write(f"{self.came_at:.4f} {self.host} {kind} {code} {time.time():.4f}\n")
            return super().send(code, kind, *rest, **options)

    return Witness


def _options() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path)
    for name in ("--feeds", "--hosts", "--port"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--life", type=float, required=True)
    parser.add_argument("--entries", type=lambda written: tuple(map(int, written.split(":"))), required=True)
    parser.add_argument("--log", type=Path, required=True)
    return parser.parse_args()


def _arguments(options: Namespace) -> Namespace:
    """What the world takes, the rest as it has it by default."""
    rest = {"page": (30, 120), "mix": (0.4, 0.35), "full": 0.3, "max_age": 0, "seed": "1", "warm": True, "log": None}
    until = int(time.time()) // 86_400 * 86_400
    return Namespace(**{**vars(options), **rest, "until": until})


def _module(program: Path) -> ModuleType:
    sys.path.insert(0, str(program.parent))  # it imports its neighbour
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location(program.stem, program)
    assert spec, program
    assert spec.loader, program
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
