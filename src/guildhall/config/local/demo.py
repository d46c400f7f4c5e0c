"""`make demo`: one working day of a group of companies on one machine, with real baskets."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from guildhall.config.local.check import check
from guildhall.config.local.errors import LocalServerFailed, ProgramGaveUp
from guildhall.config.local.interrupts import stop_on_signal
from guildhall.config.local.stage import Size, open_house, tell

ADDRESSES = """
Guildhall is open.

  the group's HQ   http://hq.localhost:{port}/
  Acme             http://acme.localhost:{port}/
  Borealis         http://borealis.localhost:{port}/
  Cordoba          http://cordoba.localhost:{port}/
  open a company   http://localhost:{port}/plans
  mails            {mails}

A program that does not know *.localhost: curl --resolve acme.localhost:{port}:127.0.0.1 …
Logs lie under {logs}. Ctrl-C stops everything and keeps the data.
"""


def main(words: Sequence[str]) -> int:
    asked = _parser().parse_args(words)
    size = Size(stores=asked.stores, days=asked.days)
    data_dir = Path(os.environ.get("GUILDHALL_DATA_DIR", ".guildhall"))
    with stop_on_signal():
        if asked.check:
            return check(data_dir, size)
        return demo(data_dir, size)


def demo(data_dir: Path, size: Size) -> int:
    """Open the house, let the real baskets arrive, and stay open until Ctrl-C."""
    try:
        with suppress(KeyboardInterrupt), open_house(data_dir, size) as stage:
            mails = f"http://localhost:{stage.mails}/" if stage.mails else "go where MAIL_URL says"
            logs = stage.supervisor.logs
            tell(ADDRESSES.format(port=stage.port, mails=mails, logs=logs))
            stage.run("demo_accounts", "--port", str(stage.port))
            stage.run("replay_journey", "--port", str(stage.port))
            stage.supervisor.watch()
    except (LocalServerFailed, ProgramGaveUp) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    tell("Everything is stopped; the data is kept.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="replay a fresh day, verify it, end")
    parser.add_argument("--stores", type=_count, default=5, help="stores per tenant")
    parser.add_argument("--days", type=_count, default=7, help="days of the real year")
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
