"""Whether what is stated of an attribute has its type. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import AttributeCard
from guildhall.kernel.refusals import N_

LONGEST = 500
LARGEST = Decimal(10) ** 11
YES = frozenset({"true", "yes", "1", "on"})
NO = frozenset({"false", "no", "0", "off"})


class Misstated(ValueError):
    """What is wrong with a value, as a message that can be translated."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value in the column of its type; a choice by its code."""

    text: str = ""
    number: Decimal | None = None
    flag: bool | None = None
    day: date | None = None
    choice: str = ""


def read(attribute: AttributeCard, values: Sequence[str]) -> tuple[Value, ...]:
    """Return what is stated, in the columns of its type; raises Misstated.

    Empty texts state nothing. Only an attribute of type choices can have more than one value.
    """
    given = list(dict.fromkeys(value.strip() for value in values if value.strip()))
    if len(given) > 1 and attribute.type is not AttributeType.CHOICES:
        raise Misstated(N_("State one value."))
    return tuple(_read_one(attribute, value) for value in given)


def _read_one(attribute: AttributeCard, value: str) -> Value:
    match attribute.type:
        case AttributeType.NUMBER:
            return Value(number=_number(attribute, value))
        case AttributeType.FLAG:
            return Value(flag=_flag(value))
        case AttributeType.DAY:
            return Value(day=_day(value))
        case AttributeType.CHOICE | AttributeType.CHOICES:
            return Value(choice=_choice(attribute, value))
        case AttributeType.TEXT:
            return Value(text=_text(value))


def _text(value: str) -> str:
    if len(value) > LONGEST:
        raise Misstated(N_("Write at most 500 characters."))
    return value


def _number(attribute: AttributeCard, value: str) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise Misstated(N_("Write a number.")) from error
    if not number.is_finite() or abs(number) >= LARGEST or number != round(number, 3):
        raise Misstated(N_("Write a number of at most three decimals."))
    if attribute.least is not None and number < attribute.least:
        raise Misstated(N_("This is less than the attribute allows."))
    if attribute.most is not None and number > attribute.most:
        raise Misstated(N_("This is more than the attribute allows."))
    return number


def _flag(value: str) -> bool:
    word = value.lower()
    if word not in YES | NO:
        raise Misstated(N_("Write true or false."))
    return word in YES


def _day(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Misstated(N_("Write a date as in 2026-03-01.")) from error


def _choice(attribute: AttributeCard, value: str) -> str:
    if value not in {choice.code for choice in attribute.choices}:
        raise Misstated(N_("Choose one of the values that the attribute has."))
    return value
