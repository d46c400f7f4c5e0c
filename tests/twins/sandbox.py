"""A vendor's sandbox in a twin's place: what is asked goes on to it, faults included.

The line between us and the sandbox can be cut and broken like a twin's; what the sandbox does is
its own. Its notifications cannot reach a test, so they are fetched and told by us.
"""

import os
from collections.abc import Callable, Iterable
from typing import ClassVar

import httpx2

from tests.twins.base import Twin
from tests.twins.notices import Notification, Outbox
from tests.twins.wire import Asked, Told

# By the variable that holds a key of it.
SANDBOXES = {"STRIPE_TEST_KEY": "Stripe"}
UNSENT = frozenset({"host", "content-length", "connection", "accept-encoding"})
UNTOLD = frozenset({"content-length", "transfer-encoding", "content-encoding", "connection"})


def told_of_sandboxes() -> str:
    """Return which sandboxes this run asks, and which it does not."""
    asked = [name for key, name in SANDBOXES.items() if os.environ.get(key)]
    silent = [f"{name} ({key})" for key, name in SANDBOXES.items() if not os.environ.get(key)]
    parts = [
        f"asked: {', '.join(asked)}" if asked else "",
        f"not asked, for want of a key: {', '.join(silent)}" if silent else "",
    ]
    return f"sandboxes of vendors {'; '.join(filter(None, parts))}"


class Fetching(Outbox):
    """Tells what it fetches when it is asked to deliver."""

    fetch: Callable[[], Iterable[Notification]]

    def deliver(self) -> list[int]:
        for each in self.fetch():
            self.put(each)
        return super().deliver()


class Sandbox(Twin):
    """Hands every request on. Whoever extends it says how notifications are fetched."""

    name: ClassVar[str] = "sandbox"

    def __init__(self, upstream: str) -> None:
        self._client = httpx2.Client(base_url=upstream, timeout=30.0, trust_env=False)
        super().__init__()
        outbox = Fetching(self.faults)
        outbox.fetch = self.fetched
        self.outbox = outbox

    def fetched(self) -> Iterable[Notification]:
        """Return what the vendor has to tell that it has not told."""
        return ()

    def stop(self) -> None:
        super().stop()
        self._client.close()

    def respond(self, asked: Asked) -> Told:
        answer = self._client.request(
            asked.method,
            asked.target,
            headers={k: v for k, v in asked.headers.items() if k not in UNSENT},
            content=asked.body,
        )
        headers = {k: v for k, v in answer.headers.items() if k.lower() not in UNTOLD}
        return Told(answer.status_code, answer.content, headers)
