"""The house behind PgBouncer in transaction mode, with one connection for all of its processes."""

import os
import subprocess
import sys

import pytest

from tests.harness.processes import ROOT

pytestmark = pytest.mark.slow

# Each of these starts, or is, a process that works through the pooler.
ROOMS = {
    "the storefront over HTTP": ("tests/storefront/test_over_http.py",),
    "orders and their stock": ("tests/orders/test_life.py", "tests/orders/test_place.py"),
    "one key, one effect": ("tests/kernel/test_idempotency.py", "tests/kernel/test_forms_once.py"),
    "facts and jobs": ("tests/kernel/test_delivery.py", "tests/kernel/test_jobs.py"),
    "sign-in": ("tests/console/test_sign_in.py",),
    "pages": ("tests/console/test_orders.py", "tests/console/test_stock.py"),
    "the group": ("tests/hq/test_api.py",),
}
# These hold two transactions open at once on purpose, and one connection has room for one.
NEED_TWO = ("lost_a_deadlock", "two_workers_on_one_fact")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("room", ROOMS)
def test_a_part_of_the_suite_passes_with_one_connection(room: str) -> None:
    env = {name: value for name, value in os.environ.items() if "XDIST" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", *ROOMS[room], "-k", _all_but(NEED_TWO)],
        env={**env, "GUILDHALL_TEST_POOLER": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-8_000:]


def _all_but(names: tuple[str, ...]) -> str:
    return " and ".join(f"not {name}" for name in names)
