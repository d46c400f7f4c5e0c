import os
import subprocess
import sys
from pathlib import Path

CODE = """
import os, psycopg, sys
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    print(connection.execute("SELECT current_user").fetchone()[0])
sys.exit(7)
"""


def test_a_command_finds_the_servers_and_its_exit_code_is_told(data_dir: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "guildhall.config.local.with_servers", sys.executable, "-c", CODE],
        env=os.environ | {"GUILDHALL_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.stdout, done.returncode) == ("app\n", 7)
