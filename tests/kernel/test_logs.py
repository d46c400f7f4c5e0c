"""Log lines name their tenant and nobody's secrets."""

import json
import logging
import subprocess
import sys
from typing import Any

import pytest

from guildhall.kernel.logs import with_scope, without_secrets
from guildhall.kernel.tenancy import Scope, enter
from tests.harness.processes import ROOT

SCRIPT = """
import structlog
from guildhall.kernel import logs
logs.configure()
log = structlog.get_logger("test")

def pay(card):
    key = "sk_live_1"
    raise ValueError("declined")

try:
    pay("4111 1111")
except ValueError:
    log.exception("payment_failed", token="t0p", order="17")
"""


def told() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, check=True, text=True
    )
    line: dict[str, Any] = json.loads(done.stdout)
    return line


def test_a_traceback_says_where_and_not_with_what() -> None:
    line = told()

    assert "4111" not in str(line)
    assert "sk_live_1" not in str(line)
    assert line["exception"][0]["exc_type"] == "ValueError"
    assert [frame["name"] for frame in line["exception"][0]["frames"]] == ["<module>", "pay"]


def test_a_line_is_json_with_its_time_and_level() -> None:
    line = told()

    assert line["order"] == "17"
    assert line["token"] == "***"
    assert line["level"] == "error"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("name", ["password", "Token", "email", "Authorization", "phone"])
def test_what_is_secret_or_personal_is_masked(name: str) -> None:
    assert without_secrets(logging, "info", {name: "x", "order": 1}) == {name: "***", "order": 1}


def test_a_line_names_its_tenant(scopes: dict[str, Scope]) -> None:
    with enter(scopes["alpha"]):
        inside = with_scope(logging, "info", {})

    assert inside == {"tenant": str(scopes["alpha"].tenant_id)}
    assert with_scope(logging, "info", {}) == {}
