"""Whatever fails, no secret gets into logs, error reports, answers, or a dump of the settings."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import brotli
import pytest
from dramatiq import Message

from guildhall.kernel.jobs import broker
from guildhall.kernel.tenancy import Scope, enter
from tests.audit.canaries import CANARIES
from tests.harness.processes import ROOT, Process, wait_until, web_server

# Sentry packs by what it finds installed.
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
REPORTS = 3  # one of each page, one of the job


@contextmanager
def receiver() -> Iterator[tuple[int, list[str]]]:
    """Take error reports as Sentry does; yield its port and what it was sent."""
    told: list[str] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            unpack = UNPACK[self.headers.get("Content-Encoding", "")]
            told.append(unpack(body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _settings(port: int, **more: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "tests.audit.canary_settings",
        "SENTRY_DSN": f"http://public@127.0.0.1:{port}/1",
        "GUILDHALL_VAULT_KEYS": CANARIES["vault"],
        "MAIL_URL": f"smtp://shop:{CANARIES['mail']}@127.0.0.1:1",
        "ARCHIVE_URL": "",
        **more,
    }


def _song(scope: Scope, folder: Path, **more: str) -> str:
    """Let pages and a job fail; return all that logs, reports and answers said of it."""
    with receiver() as (port, told):
        env = _settings(port, **more)
        argv = (sys.executable, "-m", "tests.audit.canary_worker")
        worker = Process(argv, {**os.environ, **env}, folder / "worker.log")
        worker.start()
        try:
            with web_server(folder, **env) as server:
                answers = _visit(server.client(f"{scope.slug}.localhost"))
                with enter(scope):
                    broker.enqueue(_message())
                wait_until(
                    lambda: "".join(told).count("CanaryDied") >= REPORTS,
                    what=f"reports: {len(told)}, {worker.told()}",
                )
                log = server.process.log
        finally:
            worker.kill()
        return "\n".join([*told, *answers, log.read_text(), worker.log.read_text()])


def _message() -> Message[None]:
    return Message(
        queue_name="default", actor_name="__main__.failing_job", args=(), kwargs={}, options={}
    )


def _visit(client: object) -> list[str]:
    headers = {"Authorization": f"Bearer {CANARIES['api_key']}", "Cookie": "sessionid=canary"}
    form = {"password": CANARIES["password"], "client_secret": CANARIES["client"]}
    query = f"?token={CANARIES['vendor']}&email={CANARIES['email']}"
    with client:  # type: ignore[attr-defined]
        return [
            client.post(path + query, headers=headers, data=form).text  # type: ignore[attr-defined]
            for path in ("/failing", "/storefront/v1/failing")
        ]


def _heard(song: str) -> set[str]:
    return {name for name, canary in CANARIES.items() if canary in song}


@pytest.mark.slow
def test_no_secret_gets_into_logs_reports_or_answers(
    committed: dict[str, Scope], tmp_path: Path
) -> None:
    song = _song(committed["alpha"], tmp_path)

    assert "canary_warned" in song
    assert "some.library" in song
    assert _heard(song) == set()


@pytest.mark.slow
def test_without_the_nets_the_same_secrets_are_heard(
    committed: dict[str, Scope], tmp_path: Path
) -> None:
    """The control: the same failures told by structlog and Sentry as they come."""
    heard = _heard(_song(committed["alpha"], tmp_path, CANARY_OPEN="1"))

    assert heard >= {"api_key", "totp", "vendor", "mail", "email", "card", "vault"}


def test_a_dump_of_the_settings_tells_no_secret() -> None:
    env = {**os.environ, **_settings(9), "DJANGO_SETTINGS_MODULE": "guildhall.config.settings"}

    told = subprocess.run(
        [sys.executable, "manage.py", "diffsettings", "--all"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout

    assert "ROOT_URLCONF" in told
    assert _heard(told) == set()
    assert os.environ["GUILDHALL_SECRET_KEY"] not in told
