"""Notifications of a twin: told as they come, or when asked, and wrongly when so told."""

import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx2

from tests.twins.faults import Faults

# A vendor gives up after days; a test would not wait for them.
TRIES = 20
PAUSE = 0.25


@dataclass(frozen=True, slots=True)
class Notification:
    """What is told to whom. `write` makes headers and body anew for each try, as vendors do.

    `write(forged)`: with `forged`, by a key that is not the vendor's.
    """

    url: str
    write: Callable[[bool], tuple[Mapping[str, str], bytes]]
    # What the vendor takes for "heard"; anything else is told again.
    heard: Callable[[int, bytes], bool] = field(default=lambda status, _body: 200 <= status < 300)


class Outbox:
    """Tells notifications by a thread of its own; `deliver` tells them here and now instead."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._waiting: queue.SimpleQueue[Notification] = queue.SimpleQueue()
        self._told: list[Notification] = []
        self._ended = threading.Event()
        self._is_telling = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._client = httpx2.Client(timeout=30.0, verify=False, trust_env=False)
        self.statuses: list[int] = []

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
        self._client.close()

    def put(self, notification: Notification) -> None:
        self._waiting.put(notification)

    def waiting(self) -> int:
        return self._waiting.qsize()

    def is_idle(self) -> bool:
        """Return whether everything was told and heard, or given up."""
        return self._waiting.empty() and not self._is_telling

    def take(self) -> list[Notification]:
        """Return all that waits, untold: a test tells it in its own way."""
        taken = []
        while not self._waiting.empty():
            taken.append(self._waiting.get())
        return taken

    def deliver(self) -> list[int]:
        """Tell all that waits, faults included; return what was answered, try by try."""
        ready = self.take()
        if self._faults.reorder:
            ready.reverse()
        return [status for each in ready for status in self._tell(each)]

    def _tell(self, one: Notification) -> list[int]:
        again = [*self._told] if self._faults.replay else []
        self._told.append(one)
        told = [one] * (1 + self._faults.duplicate) + again
        return [self._post(each)[0] for each in told]

    def _post(self, one: Notification) -> tuple[int, bytes]:
        headers, body = one.write(self._faults.wrong_signature)
        try:
            answer = self._client.post(one.url, content=body, headers=dict(headers))
        except httpx2.HTTPError:
            self.statuses.append(0)
            return 0, b""
        self.statuses.append(answer.status_code)
        return answer.status_code, answer.content

    def _run(self) -> None:
        """Tell what comes, and again until it is heard, unless told to be silent."""
        while not self._ended.wait(0.005):
            if self._faults.silent or self._waiting.empty():
                continue
            self._is_telling = True
            ready = [self._waiting.get() for _each in range(self._waiting.qsize())]
            if self._faults.reorder:
                ready.reverse()
            for each in ready:
                self._insist(each)
            self._is_telling = False

    def _insist(self, one: Notification) -> None:
        self._tell(one)
        for _try in range(TRIES):
            if one.heard(self.statuses[-1] if self.statuses else 0, b"") or self._ended.is_set():
                return
            self._ended.wait(PAUSE)
            self._post(one)
