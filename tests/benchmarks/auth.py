"""What it costs to be somebody: each sort of credential, tokens, limits, and a list's way out.

*adds* is the CPU time by which a call with that credential exceeds the same call of a view that
asks for none, in the process that serves it. Databases and Redis have their own, which the token
endpoint's figure includes.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import IO, Any

from tests.benchmarks.rig.cpu import spent_ms
from tests.benchmarks.rig.figures import Size, middle, size_asked, table, tell
from tests.benchmarks.rig.ground import ROOT, fresh_database, told_by
from tests.benchmarks.rig.load import Burst, burst
from tests.benchmarks.rig.postgres import server_pid
from tests.benchmarks.rig.web import CHOSEN, serving

CLIENTS = 8
TAKERS = 3
RATE = 100
FULL = Size(rounds=15, seconds=10)
QUICK = Size(rounds=5, seconds=4)
CALLS = 200
MARKS = {"api_key": 0.3, "jwt": 0.3}


def main() -> None:
    size = size_asked(full=FULL, quick=QUICK)
    env = fresh_database("auth")
    env["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.rig.settings"
    host = told_by("shop", "--skus", "20", env=env)["shops"][0]["host"]
    words = ("--host", host, "--rounds", str(size.rounds), "--calls", str(CALLS))
    found = told_by("credentials", *words, env=env)
    tokens, cpu_ms = _tokens(env, host, found["basic"], size.seconds)
    exact = [_taken(env, host, number, size.seconds) for number in range(3)]
    _tell(found, tokens, cpu_ms, exact)


def _tokens(env: Mapping[str, str], host: str, basic: str, seconds: float) -> tuple[Burst, float]:
    """Return how fast the token endpoint answers, and the CPU of server and database."""
    with serving(CHOSEN, env, host=host) as web:
        roots = (web.pid, server_pid(env))
        there = f"{web.url}/oauth/token"
        burst(there, "token", host, basic, clients=CLIENTS, seconds=1)
        before = spent_ms(*roots)
        seen = burst(there, "token", host, basic, clients=CLIENTS, seconds=seconds)
        return seen, (spent_ms(*roots) - before) / seen.requests


def _taken(env: Mapping[str, str], host: str, number: int, seconds: float) -> dict[str, float]:
    """Let processes empty one bucket together; return how far from its rate they came."""
    words = {"host": host, "name": f"bench-{number}-{time.time()}", "rate": RATE}
    argv = (
        *(sys.executable, "-m", "tests.benchmarks.rig.taker", f"--seconds={seconds}"),
        *(f"--{name}={value}" for name, value in words.items()),
    )
    running = [_taker(argv, env) for _ in range(TAKERS)]
    for each in running:
        _pipe(each.stdout).readline()
    begin = time.time() + 0.5
    for each in running:
        print(begin, file=_pipe(each.stdin), flush=True)
    told = [json.loads(each.communicate()[0].splitlines()[-1]) for each in running]
    lasted = max(each["ended"] for each in told) - begin
    # A full bucket at the start, and what flowed in since.
    due = RATE + RATE * lasted
    passes = sum(each["passes"] for each in told)
    asks = sum(each["asks"] for each in told)
    return {"asks": asks, "passes": passes, "error": 100 * abs(passes - due) / due}


def _taker(argv: tuple[str, ...], env: Mapping[str, str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    return subprocess.Popen(argv, env=dict(env), cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def _pipe(found: IO[str] | None) -> IO[str]:
    assert found is not None
    return found


def _tell(
    found: dict[str, Any], tokens: Burst, cpu_ms: float, exact: list[dict[str, float]]
) -> None:
    cpu, listed = found["cpu_us"], found["list"]
    rows = [(name, each["adds"], each["floor"], MARKS.get(name, "")) for name, each in cpu.items()]
    table("CPU, µs a call", ("", "adds", "without it", "mark, ms"), rows)
    table(
        "A list of 100, CPU, µs",
        ("", "µs", "to pydantic alone"),
        [
            ("ours", listed["ours_us"], listed["ratio"]),
            ("ninja as it ships", listed["ninja_us"], listed["ninja_ratio"]),
            ("TypeAdapter.dump_json", listed["alone_us"], 1),
        ],
    )
    table(
        f"One bucket of {RATE} a second, {TAKERS} processes",
        ("", "asked", "passed", "off by %"),
        [
            (str(at + 1), each["asks"], each["passes"], round(each["error"], 2))
            for at, each in enumerate(exact)
        ],
    )
    figures = {
        **{f"{name}_cpu_ms": round(each["adds"] / 1_000, 3) for name, each in cpu.items()},
        "limiter_error_percent": middle([each["error"] for each in exact], 2),
        "list100_ratio_to_typeadapter": listed["ratio"],
        "list100_ninja_ratio_to_typeadapter": listed["ninja_ratio"],
        "tokens_per_s": middle([tokens.per_second], 1),
        "token_p50_ms": tokens.p50,
        "token_cpu_ms": round(cpu_ms, 2),
        "server": str(CHOSEN),
    }
    tell("auth", figures)


if __name__ == "__main__":
    main()
