"""PostgreSQL's own programs, from where the server comes, and where the server runs."""

import os
import subprocess
from collections.abc import Mapping

import psycopg

from guildhall.config.local.accounts import bundled_binaries
from tests.benchmarks.rig.cpu import parent_of


def run_client(program: str, *words: str, url: str, schema: str = "public") -> str:
    """Run psql, pgbench or another client on a database, inside a schema; return what it says."""
    argv = (str(bundled_binaries() / program), *words, url)
    env = {**os.environ, "PGOPTIONS": f"-c search_path={schema},ext"}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr[-2_000:]}")
    return done.stdout


def server_pid(env: Mapping[str, str]) -> int:
    """Return the process above all backends."""
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        return parent_of(connection.info.backend_pid)
