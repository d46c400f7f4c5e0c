"""The roles of a company as pages read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from guildhall.console.people.words import ACTIONS, RESOURCES, right_told, role_told
from guildhall.console.shell.navigation import Text
from guildhall.identity.queries import get_role, list_roles
from guildhall.identity.states import COMPANY, COMPANY_CAPABILITIES, EVERYTHING
from guildhall.identity.types import RoleCard
from guildhall.kernel.stamp import Actor

type Matrix = tuple[tuple[Text, tuple[tuple[Text, bool | None], ...]], ...]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role in words. `most` names each resource with the furthest that the role goes there."""

    card: RoleCard
    name: Text
    most: tuple[tuple[Text, Text], ...]
    gives_all: bool


@dataclass(frozen=True, slots=True)
class RoleList:
    roles: tuple[RoleLine, ...]
    can_edit: bool


@dataclass(frozen=True, slots=True)
class RolePage:
    line: RoleLine
    rows: Matrix
    can_edit: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What an edit of a role gives and takes, in words, and from how many people."""

    given: tuple[Text, ...]
    taken: tuple[Text, ...]
    holders: int


def get_role_list(*, actor: Actor) -> RoleList:
    """Return every role that can be given here."""
    return RoleList(tuple(_line(card) for card in list_roles()), can_edit=can_edit_roles(actor))


def get_role_page(code: str, *, actor: Actor) -> RolePage:
    """Return a role with all that it gives. Refuses with RoleNotFound."""
    card = get_role(code)
    given = rights_of(card)
    rows = tuple(
        (
            words,
            tuple(
                (told, f"{resource}:{action}" in given if action in COMPANY[resource] else None)
                for action, told in ACTIONS.items()
            ),
        )
        for resource, words in RESOURCES.items()
    )
    return RolePage(_line(card), rows, can_edit=can_edit_roles(actor))


def difference(card: RoleCard | None, wanted: Iterable[str]) -> Difference:
    """Return what would change for whoever holds a role."""
    before = set(card.capabilities) if card else set()
    after = set(wanted)
    return Difference(
        given=tuple(right_told(each) for each in COMPANY_CAPABILITIES if each in after - before),
        taken=tuple(right_told(each) for each in COMPANY_CAPABILITIES if each in before - after),
        holders=card.holders if card else 0,
    )


def rights_of(card: RoleCard) -> frozenset[str]:
    """Return the rights that a role gives, each by its name."""
    return frozenset(
        COMPANY_CAPABILITIES if EVERYTHING in card.capabilities else card.capabilities
    )


def can_edit_roles(actor: Actor) -> bool:
    """Return whether somebody may make roles: they are the whole company's."""
    return actor.may("staff:edit")


def _line(card: RoleCard) -> RoleLine:
    given = rights_of(card)
    most = tuple(
        (RESOURCES[resource], ", ".join(str(ACTIONS[a]) for a in actions))
        for resource in COMPANY
        if (actions := [a for a in ACTIONS if f"{resource}:{a}" in given])
    )
    return RoleLine(
        card, role_told(card.code, {card.code: card}), most, EVERYTHING in card.capabilities
    )
