"""An operation that asks, a command that means it, and people who decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from threading import Event as Signal
from typing import Any
from uuid import UUID

from django.db import transaction

from guildhall.approvals.errors import CommandUnknown
from guildhall.approvals.operations import ask_if_needed, set_rule
from guildhall.approvals.ports import StoredCommand
from guildhall.approvals.states import ActionCode
from guildhall.approvals.types import Change, Pending, RuleTerms, Wish
from guildhall.identity.operations import create_role
from guildhall.kernel.conditions import ChangedMeanwhile
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.organization.models import Brand
from tests.identity.staffing import hire, stamp_as
from tests.kernel.facts_lab import Noted

COMMAND = "test.name_brand"
PLACE = ("location:S1", "store:S1")
ASKS = ("stock:view", "stock:edit")
DECIDES = ("stock:view", "stock:approve")


@transaction.atomic
def name_brand(code: str, *, expected: str, name: str, units: int, stamp: Stamp) -> Pending | None:
    """Give a brand another name, if it still has the expected one; it lies in S1, say."""
    brand = Brand.objects.select_for_update().get(code=code)
    stamp.by.must("stock:edit", scope=PLACE)
    if brand.name != expected:
        raise ChangedMeanwhile
    wish = Wish(
        action=ActionCode.STOCK_ADJUST,
        command=COMMAND,
        payload={"code": code, "expected": expected, "name": name, "units": units},
        measure=Decimal(units),
        scopes=PLACE,
        changes=(Change(subject=code, field="on_hand", before=expected, after=name),),
        reason="counted twice",
    )
    pending = ask_if_needed(wish, stamp=stamp)
    if pending is not None:
        return pending
    brand.name = name
    brand.save(update_fields=["name"])
    record(Noted(about=code, text=name, stamp=stamp))
    return None


@dataclass(slots=True)
class Lab:
    """Who knows the command: it may be told to do it wrongly, to break, or to wait."""

    does: dict[str, Any] = field(default_factory=dict)
    breaks: bool = False
    waits_for: Signal | None = None
    runs: int = 0

    def run(self, command: StoredCommand, *, stamp: Stamp) -> object:
        if (command.name, command.version) != (COMMAND, 1):
            raise CommandUnknown(command=command.name, version=command.version)
        self.runs += 1
        if self.waits_for is not None:
            self.waits_for.wait(20)
        found = name_brand(**{**command.payload, **self.does}, stamp=stamp)
        if self.breaks:
            raise ZeroDivisionError
        return found


@dataclass(frozen=True, slots=True)
class People:
    """Who asks, two who may decide, and how they act."""

    asker: UUID
    decider: UUID
    other: UUID
    stamp: Stamp

    def acting(self, user: UUID, *, later: timedelta = timedelta()) -> Stamp:
        """Return a person's stamp with what they may do now."""
        acting = stamp_as(user, self.stamp)
        return Stamp(acting.by, acting.at + later, acting.request_id)


def make_people(stamp: Stamp, *, scope: str = "all") -> People:
    asks = create_role("Asks", capabilities=ASKS, stamp=stamp)
    decides = create_role("Decides", capabilities=DECIDES, stamp=stamp)
    return People(
        hire(asks, stamp, scope=scope, name="asker"),
        hire(decides, stamp, scope=scope, name="decider"),
        hire(decides, stamp, scope=scope, name="other"),
        stamp,
    )


def make_rule(stamp: Stamp, *, threshold: int = 10, **terms: Any) -> None:
    given: Mapping[str, Any] = {"action": "stock.adjust", "threshold": Decimal(threshold), **terms}
    set_rule(RuleTerms(**given), stamp=stamp)


def make_brand(code: str = "house", name: str = "House") -> None:
    Brand.objects.create(code=code, name=name)


def brand_name(code: str = "house") -> str:
    return Brand.objects.get(code=code).name


def ask(people: People, *, name: str = "Manor", units: int = 12, expected: str = "House") -> UUID:
    """Ask for another name, as the asker, and return what waits."""
    pending = name_brand(
        "house", expected=expected, name=name, units=units, stamp=people.acting(people.asker)
    )
    assert pending is not None
    return pending.approval
