"""A new migration that the release before would not survive is rejected by `make check`."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.fleet.lab import ADD_COLUMN, ADD_INDEX, ADD_TABLE, released

REJECTED = {
    "old code still uses it": [
        'migrations.RemoveField("brand", "name")',
        'migrations.DeleteModel("Brand")',
        'migrations.RenameField("brand", "name", "title")',
        'migrations.RenameModel("Brand", "Mark")',
        'migrations.AlterModelTable("brand", "organization_mark")',
    ],
    "the type changes": [
        'migrations.AlterField("brand", "name", models.IntegerField())',
        'migrations.AlterField("brand", "name", models.CharField(max_length=60))',
    ],
    "the column is renamed": [
        'migrations.AlterField("brand", "name", '
        'models.CharField(max_length=120, db_column="title"))',
    ],
    "NOT NULL needs a db_default": [
        'migrations.AddField("brand", "note", models.CharField(max_length=20, default="x"))',
    ],
    "NOT NULL is added": [
        'migrations.AlterField("site", "retired_at", models.DateTimeField())',
    ],
    "write a backfill": ["migrations.RunPython(migrations.RunPython.noop)"],
    "say in hints": ['migrations.RunSQL("SELECT 1")'],
}
ACCEPTED = [
    'migrations.AddField("brand", "note", models.CharField(max_length=20, null=True))',
    'migrations.AddField("brand", "note", models.CharField(max_length=20, db_default="x"))',
    'migrations.AlterField("brand", "name", models.CharField(max_length=200))',
    'migrations.AlterField("brand", "name", models.TextField())',
    'migrations.RunSQL("SELECT 1", hints={"expands": "it reads"})',
    'migrations.CreateModel("Note", [("id", models.UUIDField(primary_key=True))]), '
    'migrations.AddField("note", "text", models.TextField(default="x"))',
]
NULLABLE = 'migrations.AddField("site", "retired_at", models.DateTimeField(null=True))'


def body(operation: str, *, label: str = "") -> str:
    return f"{label}\n    operations = [{operation}]\n"


@pytest.mark.parametrize(
    ("fault", "operation"),
    [(fault, operation) for fault, each in REJECTED.items() for operation in each],
)
def test_what_old_code_does_not_survive_is_rejected(
    tmp_path: Path, fault: str, operation: str
) -> None:
    with (
        released(tmp_path, body(NULLABLE), body(operation)),
        pytest.raises(CommandError, match=fault),
    ):
        call_command("check_expansions")


@pytest.mark.parametrize("operation", ACCEPTED)
def test_an_expansion_is_accepted(tmp_path: Path, operation: str) -> None:
    with released(tmp_path, body(operation)):
        call_command("check_expansions")


@pytest.mark.parametrize("whole", [ADD_COLUMN, ADD_TABLE, ADD_INDEX])
def test_the_labs_own_releases_are_expansions(tmp_path: Path, whole: str) -> None:
    with released(tmp_path, whole):
        call_command("check_expansions")


def test_a_contract_says_so_and_why(tmp_path: Path) -> None:
    label = '    contract = True\n    contract_reason = "nothing reads it since version 2"'

    with released(tmp_path, body('migrations.RemoveField("brand", "name")', label=label)):
        call_command("check_expansions")


def test_a_contract_without_a_reason_is_rejected(tmp_path: Path) -> None:
    operation = 'migrations.RemoveField("brand", "name")'

    with (
        released(tmp_path, body(operation, label="    contract = True")),
        pytest.raises(CommandError, match="contract_reason"),
    ):
        call_command("check_expansions")


def test_this_release_passes() -> None:
    call_command("check_expansions")
