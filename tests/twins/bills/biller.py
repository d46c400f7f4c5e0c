"""What reads that vendor's bills: line by line as they come over the wire."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from http import HTTPStatus

import httpx

from guildhall.kernel.money import Money
from guildhall.payments.errors import BillBroken, BillGone, BillNotReady
from guildhall.payments.states import Ability
from guildhall.payments.types import Account, BillLine


class BillTwinProvider:
    """A provider as far as its bills go."""

    code = "bills"
    abilities = frozenset({Ability.BILL})

    def bill(self, account: Account, day: date) -> Iterator[BillLine]:
        with httpx.stream("GET", f"{account.base_url}/bills/{day}", timeout=60) as answer:
            if answer.status_code == HTTPStatus.NOT_FOUND:
                raise BillNotReady(day=str(day))
            if answer.status_code == HTTPStatus.GONE:
                raise BillGone(day=str(day))
            seal = sha256()
            for line in answer.iter_lines():
                seal.update(line.encode() + b"\n")
                yield _line(line)
            if seal.hexdigest() != answer.headers["x-sha256"]:
                raise BillBroken(day=str(day), what="hash")


def _line(text: str) -> BillLine:
    try:
        kind, key, reference, amount, currency, fee, at, batch = text.split(",")
    except ValueError as error:
        raise BillBroken(day="", what=text[:40]) from error
    return BillLine(
        kind=kind,
        key=key,
        psp_reference=reference,
        amount=Money(Decimal(amount), currency),
        fee=Money(Decimal(fee), currency),
        occurred_at=datetime.fromisoformat(at),
        batch=batch,
    )
