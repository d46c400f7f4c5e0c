"""What a scanned text may mean: a label of our own, a GTIN, a GS1 message, or plain text. Pure.

Whatever a keyboard may send is answered by readings or by a reason why there is none.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal

from biip import ParseError
from biip.gs1_element_strings import GS1ElementString
from biip.gs1_messages import GS1Message

from guildhall.inventory.rules.masks import check_digit, read_mask
from guildhall.inventory.states import ScanKind
from guildhall.inventory.types import Mask, Reading, ScanFact
from guildhall.kernel.refusals import N_

LONGEST_SCAN = 200
GS = "\x1d"
# How scanners and their drivers write FNC1 where they do not send the character itself.
_WRITTEN = re.compile(
    r"\{(?:GS|FNC1)\}|<(?:GS|FNC1)>|\[(?:GS|FNC1)\]|\\x1d|\\u001d|\^\]|~d?029|~1|\\F",
    re.IGNORECASE,
)
# No character beside these can be in a GS1 message; a single other one stands for FNC1.
_NOT_IN_A_MESSAGE = re.compile(r"[^A-Za-z0-9!\"%&'()*+,\-./:;<=>?_#]+")
_SYMBOLOGY = re.compile(r"\]([A-Za-z])([0-9])")
_OF_GS1 = {"C1", "e0", "d2", "Q3", "J1"}
_HUMAN = re.compile(r"\([0-9]{2,4}\)")
# A message without anything that tells so has to begin with goods or a container.
_BEGINS = re.compile(r"(?:0[12][0-9]{14}|00[0-9]{18})")
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}")
_PAPER = re.compile(r"(?:RCV|TRF|CNT|ORD)-[0-9]{4}-[0-9]{6,}", re.IGNORECASE)
_TIMES = re.compile(r"[*x×]([0-9]{1,7}(?:[.,][0-9]{1,3})?)", re.ASCII)
_KINDS = {
    "10": ScanKind.LOT,
    "21": ScanKind.SERIAL,
    "11": ScanKind.MADE_ON,
    "17": ScanKind.EXPIRES_ON,
    "15": ScanKind.EXPIRES_ON,
    "30": ScanKind.COUNT,
    "37": ScanKind.COUNT,
    "00": ScanKind.CONTAINER,
    "01": ScanKind.ITEM,
    "02": ScanKind.ITEM,
}
_NET_WEIGHT, _AMOUNT = "310", "392"


class Unreadable(ValueError):
    """A text that says nothing; its own text, marked for translation, says why."""


def read(text: str, masks: Sequence[Mask] = ()) -> tuple[Reading, ...]:
    """Return every way to understand a scan, the best first; plain text is the last.

    Raises Unreadable.
    """
    raw = text.strip(" \t\r\n")
    if not raw.strip(GS):
        raise Unreadable(N_("it is empty"))
    if len(raw) > LONGEST_SCAN:
        raise Unreadable(N_("it is too long"))
    symbology = _SYMBOLOGY.match(raw)
    body = raw[symbology.end() :] if symbology else raw
    if symbology and symbology[1] + symbology[2] in _OF_GS1:
        return (_message(body),)
    return tuple(_readings(body, masks))


def typed_quantity(text: str) -> Decimal | None:
    """Return how many of the last scan somebody typed (`*12`, `*0.5`); None for anything else."""
    found = _TIMES.fullmatch(text.strip())
    return Decimal(found[1].replace(",", ".")) if found else None


def _readings(body: str, masks: Sequence[Mask]) -> Iterator[Reading]:
    for mask in masks:
        reading = read_mask(body, mask)
        if reading is not None:
            yield reading
    gtin = body if _GTIN.fullmatch(body) and check_digit(body[:-1]) == body[-1] else ""
    if gtin:
        yield Reading("gtin", (ScanFact(ScanKind.ITEM, gtin),), (gtin,))
    elif _tells_that_it_is_one(body):
        yield _message(body)
        return
    elif _BEGINS.match(body):
        with suppress(Unreadable):  # then it is a number that only looks like one
            yield _message(body)
    if not body.isprintable():
        raise Unreadable(N_("it holds characters that cannot be printed"))
    yield _plain(body)


def _plain(body: str) -> Reading:
    if _PAPER.fullmatch(body):
        return Reading("plain", (ScanFact(ScanKind.PAPER, body.upper()),), (body,))
    return Reading("plain", (ScanFact(ScanKind.ITEM, body),), (body,))


def _tells_that_it_is_one(body: str) -> bool:
    return GS in body or bool(_WRITTEN.search(body)) or bool(_HUMAN.match(body))


def _message(body: str) -> Reading:
    """Return what a GS1 message says. Raises Unreadable."""
    try:
        if _HUMAN.match(body):
            parsed = GS1Message.parse_hri(body)
        else:
            separated = _NOT_IN_A_MESSAGE.sub(GS, _WRITTEN.sub(GS, body))
            parsed = GS1Message.parse(separated.strip(GS))
        facts = tuple(fact for element in parsed.element_strings for fact in _facts(element))
    except Unreadable:
        raise
    except (ParseError, ValueError, ArithmeticError) as error:
        raise Unreadable(N_("it is no sound GS1 code")) from error
    if not facts:
        raise Unreadable(N_("it says nothing that is of use here"))
    items = tuple(fact.value for fact in facts if fact.kind is ScanKind.ITEM)
    return Reading("gs1", facts, items)


def _facts(element: GS1ElementString) -> Iterator[ScanFact]:
    ai = element.ai.ai
    if element.gtin_error or element.sscc_error:
        raise Unreadable(N_("its check digit is wrong"))
    kind = _KINDS.get(ai)
    if kind in {ScanKind.MADE_ON, ScanKind.EXPIRES_ON}:
        yield ScanFact(kind, element.value, day=element.date)
    elif kind is ScanKind.COUNT:
        yield ScanFact(kind, element.value, number=Decimal(element.value))
    elif kind is not None:
        yield ScanFact(kind, element.value)
    elif ai[:3] == _NET_WEIGHT:
        yield ScanFact(ScanKind.WEIGHT, element.value, number=element.decimal, unit="kg")
    elif ai[:3] == _AMOUNT:
        yield ScanFact(ScanKind.PRICE, element.value, number=element.decimal)
