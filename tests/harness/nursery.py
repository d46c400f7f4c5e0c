"""A web server or worker that is there at once: forked by one that has imported everything.

`python -m tests.harness.nursery web 8001` or `… worker`. Told `start`, it forks one that is the
leader of a group of its own, and says its number; told `reap N`, it waits for the end of that.
`FAULT_FILE` is a file that holds the name of a fault point: whoever reaches it takes the file
away and kills the whole group, as a machine does that loses its power.
"""

import os
import signal
import sys
from pathlib import Path

from django.core.checks import run_checks
from granian import Granian
from granian.constants import Interfaces

import guildhall.config.processes  # sets Django up

# isort: split
import guildhall.config.wsgi
from guildhall.config import worker
from guildhall.kernel.fault_points import bind_fault_points
from guildhall.payments.ports import bind_providers, providers
from tests.twins.bills import BillTwinProvider
from tests.twins.plain.adapter import PlainProvider

FILE = Path(os.environ["FAULT_FILE"])
HOUSE = f"{guildhall.config.wsgi.__name__}:application"


def die_where_told(reached: str) -> None:
    try:
        if FILE.read_text() != reached:
            return
        FILE.unlink()
    except FileNotFoundError:
        return
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _run(kind: str, port: int) -> None:
    if kind == "worker":
        worker.main()
        return
    server = Granian(
        HOUSE,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        websockets=False,
        blocking_threads=8,
    )
    server.serve()


def _born(kind: str, port: int) -> int:
    child = os.fork()
    if child:
        return child
    os.setsid()
    os.dup2(2, 1)  # what it prints is no answer of ours
    _run(kind, port)
    os._exit(0)


def main(kind: str, port: str = "0") -> None:
    offered = {**providers(), "plain": PlainProvider(), "bills": BillTwinProvider()}
    bind_providers(offered)  # type: ignore[arg-type] # of one its bills alone
    bind_fault_points(die_where_told)
    run_checks()  # all that is made at the first request is made now, once for all
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        what, _, number = line.strip().partition(" ")
        told = _born(kind, int(port)) if what == "start" else os.waitpid(int(number), 0)[1]
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
