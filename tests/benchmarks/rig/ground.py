"""A fresh database for one benchmark, and programs that run on it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from guildhall.config.local.databases import prepare_database

ROOT = Path(__file__).resolve().parents[3]
URLS = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_RELAY_URL", "DATABASE_MOVER_URL")


def fresh_database(name: str) -> dict[str, str]:
    """Make an empty database, dropping an older one, and return the environment that names it."""
    database = f"guildhall_bench_{name}"
    owner = os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(database)))
    prepare_database(owner, database)
    return {**os.environ, **_urls(database)}


def kept_database(name: str) -> dict[str, str]:
    """Have a database of this name, filled by a former run or empty, and return what names it."""
    database = f"guildhall_bench_{name}"
    prepare_database(os.environ["DATABASE_OWNER_URL"], database)
    return {**os.environ, **_urls(database)}


def _urls(database: str) -> dict[str, str]:
    given = [key for key in URLS if key in os.environ]
    return {
        key: urlunsplit(urlsplit(os.environ[key])._replace(path=f"/{database}")) for key in given
    }


def told_by(module: str, *words: str, env: dict[str, str]) -> Any:
    """Run one of our modules to its end and return the JSON that it prints last."""
    argv = (sys.executable, "-m", f"tests.benchmarks.rig.{module}", *words)
    done = subprocess.run(argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])
