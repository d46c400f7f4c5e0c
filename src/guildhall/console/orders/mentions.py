"""Whom a note calls: people are called by `@` and their name, or their e-mail address."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.identity.queries import explain, list_people
from guildhall.identity.types import PersonCard
from guildhall.kernel.stamp import Actor
from guildhall.orders.errors import MentionRefused
from guildhall.orders.queries import get_order, scopes_for

CALL = re.compile(r"(?:^|(?<=\s))@(?=\S)")
MOST = 8


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who may be called, and what is written after the @ to call them."""

    name: str
    call: str


def called_in(text: str, *, at: datetime) -> list[UUID]:
    """Return who is called in a note. Refuses with MentionRefused a name that nobody here has.

    It is the same refusal as of somebody who may not see the order: it tells of neither.
    """
    starts = [match.end() for match in CALL.finditer(text)]
    if not starts:
        return []
    calls = _calls(at)
    found = []
    for start in starts:
        rest = text[start:].casefold()
        names = [call for call in calls if rest.startswith(call) and _ends(rest, call)]
        if not names:
            raise MentionRefused(errors={"text": "Mention people who may see this order."})
        found.append(calls[max(names, key=len)])
    return list(dict.fromkeys(found))


def people_for(number: str, asked: str, *, actor: Actor, at: datetime) -> tuple[Named, ...]:
    """Return who may see an order and has a name like what was asked for.

    Refuses with OrderNotFound or NotPermitted.
    """
    order = get_order(number)
    actor.must("orders:edit", scope=scopes_for(number, sold=order.scopes, actor=actor))
    people = _people(at)
    twice = Counter(each.name.casefold() for each in people)
    wanted = asked.strip().casefold()
    like = [
        each for each in people if wanted in each.name.casefold() and _sees(each, order.scopes)
    ]
    return tuple(
        Named(each.name, each.name if twice[each.name.casefold()] == 1 else each.email)
        for each in sorted(like, key=lambda each: not each.name.casefold().startswith(wanted))
    )[:MOST]


def _calls(at: datetime) -> dict[str, UUID]:
    """Return by what everybody is called; a name that two have calls neither."""
    people = _people(at)
    twice = Counter(each.name.casefold() for each in people)
    names = {e.name.casefold(): e.id for e in people if twice[e.name.casefold()] == 1}
    return names | {each.email.casefold(): each.id for each in people}


def _people(at: datetime) -> list[PersonCard]:
    return [each for each in list_people(at=at) if each.is_active and each.name]


def _sees(person: PersonCard, scopes: tuple[str, ...]) -> bool:
    return explain("orders:view", held=person.held, scopes=scopes).allowed


def _ends(text: str, call: str) -> bool:
    """Return whether a name ends where it was found, and is not the beginning of another."""
    return not text[len(call) : len(call) + 1].isalnum()
