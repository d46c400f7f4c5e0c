import json
import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest
import redis

from guildhall.config.local.errors import LocalServerFailed
from guildhall.config.local.servers import erase, local_servers
from guildhall.config.local.state import Entry, recall, remember
from tests.local.waiting import is_gone, wait_until


def note(env: dict[str, str], text: str) -> None:
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS public.notes (text text PRIMARY KEY)")
        connection.execute("INSERT INTO public.notes VALUES (%s)", [text])
    with redis.Redis.from_url(env["REDIS_URL"]) as client:
        client.set("note", text)


def notes(env: dict[str, str]) -> tuple[list[str], str]:
    with psycopg.connect(env["DATABASE_OWNER_URL"]) as connection:
        rows = [row[0] for row in connection.execute("SELECT text FROM public.notes")]
    with redis.Redis.from_url(env["REDIS_URL"], decode_responses=True) as client:
        return rows, str(client.get("note"))


def pid_of(data_dir: Path, name: str) -> int:
    entry = recall(data_dir, name)
    assert entry is not None
    assert entry.pid is not None
    return entry.pid


def test_the_servers_start_in_a_folder_that_only_its_owner_may_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)

    with local_servers(tmp_path / "data", fsync=False) as env:
        note(env, "kept")

        assert notes(env) == (["kept"], "kept")
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_restart_finds_the_data_at_the_same_addresses(data_dir: Path) -> None:
    with local_servers(data_dir) as before:
        note(before, "kept")

    with local_servers(data_dir) as after:
        assert after == before
        assert notes(after) == (["kept"], "kept")


def test_servers_are_stopped_when_the_block_is_left(data_dir: Path) -> None:
    with local_servers(data_dir, fsync=False):
        pids = [pid_of(data_dir, "postgres"), pid_of(data_dir, "valkey")]

    assert all(is_gone(pid) for pid in pids)


def test_a_second_start_shares_the_running_servers_and_leaves_them_running(
    data_dir: Path,
) -> None:
    with local_servers(data_dir, fsync=False) as first:
        with local_servers(data_dir, fsync=False) as second:
            assert second == first
        note(first, "still here")

        assert notes(first) == (["still here"], "still here")


def test_a_pid_file_whose_number_belongs_to_somebody_else_by_now_is_mended(
    data_dir: Path,
) -> None:
    with local_servers(data_dir, fsync=False) as env:
        note(env, "kept")
    stale = data_dir / "postgres" / "cluster" / "postmaster.pid"
    # PostgreSQL itself would refuse to start: a program with this number is alive.
    stale.write_text(f"{os.getppid()}\n{stale.parent}\n0\n1\n\n127.0.0.1\n\nready\n")
    (data_dir / "valkey" / "valkey.pid").write_text(f"{os.getppid()}\n")

    with local_servers(data_dir, fsync=False) as env:
        assert notes(env) == (["kept"], "kept")


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_server_that_was_killed_starts_again_with_its_data(data_dir: Path, name: str) -> None:
    with local_servers(data_dir) as env:
        note(env, "kept")
        killed = pid_of(data_dir, name)
        os.kill(killed, signal.SIGKILL)

    with local_servers(data_dir) as env:
        assert notes(env) == (["kept"], "kept")
        assert pid_of(data_dir, name) != killed


def test_a_cluster_whose_making_was_cut_off_is_made_anew(data_dir: Path) -> None:
    half_made = data_dir / "postgres" / "cluster.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    with local_servers(data_dir, fsync=False) as env:
        note(env, "made")

    assert not half_made.exists()


def test_a_port_that_was_taken_meanwhile_is_replaced(data_dir: Path) -> None:
    with local_servers(data_dir, fsync=False):
        taken = recall(data_dir, "valkey")
    assert taken is not None
    remember(data_dir, "postgres", Entry(port=taken.port))

    with local_servers(data_dir, fsync=False) as env:
        note(env, "moved")

        assert len({entry["port"] for entry in state(data_dir).values()}) == 2


def state(data_dir: Path) -> dict[str, dict[str, int]]:
    entries: dict[str, dict[str, int]] = json.loads((data_dir / "state.json").read_text())
    return entries


def test_passwords_lie_in_a_file_that_only_its_owner_reads(data_dir: Path) -> None:
    with local_servers(data_dir, fsync=False) as env:
        without_password = env["DATABASE_URL"].replace(env["DATABASE_URL"].split(":")[2], "x@")

        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(without_password)
    assert stat.S_IMODE((data_dir / "credentials.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((data_dir / "valkey" / "valkey.conf").stat().st_mode) == 0o600


def test_no_password_stands_on_a_command_line_or_in_a_log(data_dir: Path) -> None:
    with local_servers(data_dir, fsync=False):
        secrets = json.loads((data_dir / "credentials.json").read_text()).values()
        spoken = [log.read_text() for log in (data_dir / "logs").iterdir()]
        spoken += [
            Path(f"/proc/{pid_of(data_dir, name)}/cmdline").read_bytes().decode()
            for name in ("postgres", "valkey")
        ]

    assert not [secret for secret in secrets for text in spoken if secret in text]


def test_servers_that_the_environment_names_are_left_alone(
    data_dir: Path, shared_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, url in shared_env.items():
        monkeypatch.setenv(name, url)

    with local_servers(data_dir) as env:
        assert env == shared_env
    assert not (data_dir / "state.json").exists()


def test_a_database_from_outside_needs_an_owner_url(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@192.0.2.1/guildhall")

    with pytest.raises(LocalServerFailed, match="DATABASE_OWNER_URL"), local_servers(data_dir):
        pytest.fail("nothing may start")


def test_data_in_use_is_not_erased(data_dir: Path) -> None:
    with local_servers(data_dir / "inner", fsync=False) as env:
        with pytest.raises(LocalServerFailed, match="stop `make demo` first"):
            erase(data_dir)

        note(env, "still here")


def test_an_address_in_a_file_counts_as_given(
    data_dir: Path,
    tmp_path: Path,
    shared_env: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, url in shared_env.items():
        (tmp_path / name).write_text(url + "\n")
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / name))

    with local_servers(data_dir) as env:
        assert env == shared_env


def test_erased_data_is_gone(data_dir: Path) -> None:
    with local_servers(data_dir, fsync=False):
        pids = [pid_of(data_dir, "postgres"), pid_of(data_dir, "valkey")]

    erase(data_dir)

    wait_until(lambda: all(is_gone(pid) for pid in pids))
    assert not data_dir.exists()
