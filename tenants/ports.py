"""What the roll needs from outside; config binds who gives it."""

from typing import Protocol


class Resolver(Protocol):
    """Asks the domain name system."""

    def txt(self, name: str) -> tuple[str, ...]:
        """Return the texts at a name, none where there are none. Refuses with DnsUnavailable."""
        ...


_bound: list[Resolver] = []


def bind_resolver(implementation: Resolver) -> None:
    """Name who asks the domain name system in this process; config does so once, at start."""
    _bound[:] = [implementation]


def resolver() -> Resolver:
    if not _bound:
        raise RuntimeError("no resolver is bound: guildhall.config does it at start")
    return _bound[0]
