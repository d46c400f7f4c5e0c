"""Load over HTTP by wrk, which costs little of the processor that it shares with the server."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Burst:
    """What one run of wrk saw. Milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


def burst(url: str, script: str, *words: str, clients: int, seconds: float) -> Burst:
    """Send requests for a while over so many connections. Ends the program if any fails."""
    found = run_wrk(url, script, *words, clients=clients, seconds=seconds)
    return Burst(
        found["requests"], found["us"] / 1e6, found["p50_us"] / 1_000, found["p99_us"] / 1_000
    )


def run_wrk(url: str, script: str, *words: str, clients: int, seconds: float) -> Any:
    """Run one of our scripts and return the JSON that it prints last."""
    argv = (
        *(_wrk(), "--threads", "1", "--connections", str(clients), "--timeout", "10s"),
        *("--duration", f"{max(1, round(seconds))}s", "--script", f"{script}.lua"),
        *(url, "--", *words),
    )
    done = subprocess.run(argv, cwd=SCRIPTS, capture_output=True, check=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    if found["failed"]:
        sys.exit(f"{found['failed']} requests to {url} failed")
    return found


def _wrk() -> str:
    found = shutil.which("wrk")
    if found is None:
        sys.exit("The benchmarks need wrk: as root, apt-get install wrk")
    return found
