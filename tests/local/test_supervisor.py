import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guildhall.config.local.errors import ProgramGaveUp
from guildhall.config.local.supervisor import Patience, Program, Supervisor
from tests.local.waiting import is_gone, wait_until

HASTY = Patience(first=0.05, longest=0.1, crashes=3, stable=30.0, grace=1.0)

SLEEPER = "import signal; signal.pause()"
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
while True:
    signal.pause()
"""
WITH_A_CHILD = """
import subprocess, sys, signal
child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print(child.pid, flush=True)
signal.pause()
"""


def python(name: str, code: str, *, lasting: bool = True) -> Program:
    argv = (sys.executable, "-c", code)
    return Program(name=name, argv=argv, env=dict(os.environ), lasting=lasting)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    with Supervisor(tmp_path / "logs", patience=HASTY) as running:
        yield running


def test_a_crashed_program_is_started_again(supervisor: Supervisor) -> None:
    supervisor.start(python("web", SLEEPER))
    first = supervisor.pid_of("web")

    os.kill(first, signal.SIGKILL)
    supervisor.wait_until(
        lambda: supervisor.pid_of("web") != first, what="no second life", seconds=10
    )

    # While one program becomes another, by exec, the system tells no words of either.
    wait_until(lambda: not is_gone(supervisor.pid_of("web")))


def test_a_program_that_keeps_crashing_is_given_up_with_the_end_of_its_log(
    supervisor: Supervisor,
) -> None:
    supervisor.start(python("worker", "raise SystemExit('no such queue')"))

    with pytest.raises(ProgramGaveUp, match=r"worker has ended 3 times(.|\n)*no such queue"):
        supervisor.watch()


def test_what_a_crashed_program_leaves_behind_is_ended_before_it_starts_again(
    supervisor: Supervisor,
) -> None:
    supervisor.start(python("web", WITH_A_CHILD))
    log = supervisor.log_of("web")
    wait_until(lambda: log.read_text().endswith("\n"))
    leader, child = supervisor.pid_of("web"), int(log.read_text())

    os.kill(leader, signal.SIGKILL)
    supervisor.wait_until(
        lambda: supervisor.pid_of("web") != leader, what="no second life", seconds=10
    )

    wait_until(lambda: is_gone(child))


def test_a_program_that_is_deaf_to_sigterm_is_killed(supervisor: Supervisor) -> None:
    supervisor.start(python("relay", STUBBORN))
    pid = supervisor.pid_of("relay")
    wait_until(lambda: "deaf" in supervisor.log_of("relay").read_text())

    supervisor.stop()

    assert is_gone(pid)


def test_a_program_that_runs_once_is_not_started_again(supervisor: Supervisor) -> None:
    supervisor.run(python("load", "print('loaded')", lasting=False))

    assert supervisor.log_of("load").read_text() == "loaded\n"


def test_programs_that_run_once_run_side_by_side(supervisor: Supervisor, tmp_path: Path) -> None:
    meeting = """
import pathlib, sys, time
mine, other = map(pathlib.Path, {paths})
mine.touch()
while not other.exists():
    time.sleep(0.01)
"""
    left, right = str(tmp_path / "left"), str(tmp_path / "right")

    supervisor.run(
        python("left", meeting.format(paths=(left, right)), lasting=False),
        python("right", meeting.format(paths=(right, left)), lasting=False),
    )

    assert Path(left).exists()
    assert Path(right).exists()


def test_the_failure_of_a_program_that_runs_once_is_told(supervisor: Supervisor) -> None:
    with pytest.raises(ProgramGaveUp, match=r"load failed with code 1(.|\n)*load \| no baskets"):
        supervisor.run(python("load", "raise SystemExit('no baskets')", lasting=False))


def test_others_are_kept_running_while_one_runs_once(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    back = tmp_path / "back"
    supervisor.start(python("web", SLEEPER))
    first = supervisor.pid_of("web")
    kill_and_wait = f"""
import os, signal, time, pathlib
os.kill({first}, signal.SIGKILL)
while not pathlib.Path({str(back)!r}).exists():
    time.sleep(0.02)
"""
    supervisor.start(python("witness", "import signal; signal.pause()"))

    supervisor.start(python("fault", kill_and_wait, lasting=False))
    supervisor.wait_until(
        lambda: supervisor.pid_of("web") != first, what="no second life", seconds=10
    )
    back.touch()
    supervisor.run(python("last", "pass", lasting=False))

    assert not is_gone(supervisor.pid_of("witness"))


def test_a_condition_that_never_holds_ends_with_every_log(supervisor: Supervisor) -> None:
    supervisor.start(python("web", "print('still booting', flush=True)\n" + SLEEPER))
    wait_until(lambda: bool(supervisor.log_of("web").read_text()))

    with pytest.raises(ProgramGaveUp, match=r"web not healthy(.|\n)*web \| still booting"):
        supervisor.wait_until(lambda: False, what="web not healthy", seconds=0.1)


def test_the_log_of_the_last_run_is_kept(supervisor: Supervisor) -> None:
    supervisor.run(python("load", "print('first')", lasting=False))
    supervisor.run(python("load", "print('second')", lasting=False))

    assert supervisor.log_of("load").read_text() == "second\n"
    assert supervisor.log_of("load").with_suffix(".log.1").read_text() == "first\n"


SUPERVISING = """
import os, sys
from contextlib import suppress
from pathlib import Path
from guildhall.config.local.interrupts import stop_on_signal
from guildhall.config.local.supervisor import Program, Supervisor
sleeper = (sys.executable, "-c", "import signal; signal.pause()")
with suppress(KeyboardInterrupt), stop_on_signal(), Supervisor(Path(sys.argv[1])) as supervisor:
    for name in ("web", "relay"):
        supervisor.start(Program(name, sleeper, dict(os.environ)))
        print(supervisor.pid_of(name), flush=True)
    supervisor.watch()
print("stopped", flush=True)
"""


@pytest.fixture
def supervising(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISING, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        yield program, [int(program.stdout.readline()) for _ in range(2)]
        program.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_program(
    supervising: tuple[subprocess.Popen[str], list[int]], number: signal.Signals
) -> None:
    program, pids = supervising

    program.send_signal(number)
    said, _ = program.communicate(timeout=20)

    assert said == "stopped\n"
    assert program.returncode == 0
    assert all(is_gone(pid) for pid in pids)


def test_programs_die_with_a_supervisor_that_was_killed(
    supervising: tuple[subprocess.Popen[str], list[int]],
) -> None:
    program, pids = supervising

    program.send_signal(signal.SIGKILL)

    wait_until(lambda: all(is_gone(pid) for pid in pids))
