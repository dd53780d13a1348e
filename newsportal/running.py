"""Running a program to its end, as another user if need be; and whose a process number is."""

import os
import pwd
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

END_TIMEOUT: Final = 3  # seconds of an interrupted program, to clear away what it began


def run(user: pwd.struct_passwd | None, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program out of the terminal's reach (Ctrl-C is the supervisor's); all that it says is in `stdout`.

    Interrupted, it is asked to clear away what it began: half-made data, a server that starts."""
    with tempfile.TemporaryFile("w+") as output:  # a pipe would be inherited by a server and never end
        program = subprocess.Popen(  # noqa: S603  # our own programs with our own arguments
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        try:
            code = program.wait()
        finally:
            if program.returncode is None:
                _end(program)
        output.seek(0)
        return subprocess.CompletedProcess(command, code, stdout=output.read())


def command_of(process: int) -> bytes | None:
    """A process' command line, with a space after each word; None when there is no such process."""
    if not Path("/proc/self/cmdline").exists():  # not Linux
        ask = ["/bin/ps", "-ww", "-o", "command=", "-p", str(process)]
        listed = subprocess.run(ask, stdout=subprocess.PIPE, check=False).stdout  # noqa: S603  # a number alone is added
        return listed.replace(b"\n", b" ") or None
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ")
    except OSError:
        return None


def _end(program: "subprocess.Popen[bytes]") -> None:
    """With all that it started, as Ctrl-C in a terminal would: initdb's own children would go on writing."""
    _signal_group(program, signal.SIGINT)
    try:
        program.wait(END_TIMEOUT)
    except subprocess.TimeoutExpired:
        _signal_group(program, signal.SIGKILL)
        program.wait()


def _signal_group(program: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS: nobody but the dead
        os.killpg(program.pid, number)
