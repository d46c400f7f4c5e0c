"""Releases that never were: the product, and one more migration of one of its apps."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from django.apps import apps
from django.test import override_settings
from psycopg import sql

from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, enter
from tenants.artefact import append_version
from tenants.fleet.operations import upgrade_fleet
from tenants.fleet.types import Orders, Outcome
from tenants.models import Tenant
from tenants.versions import append, newest
from tests.harness.owner import as_owner
from tests.harness.processes import ROOT

HEAD = """
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [{before!r}]
"""
ADD_COLUMN = """
    operations = [
        migrations.AddField("brand", "lab_note", models.CharField(max_length=20, db_default="new"))
    ]
"""
ADD_TABLE = """
    operations = [
        migrations.CreateModel(
            "LabNote",
            [("id", models.UUIDField(primary_key=True)), ("text", models.TextField())],
        )
    ]
"""
ADD_INDEX = """
    atomic = False
    operations = [
        AddIndexConcurrently("brand", models.Index(fields=["name"], name="lab_brand_name"))
    ]
"""
RUN_PYTHON = """
    operations = [migrations.RunPython(migrations.RunPython.noop)]
"""


@dataclass(frozen=True, slots=True)
class Release:
    """Where its migrations and its history lie."""

    folder: Path
    modules: Mapping[str, str]

    @property
    def schema_folder(self) -> Path:
        return self.folder / "schema"

    @property
    def env(self) -> dict[str, str]:
        """What a process needs to be this release."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.fleet.lab_settings",
            "PYTHONPATH": f"{self.folder}:{ROOT / 'src'}:{ROOT}",
            "LAB_MODULES": json.dumps(dict(self.modules)),
            "LAB_SCHEMA": str(self.schema_folder),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one of our modules, or a management command, as this release."""
        argv = [sys.executable, *words]
        return subprocess.run(
            argv, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False
        )

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("manage.py", *words)

    def stock(self, word: str, *schemas: str) -> list[dict[str, float]]:
        """Let django-tenants itself check or migrate these schemas; return what it took."""
        argv = [sys.executable, "-m", "tests.fleet.stock", word, *schemas]
        env = {**self.env, "DJANGO_SETTINGS_MODULE": "tests.fleet.stock_settings"}
        done = subprocess.run(argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)
        found: list[dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
        return found


@contextmanager
def released(
    folder: Path, *bodies: str, app: str = "organization", versions: int = 1
) -> Iterator[Release]:
    """Be a release with these further migrations, in this process and in those it starts.

    They are one version, or the last of so many.
    """
    package = folder / f"lab_{folder.name.replace('-', '_')}"
    real = Path(apps.get_app_config(app).path) / "migrations"
    shutil.copytree(real, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tenants" / "schema", folder / "schema")
    last = max(path.stem for path in real.glob("0*.py"))
    for number, body in enumerate(bodies):
        name = f"09{number:02}_lab"
        (package / f"{name}.py").write_text(HEAD.format(before=(app, last)) + body)
        last = name
    release = Release(folder, {app: package.name})
    sys.path.insert(0, str(folder))
    try:
        with override_settings(
            MIGRATION_MODULES=dict(release.modules), SCHEMA_FOLDER=release.schema_folder
        ):
            for number in range(2, versions + 1):
                append(f"lab-{number:012}", migrations=newest().newest, contract=False)
            append_version()
            yield release
    finally:
        sys.path.remove(str(folder))


def upgrade(orders: Orders | None = None) -> Outcome:
    """Run the fleet in this process."""
    with enter(PLATFORM):
        return upgrade_fleet(orders or Orders(), stamp=system_stamp("test", clock.now()))


def versions() -> dict[str, int]:
    """Return where the roll says that each company is."""
    with enter(PLATFORM):
        return dict(Tenant.objects.values_list("slug", "schema_version"))


def forget_the_lab() -> None:
    """Undo in every schema what releases of the lab have done, and say so in the roll."""
    with as_owner() as owner:
        schemas = owner.execute("SELECT schema FROM public.tenants_tenant").fetchall()
        for (schema,) in schemas:
            for (statement,) in owner.execute(_LEFT, {"schema": schema}).fetchall():
                owner.execute(statement)
            mine = sql.Identifier(schema, "django_migrations")
            owner.execute(
                sql.SQL("DELETE FROM {} WHERE app = 'lab' OR name LIKE '09%%lab'").format(mine)
            )
        owner.execute(
            "DELETE FROM public.tenants_schemaversion WHERE number > %s", [newest().number]
        )
        owner.execute(
            "UPDATE public.tenants_tenant SET schema_version = %s, state = 'active',"
            " state_reason = '', paused_in = ''",
            [newest().number],
        )


_LEFT: LiteralString = """
SELECT format('ALTER TABLE %%I.%%I DROP COLUMN %%I', table_schema, table_name, column_name)
FROM information_schema.columns WHERE table_schema = %(schema)s AND column_name LIKE 'lab\\_%%'
UNION ALL SELECT format('DROP TABLE %%I.%%I', schemaname, tablename)
FROM pg_tables WHERE schemaname = %(schema)s
    AND (tablename LIKE '%%\\_lab%%' OR tablename LIKE 'lab\\_%%')
UNION ALL SELECT format('DROP INDEX %%I.%%I', schemaname, indexname)
FROM pg_indexes WHERE schemaname = %(schema)s
    AND indexname LIKE 'lab\\_%%' AND tablename NOT LIKE 'lab\\_%%'
"""


def has_column(schema: str, column: str = "lab_note", *, shard: str = "default") -> bool:
    """Return whether a schema's brands have this column."""
    with as_owner(shard=shard) as owner:
        found = owner.execute(
            "SELECT FROM information_schema.columns WHERE table_schema = %s"
            " AND table_name = 'organization_brand' AND column_name = %s",
            [schema, column],
        )
        return found.rowcount == 1
