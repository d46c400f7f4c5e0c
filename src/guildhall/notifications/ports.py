"""What mails ask of those above: a worker who sends what is due."""

from collections.abc import Callable

from django.db import transaction

_sender: list[Callable[[], object]] = []


def bind_sender(sender: Callable[[], object]) -> None:
    """Say which job sends. Called once, by the composition root."""
    _sender[:] = [sender]


def send_on_commit() -> None:
    """Have what is due sent as soon as this transaction is kept."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    if _sender:
        _sender[0]()
