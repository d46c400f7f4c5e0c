"""`make demo CHECK=1`: the demo on fresh data, without a terminal, and a verdict on it."""

import json
import sys
import tempfile
import time
from pathlib import Path

from guildhall.config.local.errors import LocalServerFailed, ProgramGaveUp
from guildhall.config.local.servers import erase
from guildhall.config.local.stage import Size, Stage, open_house, tell


def check(data_dir: Path, size: Size) -> int:
    """Replay a day on fresh data, verify it, and print one JSON line after everything is gone."""
    began = time.monotonic()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="check-", dir=data_dir))
    try:
        with open_house(scratch, size) as stage:
            verdict = _replayed_day(stage)
    except (LocalServerFailed, ProgramGaveUp) as failure:
        sys.stderr.write(f"{failure}\n")
        verdict = {"ok": False, "reason": str(failure).partition("\n")[0]}
    finally:
        erase(scratch)
    tell(json.dumps(verdict | {"seconds": round(time.monotonic() - began, 1)}))
    return 0 if verdict["ok"] is True else 1


def _replayed_day(stage: Stage) -> dict[str, object]:
    stage.run("replay_journey", "--port", str(stage.port), "--days", "1")
    try:
        stage.run("verify_day", "--json", on_terminal=False)
    except ProgramGaveUp as failure:
        sys.stderr.write(f"{failure}\n")
    return _last_json_line(stage.supervisor.log_of("verify_day"))


def _last_json_line(log: Path) -> dict[str, object]:
    for line in reversed(log.read_text().splitlines()):
        if line.startswith("{"):
            found: dict[str, object] = json.loads(line)
            return found
    return {"ok": False, "reason": "verify_day said nothing"}
