"""Child processes: none outlives the one that started it."""

import subprocess

from newsportal.supervising import Child
from tests.processes import eventually


def test_a_child_that_ended_by_itself_leaves_nobody_behind() -> None:
    child = Child("test", [])
    child.process = subprocess.Popen(
        ["sh", "-c", "sleep 100 & echo $!"], stdout=subprocess.PIPE, start_new_session=True
    )
    assert child.process.stdout
    number = int(child.process.stdout.readline())
    child.stop(within=5)
    assert child.exit_code == 0
    eventually(lambda: not _runs(number), within=30, what="its own child ended")


def _runs(number: int) -> bool:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True, timeout=20)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")
