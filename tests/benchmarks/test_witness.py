"""The witness of the fixture world knows when a request came in, however late it is looked at."""

import socket
import time

from benchmarks.ingest.judging import TOLERANCE
from benchmarks.ingest.witness import arrived


def test_a_request_came_in_when_it_was_sent_and_not_when_somebody_looks() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
        server.accept()[0] as connection,
    ):
        before = time.time()
        client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        after = time.time()
        time.sleep(10 * TOLERANCE)
        assert before - TOLERANCE <= arrived(connection) <= after + TOLERANCE
