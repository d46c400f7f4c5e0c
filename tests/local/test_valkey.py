"""The embedded Valkey answers when it has read its file, not while it reads."""

from pathlib import Path
from subprocess import Popen

import redis

from guildhall.config.local.children import Launch, spawn
from guildhall.config.local.ports import free_port
from guildhall.config.local.valkey import Valkey
from tests.harness.processes import wait_until

KEYS = 30_000
# Microseconds at each key; it looks at its sockets once in a thousand keys.
SLOWLY = ("--key-load-delay", "100")


def test_it_does_not_answer_while_it_reads_its_file(tmp_path: Path) -> None:
    server = Valkey(home=tmp_path / "home", log=tmp_path / "log", password="pw", fsync=True)
    server.prepare()
    port = free_port()
    first = spawn(server.launch(port))
    wait_until(lambda: server.answers(port), what="the first start")
    with redis.Redis.from_url(server.url(port)) as client:
        pipe = client.pipeline(transaction=False)
        for number in range(KEYS):
            pipe.set(f"key {number}", "x" * 100)
        pipe.execute()
    _end(first)

    launch = server.launch(port)
    second = spawn(Launch(argv=(*launch.argv, *SLOWLY), log=launch.log))
    try:
        wait_until(lambda: _says_that_it_loads(server.url(port)), what="reading")
        answered = server.answers(port)
        was_loading = _says_that_it_loads(server.url(port))
        wait_until(lambda: server.answers(port), what="the second start")
        loading = _says_that_it_loads(server.url(port))
    finally:
        _end(second)

    assert was_loading, "it read too fast for this test to say anything"
    assert not answered
    assert not loading


def _end(process: Popen[bytes]) -> None:
    process.terminate()
    process.wait()


def _says_that_it_loads(url: str) -> bool:
    with redis.Redis.from_url(url, socket_timeout=5, retry=None) as client:
        try:
            return bool(client.info("persistence")["loading"])
        except redis.BusyLoadingError:
            return True
        except redis.ConnectionError:
            return False
