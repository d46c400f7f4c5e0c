"""The web process with the plain provider, which dies once where it is told to.

`FAULT_FILE` is a file that holds the name of a fault point: whoever reaches it takes the file
away and kills the whole process group, as a machine does that loses its power.
"""

import os
import signal
from pathlib import Path

from guildhall.config.wsgi import application
from guildhall.kernel.fault_points import bind_fault_points
from guildhall.payments.ports import bind_providers, providers
from tests.twins.plain.adapter import PlainProvider

__all__ = ["application"]

FILE = Path(os.environ.get("FAULT_FILE", "/nowhere"))


def die_where_told(reached: str) -> None:
    try:
        if FILE.read_text() != reached:
            return
        FILE.unlink()
    except FileNotFoundError:
        return
    os.killpg(os.getpgid(0), signal.SIGKILL)


bind_providers({**providers(), "plain": PlainProvider()})
bind_fault_points(die_where_told)
