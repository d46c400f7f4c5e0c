import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guildhall.config.local.servers import local_servers
from guildhall.config.local.state import recall
from tests.local.waiting import is_gone, wait_until

HOLD_SERVERS = """
import sys
from pathlib import Path
from guildhall.config.local.servers import local_servers
with local_servers(Path(sys.argv[1]), fsync=False):
    print("up", flush=True)
    sys.stdin.read()
"""


def start_holder(data_dir: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_SERVERS, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "up\n"
    return holder


def pids(data_dir: Path) -> list[int]:
    entries = [recall(data_dir, name) for name in ("postgres", "valkey")]
    return [entry.pid for entry in entries if entry is not None and entry.pid is not None]


def test_servers_die_with_a_program_that_was_killed(data_dir: Path) -> None:
    with start_holder(data_dir) as holder:
        servers = pids(data_dir)
        holder.send_signal(signal.SIGKILL)

    wait_until(lambda: all(is_gone(pid) for pid in servers))
    assert len(servers) == 2


def test_a_start_right_after_its_predecessor_was_killed_works(data_dir: Path) -> None:
    with start_holder(data_dir) as holder:
        servers = pids(data_dir)
        holder.send_signal(signal.SIGKILL)

    with local_servers(data_dir, fsync=False):
        assert not set(pids(data_dir)) & set(servers)


@pytest.mark.parametrize("starters", [4])
def test_several_that_start_at_once_end_up_with_one_server_of_each_kind(
    data_dir: Path, starters: int
) -> None:
    holders = [
        subprocess.Popen(
            [sys.executable, "-c", HOLD_SERVERS, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(starters)
    ]

    answers = [holder.stdout.readline() for holder in holders if holder.stdout is not None]
    seen = pids(data_dir)
    for holder in reversed(holders):
        holder.communicate(b"")

    assert answers == [b"up\n"] * starters
    assert len(seen) == 2
    assert [holder.returncode for holder in holders] == [0] * starters
    assert all(is_gone(pid) for pid in seen)
