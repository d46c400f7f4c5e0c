"""Bills and differences as pages show them."""

from dataclasses import dataclass
from uuid import UUID

from guildhall.console.people import told_by
from guildhall.console.reconciliation.words import (
    BILL_STATES,
    DEEDS,
    ITEM_STATES,
    KINDS,
    SOLUTIONS,
    VERDICTS,
)
from guildhall.console.shell.navigation import Text
from guildhall.identity.queries import names_of
from guildhall.kernel.paging import Page
from guildhall.kernel.stamp import Actor, Stamp
from guildhall.payments.ports import providers
from guildhall.payments.queries import bills, items, list_accounts, work
from guildhall.payments.states import Ability
from guildhall.payments.types import (
    BillCard,
    BilledLineCard,
    BillPlanCard,
    ItemNoteCard,
    WorkItemCard,
    WorkItemFilter,
)
from guildhall.payments.types.work import BillRun

VIEW = "payments:view"
EDIT = "payments:edit"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A difference in words."""

    item: WorkItemCard
    kind: Text
    line_kind: Text
    state: Text
    solution: Text
    owner: str


@dataclass(frozen=True, slots=True)
class ItemsPage:
    lines: tuple[ItemLine, ...]
    next_cursor: str | None
    count: int
    may_solve: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of a difference's history, in words."""

    what: Text
    by: str
    note: ItemNoteCard


@dataclass(frozen=True, slots=True)
class ItemPage:
    line: ItemLine
    deeds: tuple[Deed, ...]
    may_solve: bool


@dataclass(frozen=True, slots=True)
class BillLineShown:
    """A bill in words."""

    bill: BillCard
    state: Text


@dataclass(frozen=True, slots=True)
class Count:
    """A number of a bill, and the name of the list that it counts."""

    name: str
    title: Text
    count: int
    is_odd: bool


@dataclass(frozen=True, slots=True)
class BillPage:
    bill: BillCard
    state: Text
    counts: tuple[Count, ...]
    lines: Page[BilledLineCard]
    verdicts: dict[str, Text]
    kinds: dict[str, Text]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """How an account's bills are fetched."""

    code: str
    plan: BillPlanCard | None
    run: BillRun
    name: str


def get_items_page(chosen: WorkItemFilter, *, cursor: str | None, stamp: Stamp) -> ItemsPage:
    """Return one page of differences within reach. Refuses with NotPermitted, CursorInvalid."""
    page = items.list_items(chosen, stamp=stamp, cursor=cursor)
    return ItemsPage(
        lines=_lines(page.items),
        next_cursor=page.next_cursor,
        count=items.count_items(chosen, stamp=stamp),
        may_solve=_may(stamp.by),
    )


def get_item_page(item: UUID, *, stamp: Stamp) -> ItemPage:
    """Return one difference with its history. Refuses with WorkItemNotFound."""
    notes = items.history_of_item(item, stamp=stamp)
    names = names_of(note.actor for note in notes)
    return ItemPage(
        line=_lines((items.get_item(item, stamp=stamp),))[0],
        deeds=tuple(
            Deed(DEEDS.get(note.what, note.what), told_by(note.actor, names), note)
            for note in notes
        ),
        may_solve=_may(stamp.by),
    )


def get_bills(*, state: str, cursor: str | None, stamp: Stamp) -> Page[BillLineShown]:
    """Return one page of bills. Refuses with NotPermitted or CursorInvalid."""
    page = bills.list_bills(stamp=stamp, state=state, cursor=cursor)
    shown = tuple(BillLineShown(card, BILL_STATES[card.state]) for card in page.items)
    return Page(shown, page.next_cursor)


def get_bill_page(bill: UUID, *, verdict: str, cursor: str | None, stamp: Stamp) -> BillPage:
    """Return one bill with one page of its lines. Refuses with BillNotFound, CursorInvalid."""
    card = bills.get_bill(bill, stamp=stamp)
    counts = tuple(
        Count(name, VERDICTS[name], n, name not in {"matched", "noted", "pending"})
        for name, n in card.counts.items()
        if name in VERDICTS
    )
    return BillPage(
        bill=card,
        state=BILL_STATES[card.state],
        counts=counts,
        lines=bills.list_billed_lines(bill, verdict=verdict, stamp=stamp, cursor=cursor),
        verdicts=VERDICTS,
        kinds=KINDS,
    )


def get_plans(*, stamp: Stamp) -> tuple[PlanLine, ...]:
    """Return how each account's bills are fetched, when they were and when they are next."""
    plans = {plan.code: plan for plan in bills.list_bill_plans(stamp=stamp)}
    gives = {code for code, vendor in providers().items() if Ability.BILL in vendor.abilities}
    accounts = {card.code: card for card in list_accounts()}
    return tuple(
        PlanLine(run.account, plans.get(run.account), run, accounts[run.account].name)
        for run in work.list_bill_runs(actor=stamp.by)
        if run.account in plans or accounts[run.account].provider in gives
    )


def _may(actor: Actor) -> bool:
    return any(grant.capability in {EDIT, "*"} for grant in actor.grants)


def _lines(cards: tuple[WorkItemCard, ...]) -> tuple[ItemLine, ...]:
    names = names_of(f"staff:{card.owner}" for card in cards if card.owner)
    return tuple(
        ItemLine(
            item=card,
            kind=VERDICTS[card.kind],
            line_kind=KINDS.get(card.line_kind, card.line_kind),
            state=ITEM_STATES[card.state],
            solution=SOLUTIONS.get(card.solution, ""),
            owner=told_by(f"staff:{card.owner}", names) if card.owner else "",
        )
        for card in cards
    )
