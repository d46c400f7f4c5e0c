"""A twin of nobody: what the hub's client and the twins' base are tried on."""

from tests.twins.base import Twin, route
from tests.twins.notices import Notification
from tests.twins.wire import Asked, Told, as_json


class EchoTwin(Twin):
    """Counts what it is asked to count."""

    name = "echo"

    def forget(self) -> None:
        self.counted = 0

    @route("GET", "/things/{key}")
    def show(self, asked: Asked, key: str) -> Told:
        return as_json({"key": key, "query": dict(asked.query), "host": asked.headers["host"]})

    @route("POST", "/things")
    def count(self, asked: Asked) -> Told:
        self.counted += 1
        return as_json({"counted": self.counted, "said": asked.form}, 201)

    @route("GET", "/large")
    def large(self, asked: Asked) -> Told:
        return Told(200, b"x" * 100_000)

    @route("GET", "/elsewhere")
    def elsewhere(self, asked: Asked) -> Told:
        return Told(302, b"", {"location": "/things/a"})

    def tell(self, url: str, word: str) -> None:
        self.notify(
            Notification(url, lambda forged: ({"x-signed": str(not forged)}, word.encode()))
        )
