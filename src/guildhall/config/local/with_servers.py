"""Run one program with the servers up: `python -m guildhall.config.local.with_servers CMD …`.

Its terminal is ours, so that a shell works; its exit code is ours, too.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from guildhall.config.local.errors import LocalServerFailed
from guildhall.config.local.programs import program_environment
from guildhall.config.local.servers import local_servers


def main(argv: Sequence[str]) -> int:
    data_dir = Path(os.environ.get("GUILDHALL_DATA_DIR", ".guildhall")).absolute()
    try:
        with local_servers(data_dir) as servers:
            return _run(argv, program_environment(servers, data_dir))
    except LocalServerFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1


def _run(argv: Sequence[str], env: dict[str, str]) -> int:
    with subprocess.Popen(argv, env=env) as child:  # noqa: S603 - the caller's own command
        # Ctrl-C reaches the program by itself, which may live on (a shell does); we outlive it.
        signal.signal(signal.SIGINT, lambda _number, _frame: None)
        signal.signal(signal.SIGTERM, lambda _number, _frame: child.terminate())
        return child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
