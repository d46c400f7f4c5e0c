"""Two releases at work at once, while the fleet moves from one's schema to the other's."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from threading import Event

import pytest

from guildhall.kernel.tenancy import Scope
from tests.harness.counts import rows_in
from tests.harness.processes import ROOT, Web, wait_until, web_server

NOTES = "/storefront/v1/notes"
CLIENTS = 2


@dataclass(frozen=True, slots=True)
class LabRelease:
    """The product with a version of the lab's app, and its own history."""

    app: str
    schema_folder: Path

    @property
    def env(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "tests.fleet.traffic_settings",
            "LAB_APP": self.app,
            "LAB_SCHEMA": str(self.schema_folder),
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }

    def run(self, *words: str) -> None:
        subprocess.run(
            [sys.executable, *words], env={**os.environ, **self.env}, cwd=ROOT, check=True
        )


@pytest.fixture
def old(fleet: dict[str, Scope], tmp_path: Path) -> LabRelease:
    """Return the release that everybody is at."""
    release = LabRelease("tests.fleet.lab_v1", tmp_path / "v1")
    shutil.copytree(ROOT / "tenants" / "schema", release.schema_folder)
    release.run("-m", "tests.fleet.add_version")
    release.run("manage.py", "fleet", "migrate")
    return release


@pytest.fixture
def new(old: LabRelease, tmp_path: Path) -> LabRelease:
    """Return the release to come, which has told the old one what it asks for."""
    release = LabRelease("tests.fleet.lab_v2", tmp_path / "v2")
    shutil.copytree(old.schema_folder, release.schema_folder)
    release.run("-m", "tests.fleet.add_version")
    release.run("manage.py", "migrate_public")
    return release


@pytest.fixture
def both(old: LabRelease, new: LabRelease, tmp_path: Path) -> Iterator[tuple[Web, Web]]:
    (tmp_path / "web1").mkdir()
    (tmp_path / "web2").mkdir()
    with (
        web_server(tmp_path / "web1", **old.env) as first,
        web_server(tmp_path / "web2", **new.env) as second,
    ):
        yield first, second


def visit(web: Web, hosts: list[str], stop: Event, *, seed: int) -> Counter[tuple[int, str]]:
    """Write notes in one company after the other until told to stop; count the answers."""
    random, told = Random(seed), Counter[tuple[int, str]]()
    with web.client("") as client:
        while not stop.is_set():
            host = random.choice(hosts)
            answer = client.post(NOTES, headers={"Host": host})
            told[answer.status_code, answer.json().get("code", "")] += 1
    return told


def test_old_and_new_code_serve_while_the_fleet_moves(
    fleet: dict[str, Scope], new: LabRelease, both: tuple[Web, Web]
) -> None:
    old_web, new_web = both
    hosts = [f"{slug}.localhost" for slug in fleet]
    stop = Event()
    with ThreadPoolExecutor(2 * CLIENTS) as threads:
        visits = [
            [threads.submit(visit, web, hosts, stop, seed=n) for n in range(CLIENTS)]
            for web in both
        ]
        try:
            wait_until(lambda: _written(fleet) > 20, what="traffic")
            new.run("manage.py", "fleet", "migrate")
            wait_until(lambda: _all_answer(new_web, hosts), what="the new code at work")
        finally:
            stop.set()
        told = [sum((each.result() for each in side), Counter()) for side in visits]

    assert set(told[0]) == {(201, "")}
    assert set(told[1]) == {(201, ""), (503, "tenancy.upgrading")}
    assert _written(fleet) == told[0][201, ""] + told[1][201, ""]
    assert set(_pinned(fleet)) == {False, True}
    assert _all_answer(old_web, hosts)


def _all_answer(web: Web, hosts: list[str]) -> bool:
    with web.client("") as client:
        return {client.get(NOTES, headers={"Host": host}).status_code for host in hosts} == {201}


def _written(fleet: dict[str, Scope]) -> int:
    return sum(rows_in(scope, "SELECT count(*) FROM lab_note")[0][0] for scope in fleet.values())


def _pinned(fleet: dict[str, Scope]) -> list[bool]:
    rows = [rows_in(scope, "SELECT DISTINCT pinned FROM lab_note") for scope in fleet.values()]
    return [pinned for each in rows for (pinned,) in each]
