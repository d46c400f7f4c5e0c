"""Who works here, what they may do, and why: each page as one read model."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from guildhall.console.people.words import ACTIONS, RESOURCES, role_told, scope_told
from guildhall.console.shell.navigation import Text
from guildhall.identity.queries import (
    explain,
    get_person,
    list_invited,
    list_people,
    list_roles,
)
from guildhall.identity.states import COMPANY, SCOPE_KINDS
from guildhall.identity.types import HeldRole, InvitedCard, PersonCard, RoleCard, Terms
from guildhall.inventory.queries import (
    keepers_among,
    list_locations,
    locations_holding,
    scopes_of_location,
)
from guildhall.kernel.refusals import NotPermitted
from guildhall.kernel.stamp import EVERYWHERE, Actor
from guildhall.orders.queries import get_order
from guildhall.organization.queries import list_channels, list_stores

OF_ORDERS = ("orders", "payments", "checkout")


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A role in a scope, in words."""

    role: Text
    scope: str
    expires_at: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    card: PersonCard
    held: tuple[HeldLine, ...]


@dataclass(frozen=True, slots=True)
class InvitedLine:
    card: InvitedCard
    held: HeldLine


@dataclass(frozen=True, slots=True)
class People:
    """Everybody within a reach, and who was invited."""

    people: tuple[PersonLine, ...]
    invited: tuple[InvitedLine, ...]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One right of one person: the roles that give it here, and those that give it elsewhere."""

    right: str
    action: Text
    exists: bool = True
    gives: tuple[HeldLine, ...] = ()
    elsewhere: tuple[HeldLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a right is asked about: something at a place, or an order. The whole company else."""

    place: str = EVERYWHERE
    order: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.order) or self.place != EVERYWHERE


@dataclass(frozen=True, slots=True)
class Checked:
    """The scopes in which a right is looked for; some rights reach further than the rest."""

    scopes: tuple[str, ...]
    further: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, right: str) -> tuple[str, ...]:
        return self.further.get(right, self.scopes)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person may do with what was asked about, and which role gives it."""

    person: PersonLine
    rows: tuple[tuple[Text, tuple[Cell, ...]], ...]
    is_self: bool
    can_edit: bool


def get_people(*, actor: Actor, at: datetime) -> People:
    """Return who works here, as far as `actor` may see. Refuses with NotPermitted."""
    reach = actor.reach("staff:view")
    cards = _cards()
    return People(
        people=tuple(_line(card, cards) for card in list_people(at=at, scopes=reach)),
        invited=tuple(
            InvitedLine(card, HeldLine(role_told(card.role, cards), scope_told(card.scope)))
            for card in list_invited(scopes=reach)
        ),
        can_edit=has_somewhere(actor, "staff:edit"),
    )


def get_explanation(user: UUID, *, asked: Question, actor: Actor, at: datetime) -> Explanation:
    """Return what a person may do and why. Everybody may ask about themselves.

    Refuses with PersonNotFound, NotPermitted or OrderNotFound.
    """
    person = get_person(user, at=at)
    if actor.id != user:
        must_be_in_reach(person, "staff:view", actor=actor)
    cards = _cards()
    checked = _checked(asked)
    resources = OF_ORDERS if asked.order else tuple(COMPANY)
    rows = tuple(
        (RESOURCES[resource], _cells(resource, person.held, checked=checked, cards=cards))
        for resource in resources
    )
    can_edit = has_somewhere(actor, "staff:edit")
    return Explanation(_line(person, cards), rows, actor.id == user, can_edit)


def get_in_reach(user: UUID, permission: str, *, actor: Actor, at: datetime) -> PersonCard:
    """Return a person whom `actor` may look after. Refuses with PersonNotFound, NotPermitted."""
    person = get_person(user, at=at)
    must_be_in_reach(person, permission, actor=actor)
    return person


def must_be_in_reach(person: PersonCard, permission: str, *, actor: Actor) -> None:
    """Refuse with NotPermitted unless the person holds a role where the actor has the right."""
    reach = actor.reach(permission)
    if reach and not any(held.scope in reach for held in person.held):
        raise NotPermitted(permission=permission)


def role_choices(actor: Actor, *, held: Iterable[str] = ()) -> list[tuple[str, Text]]:
    """Return the roles that an actor may give somewhere, and those that are held already."""
    stay = set(held)
    return [
        (card.code, role_told(card.code, {card.code: card}))
        for card in list_roles()
        if card.code in stay or all(has_somewhere(actor, each) for each in card.capabilities)
    ]


def scope_choices(
    reach: tuple[str, ...] = (), *, held: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """Return the places that a role can be held in, within a reach, in words."""
    channels = list_channels()
    named = {
        "brand": {channel.brand: channel.brand for channel in channels},
        "channel": {channel.code: channel.name for channel in channels},
        "location": {place.code: place.name for place in list_locations()},
        "store": {store.code: store.name for store in list_stores()},
    }
    every = {
        f"{kind}:{code}": scope_told(f"{kind}:{code}", name)
        for kind in SCOPE_KINDS
        for code, name in named[kind].items()
    }
    offered = {EVERYWHERE: scope_told(EVERYWHERE), **every}
    shown = {scope: words for scope, words in offered.items() if not reach or scope in reach}
    return [*shown.items(), *((each, scope_told(each)) for each in held if each not in shown)]


def told(terms: Iterable[Terms]) -> tuple[HeldLine, ...]:
    """Return roles in scopes, in words."""
    cards = _cards()
    return tuple(
        HeldLine(role_told(one.role, cards), scope_told(one.scope), one.expires_at, one.role)
        for one in terms
    )


def has_somewhere(actor: Actor, permission: str) -> bool:
    return any(grant.capability in {permission, "*"} for grant in actor.grants)


def _checked(asked: Question) -> Checked:
    """Return where a right is looked for, as operations and lists do."""
    if asked.order:
        held = locations_holding(asked.order)
        return Checked((*get_order(asked.order).scopes, *held))
    kind, _, code = asked.place.partition(":")
    match kind:
        case "location":
            seen = scopes_of_location(code)
            return Checked(keepers_among(seen), {"stock:view": seen})
        case "channel":
            return Checked(next((one.scopes for one in list_channels() if one.code == code), ()))
        case _:
            return Checked(() if asked.place == EVERYWHERE else (asked.place,))


def _cells(
    resource: str,
    held: Iterable[HeldRole],
    *,
    checked: Checked,
    cards: dict[str, RoleCard],
) -> tuple[Cell, ...]:
    return tuple(
        _cell(f"{resource}:{action}", held, checked=checked, cards=cards)
        if action in COMPANY[resource]
        else Cell(f"{resource}:{action}", words, exists=False)
        for action, words in ACTIONS.items()
    )


def _cell(
    right: str,
    held: Iterable[HeldRole],
    *,
    checked: Checked,
    cards: dict[str, RoleCard],
) -> Cell:
    why = explain(right, held=held, scopes=checked.of(right))
    gives, elsewhere = (
        tuple(_told(one, cards) for one in some) for some in (why.gives, why.elsewhere)
    )
    action = ACTIONS[right.partition(":")[2]]
    return Cell(right, action, gives=gives, elsewhere=elsewhere)


def _told(held: HeldRole, cards: dict[str, RoleCard]) -> HeldLine:
    words = role_told(held.role, cards)
    return HeldLine(words, scope_told(held.scope), held.expires_at, held.role)


def _line(card: PersonCard, cards: dict[str, RoleCard]) -> PersonLine:
    return PersonLine(card, tuple(_told(held, cards) for held in card.held))


def _cards() -> dict[str, RoleCard]:
    return {card.code: card for card in list_roles()}
