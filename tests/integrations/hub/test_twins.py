"""Twins do wrong what they are told to, and no more."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import httpx2
import pytest

from tests.integrations.hub.echo import EchoTwin
from tests.twins.base import Twin, route
from tests.twins.wire import Asked, Told, as_json


class Ear(Twin):
    """Hears notifications."""

    name = "ear"

    def forget(self) -> None:
        self.words: list[tuple[str, str]] = []
        self.came = threading.Event()

    @route("POST", "/hear")
    def hear(self, asked: Asked) -> Told:
        self.words.append((asked.body.decode(), asked.headers["x-signed"]))
        self.came.set()
        return as_json({})


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear() as twin:
        yield twin


@pytest.fixture
def ask(echo: EchoTwin) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=echo.url, trust_env=False) as client:
        yield client


def test_it_fails_once_after_it_was_done(echo: EchoTwin, ask: httpx2.Client) -> None:
    ask.post("/_twin/faults", json={"fail_after_commit": 1, "only": "/things"})

    statuses = [ask.post("/things").status_code for _each in range(2)]

    assert statuses == [500, 201]
    assert echo.counted == 2


def test_it_fails_once_before_it_is_done(echo: EchoTwin, ask: httpx2.Client) -> None:
    echo.faults.fail_before = 1

    statuses = [ask.post("/things").status_code for _each in range(2)]

    assert statuses == [500, 201]
    assert echo.counted == 1


def test_it_cuts_the_line_after_it_was_done(echo: EchoTwin, ask: httpx2.Client) -> None:
    echo.faults.drop = 1

    with pytest.raises(httpx2.RemoteProtocolError):
        ask.post("/things")

    assert echo.counted == 1


def test_a_fault_that_does_not_exist_is_a_mistake(echo: EchoTwin) -> None:
    with pytest.raises(ValueError, match="drip"):
        echo.faults.change({"drip": 1})


def test_it_forgets_when_it_is_reset(echo: EchoTwin, ask: httpx2.Client) -> None:
    ask.post("/things")
    echo.faults.delay_ms = 1

    ask.post("/_twin/reset")

    assert echo.counted == 0
    assert echo.faults.delay_ms == 0
    assert ask.get("/_twin/heard").json() == []


def test_notifications_come_twice_the_last_first_and_forged(echo: EchoTwin, ear: Ear) -> None:
    echo.faults.change({"silent": True, "duplicate": 1, "reorder": True, "wrong_signature": True})
    echo.tell(f"{ear.url}/hear", "a")
    echo.tell(f"{ear.url}/hear", "b")

    assert echo.outbox.deliver() == [200] * 4

    assert ear.words == [("b", "False"), ("b", "False"), ("a", "False"), ("a", "False")]


def test_notifications_are_replayed(echo: EchoTwin, ear: Ear) -> None:
    echo.faults.change({"silent": True, "replay": True})
    for word in "abc":
        echo.tell(f"{ear.url}/hear", word)
        echo.outbox.deliver()

    assert "".join(word for word, _signed in ear.words) == "abacab"


def test_notifications_come_by_themselves(echo: EchoTwin, ear: Ear) -> None:
    echo.tell(f"{ear.url}/hear", "a")

    assert ear.came.wait(10)
    assert ear.words == [("a", "True")]


def test_a_twin_runs_as_a_process() -> None:
    source = (
        "from tests.twins.base import main\nfrom tests.integrations.hub.echo import EchoTwin\n"
    )
    argv = [sys.executable, "-c", f"{source}main(EchoTwin, '--port', '0')"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        url = running.stdout.readline().split()[1]

        status = httpx2.post(f"{url}/things", trust_env=False).status_code

        running.kill()
    assert status == 201
