"""The one way out: bounded in time and size, and never into our own network."""

import contextlib
import io
import socket
import threading
import time

import pytest
from pytest_django import Settings

from integrations.hub.client import Call, Unheard, client
from integrations.hub.network import is_outside
from tests.integrations.hub.echo import EchoTwin


def test_an_answer_is_heard_whatever_its_status(echo: EchoTwin) -> None:
    found = client.ask(Call("GET", f"{echo.url}/things/a?b=c"))
    missing = client.ask(Call("GET", f"{echo.url}/nowhere"))

    assert found.status == 200
    assert found.json() == {"key": "a", "query": {"b": "c"}, "host": f"127.0.0.1:{echo.port}"}
    assert missing.status == 404


def test_a_redirect_is_not_followed(echo: EchoTwin) -> None:
    heard = client.ask(Call("GET", f"{echo.url}/elsewhere"))

    assert (heard.status, heard.broken) == (302, True)
    assert echo.calls("GET", "/things/a") == []


def test_an_address_inside_is_refused_unless_settings_name_it(
    echo: EchoTwin, settings: Settings
) -> None:
    settings.PROVIDER_URLS = {"echo": "http://127.0.0.1:1"}

    for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
        with pytest.raises(Unheard) as no:
            client.ask(Call("GET", f"http://{host}:{echo.port}/things/a", seconds=2))
        assert no.value.sent is False

    assert not echo.heard


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - refused
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "::",
        "192.0.2.1",
    ],
)
def test_such_an_address_is_inside(address: str) -> None:
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_such_an_address_is_outside(address: str) -> None:
    assert is_outside(address)


def test_what_changes_something_is_sent_once_even_if_the_line_is_cut(echo: EchoTwin) -> None:
    echo.faults.drop = 1

    with pytest.raises(Unheard) as unheard:
        client.ask(Call("POST", f"{echo.url}/things", body=b"a=b"))

    assert unheard.value.sent is True
    assert echo.counted == 1


def test_what_has_a_key_is_sent_again_when_the_line_is_cut(echo: EchoTwin) -> None:
    echo.faults.drop = 1

    heard = client.ask(Call("POST", f"{echo.url}/things", body=b"a=b", repeatable=True))

    assert heard.json() == {"counted": 2, "said": {"a": "b"}}


def test_a_slow_answer_is_unheard_when_the_deadline_is_over(echo: EchoTwin) -> None:
    echo.faults.delay_ms = 2_000
    started = time.monotonic()

    with pytest.raises(Unheard) as unheard:
        client.ask(Call("GET", f"{echo.url}/things/a", seconds=0.2, repeatable=True))

    assert unheard.value.sent is True
    assert time.monotonic() - started < 1.5


def test_a_server_that_drips_is_cut_off(settings: Settings) -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        settings.PROVIDER_URLS = {"drip": f"http://127.0.0.1:{port}"}
        thread = threading.Thread(target=_drip, args=(server, over))
        thread.start()

        started = time.monotonic()
        with pytest.raises(Unheard):
            client.ask(Call("GET", f"http://127.0.0.1:{port}/", seconds=0.5))
        took = time.monotonic() - started

        over.set()
        thread.join()
    assert took < 2


def _drip(server: socket.socket, over: threading.Event) -> None:
    line, _address = server.accept()
    with line, contextlib.suppress(ConnectionError):
        line.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while not over.wait(0.05):
            line.sendall(b"x")


def test_nobody_listening_was_never_sent(settings: Settings) -> None:
    settings.PROVIDER_URLS = {"nobody": "http://127.0.0.1:1"}

    with pytest.raises(Unheard) as unheard:
        client.ask(Call("POST", "http://127.0.0.1:1/", seconds=1))

    assert unheard.value.sent is False


def test_a_name_that_nobody_has_was_never_sent() -> None:
    with pytest.raises(Unheard) as unheard:
        client.ask(Call("POST", "https://nobody.invalid/", seconds=2))

    assert unheard.value.sent is False


def test_an_answer_larger_than_the_cap_is_unheard(echo: EchoTwin) -> None:
    with pytest.raises(Unheard, match="more than 1000 bytes"):
        client.ask(Call("GET", f"{echo.url}/large", cap=1_000))


def test_a_large_answer_goes_into_a_file(echo: EchoTwin) -> None:
    into = io.BytesIO()

    heard = client.download(Call("GET", f"{echo.url}/large", cap=200_000), into)
    missing = client.download(Call("GET", f"{echo.url}/nowhere"), io.BytesIO())

    assert (heard.status, heard.body, len(into.getvalue())) == (200, b"", 100_000)
    assert missing.status == 404
    assert missing.json()["path"] == "/nowhere"


def test_what_is_no_json_was_not_heard(echo: EchoTwin) -> None:
    heard = client.ask(Call("GET", f"{echo.url}/large"))

    with pytest.raises(Unheard):
        heard.json()
