import json
import os
import subprocess
import sys
from pathlib import Path

MODULE = "guildhall.config.local.demo"


def run_demo(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", MODULE, *words],
        env=os.environ | env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_check_that_fails_says_why_in_one_json_line_and_leaves_nothing(data_dir: Path) -> None:
    # A setting that nobody can read lets the first management command fail.
    failed = run_demo("--check", GUILDHALL_DATA_DIR=str(data_dir), GUILDHALL_DEBUG="perhaps")

    verdict = json.loads(failed.stdout.splitlines()[-1])
    assert failed.returncode == 1
    assert verdict["ok"] is False
    assert "failed with code 1" in verdict["reason"]
    assert "GUILDHALL_DEBUG is 0 or 1" in failed.stderr
    assert list(data_dir.iterdir()) == []


def test_a_demo_without_a_store_is_refused() -> None:
    refused = run_demo("--stores", "0")

    assert refused.returncode == 2
    assert "at least 1" in refused.stderr
