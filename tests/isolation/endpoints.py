"""Every operation of our APIs, read from the APIs themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ninja import NinjaAPI

from guildhall.kernel.credentials import Needs


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method at one address, and how it asks who is calling."""

    method: str
    path: str
    gates: tuple[Any, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def needs(self) -> str:
        """The one permission that this endpoint declares; empty if it declares none."""
        declared = [gate.permission for gate in self.gates if isinstance(gate, Needs)]
        return declared[0] if len(self.gates) == len(declared) == 1 else ""


def endpoints_of(api: NinjaAPI) -> tuple[Endpoint, ...]:
    """Return every operation of an API with its full path."""
    return tuple(_walk(api))


def _walk(api: NinjaAPI) -> Iterator[Endpoint]:
    for router in api._get_bound_routers():  # noqa: SLF001 - ninja shows them in no other way
        for path, view in router.path_operations.items():
            for operation in view.operations:
                gates = tuple(operation.auth_callbacks)
                for method in operation.methods:
                    yield Endpoint(method, f"{router.prefix}{path}", gates)
