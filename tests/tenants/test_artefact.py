"""The compiled schema is the migrated one, and a stale script is found."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from psycopg import sql

from guildhall.kernel.ids import new_id
from guildhall.kernel.tenancy import Scope
from tenants.artefact import artefact, migrate_here
from tests.harness.owner import as_owner
from tests.harness.processes import ROOT
from tests.tenants.catalog_lab import fingerprint

SCRATCH = "t_fingerprint"
ALTERATIONS = [
    "ALTER TABLE {}.organization_brand ADD COLUMN x int",
    "ALTER TABLE {}.organization_brand ALTER COLUMN name TYPE varchar(121)",
    "ALTER TABLE {}.organization_brand ALTER COLUMN name DROP NOT NULL",
    "ALTER TABLE {}.organization_brand ALTER COLUMN name SET DEFAULT 'x'",
    "ALTER TABLE {}.kernel_fact ALTER COLUMN attempts SET DEFAULT 1",
    "ALTER TABLE {}.kernel_fact ALTER COLUMN sequence SET INCREMENT BY 2",
    "ALTER TABLE {}.kernel_fact ALTER COLUMN sequence DROP IDENTITY",
    "ALTER TABLE {}.kernel_delivery_done DROP CONSTRAINT kernel_delivery_once",
    "DROP INDEX {}.kernel_fact_undelivered",
    "CREATE INDEX extra ON {}.kernel_fact (type)",
    "CREATE SEQUENCE {}.extra",
    "CREATE VIEW {}.extra AS SELECT 1 AS one",
    "CREATE FUNCTION {}.extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE {}.extra (id int)",
    "DROP TABLE {}.kernel_idempotencykey",
]


@pytest.fixture(scope="module")
def migrated(scopes: dict[str, Scope]) -> Iterator[str]:
    """Yield a schema made by the migrations themselves."""
    with as_owner() as owner:
        owner.execute("DROP SCHEMA IF EXISTS t_fingerprint CASCADE")
        owner.execute("CREATE SCHEMA t_fingerprint")
        migrate_here(Scope(tenant_id=new_id(), schema=SCRATCH, role=SCRATCH))
        yield SCRATCH
        owner.execute("DROP SCHEMA t_fingerprint CASCADE")


def test_the_compiled_schema_is_the_migrated_one(migrated: str, scopes: dict[str, Scope]) -> None:
    compiled = fingerprint(scopes["alpha"].schema)

    assert compiled == fingerprint(migrated)
    assert len(compiled) > 300


def test_the_compiled_schema_knows_its_migrations(migrated: str, scopes: dict[str, Scope]) -> None:
    question = sql.SQL(
        "SELECT app, name FROM {}.django_migrations WHERE app = ANY(%s) ORDER BY 1, 2"
    )
    labels = [name.rpartition(".")[2] for name in settings.TENANT_APPS]
    with as_owner() as owner:
        told = [
            owner.execute(question.format(sql.Identifier(schema)), [labels]).fetchall()
            for schema in (scopes["alpha"].schema, migrated)
        ]

    assert told[0] == told[1]
    assert ("orders", "0001_initial") in told[0]


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_any_difference_would_be_seen(migrated: str, alteration: str) -> None:
    """The control: the comparison above is not blind to any of these."""
    whole = fingerprint(migrated)
    copy = "t_altered0000"
    with as_owner() as owner:
        owner.execute("DROP SCHEMA IF EXISTS t_altered0000 CASCADE")
        owner.execute(_without_grants(copy))
        assert fingerprint(copy) == whole
        owner.execute(sql.SQL(alteration).format(sql.Identifier(copy)))

        altered = fingerprint(copy)

        owner.execute("DROP SCHEMA t_altered0000 CASCADE")
    assert altered != whole


def _without_grants(schema: str) -> str:
    lines = artefact().for_schema(schema).splitlines()
    return "\n".join(line for line in lines if not line.startswith(("GRANT ", "REVOKE ")))


def test_the_script_is_current() -> None:
    assert _check(ROOT).returncode == 0


def test_a_stale_script_is_found(tmp_path: Path) -> None:
    for name in ("src", "tenants", "public_site", "integrations", "edge_devices", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", tmp_path)
    changed = tmp_path / "src" / "guildhall" / "orders" / "migrations" / "0001_initial.py"
    changed.write_text(changed.read_text() + "\n# Changed after the script was compiled.\n")

    told = _check(tmp_path)

    assert told.returncode == 1
    assert "tenants/schema is stale: run manage.py compile_schema" in told.stderr


def _check(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "compile_schema", "--check"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"},
        capture_output=True,
        text=True,
        check=False,
    )
