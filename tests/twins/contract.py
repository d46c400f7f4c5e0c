"""What a vendor tells the contract suite: its twin, its adapter, and how its customers pay.

A vendor is in the suite (`tests/payments/contract`) by a file `tests/twins/<vendor>/contract.py`
with a tuple `CASES`.
"""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import tests.twins
from guildhall.payments.ports import Provider
from guildhall.payments.types import NewPayment

type Act = Callable[[Any, str], object]


def nothing(_twin: Any, _key: str) -> None:
    """Do nothing: the means alone pay."""


@dataclass(frozen=True)
class Case:
    """A vendor and one way to pay there.

    `ask` is a payment whose customer pays by `pays(twin, key)`, `refused` one whose provider says
    no (or None), `settles` what the vendor does so that a refund is through. Keys are those of the
    adapter's `PaymentOrder` and `Change`. `secrets` and `settings` are asked of the started twin.
    `hears(twin, url)` is for a vendor that is told once whom to notify, not with each payment.
    """

    name: str
    twin: Callable[[], Any]
    provider: Callable[[], Provider]
    ask: NewPayment
    settings: Callable[[Any], Mapping[str, str]] = field(default=lambda _twin: {})
    secrets: Callable[[Any], Mapping[str, str]] = field(default=lambda _twin: {})
    hears: Act = nothing
    pays: Act = nothing
    settles: Act = nothing
    refused: NewPayment | None = None


def cases() -> Iterator[Case]:
    """Yield the cases of all twins that have any."""
    for found in pkgutil.iter_modules(tests.twins.__path__):
        name = f"tests.twins.{found.name}.contract"
        if found.ispkg and find_spec(name):
            yield from import_module(name).CASES
