"""A twin: an HTTP server that speaks a vendor's documented protocol, in memory.

In this process: `with StripeTwin() as twin: … twin.url …`; as one of its own:
`python -m tests.twins.stripe --port 9001`. A vendor's twin says what it answers by methods marked
`@route("POST", "/v1/payment_intents/{id}/capture")`; the lock is held while one runs.

Over HTTP a twin is told what to do wrong, and asked what it heard:

    GET  /_twin/faults                 the switches, as JSON
    POST /_twin/faults  {"drop": 1}    sets those that are named
    POST /_twin/reset                  forgets everything, switches included
    POST /_twin/deliver                tells all waiting notifications now; answers the statuses
    GET  /_twin/heard                  [{"method": …, "path": …}, …], newest last
    POST /_twin/do/NAME {…}            what only the vendor's side can do (`do_NAME` of the twin)
"""

import argparse
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from tests.twins.faults import Faults
from tests.twins.notices import Notification, Outbox
from tests.twins.wire import Asked, Server, Told, as_json

CONTROL = "/_twin/"
REMEMBERED = 10_000
type Answer = Callable[..., Told]


def route[F: Answer](method: str, path: str) -> Callable[[F], F]:
    """Mark a method as the answer to a path; `{name}` of it is handed over by name."""

    def marked(answer: F) -> F:
        routes: list[tuple[str, str]] = getattr(answer, "routes", [])
        answer.routes = [*routes, (method, path)]  # type: ignore[attr-defined]
        return answer

    return marked


class Twin:
    """Base of all twins. Whoever extends it keeps its state in attributes set by `forget`."""

    name: ClassVar[str] = "twin"
    _routes: ClassVar[list[tuple[str, re.Pattern[str], str]]]

    def __init_subclass__(cls) -> None:
        found = [
            (method, path, name)
            for name in dir(cls)
            for method, path in getattr(getattr(cls, name), "routes", [])
        ]
        # A path that is named wins over one with places in it.
        cls._routes = [
            (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)), name)
            for method, path, name in sorted(found, key=lambda each: each[1].count("{"))
        ]

    def __init__(self, *, port: int = 0) -> None:
        self.faults = Faults()
        self.lock = threading.RLock()
        self.heard: deque[Asked] = deque(maxlen=REMEMBERED)
        self.outbox = Outbox(self.faults)
        # How far the twin's clock is ahead: what expires need not be waited for.
        self.ahead = timedelta()
        self._server = Server(port, self.answer)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.daemon = True
        self.forget()

    # --- what a vendor's twin says ---------------------------------------------------------

    def forget(self) -> None:
        """Forget everything that was asked; the vendor's part of it is set here."""

    def missing(self, asked: Asked) -> Told:
        """Return the vendor's answer to a path that it does not have."""
        return as_json({"error": "not found", "path": asked.path}, 404)

    def broken(self, asked: Asked) -> Told:
        """Return the vendor's answer when it broke."""
        return as_json({"error": "internal error"}, 500)

    def admit(self, asked: Asked) -> Told | None:
        """Return a no to who may not ask (a wrong key, a wrong signature), or nothing."""
        return None

    def seal(self, asked: Asked, told: Told) -> Told:
        """Return the answer as the vendor sends it: signed, named, dated."""
        return told

    def failed(self, asked: Asked, told: Told) -> None:
        """Hear that a call was answered by `broken`: some vendors remember that."""

    # --- running -----------------------------------------------------------------------------

    def start(self) -> Self:
        self._thread.start()
        self.outbox.start()
        return self

    def stop(self) -> None:
        self.outbox.stop()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_fate: object) -> None:
        self.stop()

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251 - a vendor has a clock of its own

    def notify(self, notification: Notification) -> None:
        self.outbox.put(notification)

    def calls(self, method: str, path: str) -> list[Asked]:
        """Return what was asked of paths that match a pattern, oldest first."""
        wanted = re.compile(path)
        return [e for e in self.heard if e.method == method and wanted.fullmatch(e.path)]

    # --- answering ---------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Told:
        """Answer one request, faults included."""
        if asked.path.startswith(CONTROL):
            return self._obey(asked)
        self.heard.append(asked)
        if self.faults.delay_ms and self.faults.hits(asked.path):
            time.sleep(self.faults.delay_ms / 1000)
        unsafe = asked.method not in {"GET", "HEAD"}
        if unsafe and self.faults.takes("fail_before", asked.path):
            return self._fail(asked)
        told = self.seal(asked, self.respond(asked))
        if unsafe and self.faults.takes("drop", asked.path):
            return Told(cut=True)
        if unsafe and self.faults.takes("fail_after_commit", asked.path):
            return self._fail(asked)
        return told

    def _fail(self, asked: Asked) -> Told:
        told = self.broken(asked)
        self.failed(asked, told)
        return self.seal(asked, told)

    def respond(self, asked: Asked) -> Told:
        """Find the route and follow it, unless the vendor would not let this one in."""
        with self.lock:
            no = self.admit(asked)
            if no is not None:
                return no
            for method, path, name in self._routes:
                found = path.fullmatch(asked.path)
                if found and method == asked.method:
                    told: Told = getattr(self, name)(asked, **found.groupdict())
                    return told
            return self.missing(asked)

    def _obey(self, asked: Asked) -> Told:
        what = asked.path.removeprefix(CONTROL)
        if what == "faults" and asked.method == "POST":
            self.faults.change(asked.json)
        elif what == "reset":
            self.reset()
        elif what == "deliver":
            return as_json(self.outbox.deliver())
        elif what == "heard":
            return as_json([{"method": e.method, "path": e.path} for e in list(self.heard)])
        elif what.startswith("do/"):
            with self.lock:
                return as_json(getattr(self, f"do_{what.removeprefix('do/')}")(**asked.json))
        return as_json(self.faults.told())

    def reset(self) -> None:
        with self.lock:
            self.faults.clear()
            self.heard.clear()
            self.ahead = timedelta()
            self.forget()

    def do_wait(self, seconds: int) -> dict[str, Any]:
        """Let the twin's clock run ahead."""
        self.ahead += timedelta(seconds=seconds)
        return {"now": self.now().isoformat()}


def main(twin: type[Twin], *words: str) -> None:
    """Run a twin as a process until it is ended."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.twins.{twin.name}")
    parser.add_argument("--port", type=int, default=0)
    given = parser.parse_args(words or sys.argv[1:])
    with twin(port=given.port) as running:
        sys.stdout.write(f"{twin.name} {running.url}\n")
        sys.stdout.flush()
        threading.Event().wait()
