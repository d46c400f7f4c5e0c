"""A day by PayPal's Transaction Search: https://developer.paypal.com/docs/api/transaction-search/v1/."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from guildhall.kernel import clock
from guildhall.kernel.money import Money
from guildhall.payments.errors import BillBroken, BillNotReady
from guildhall.payments.states import LineKind, Outcome
from guildhall.payments.types import Account, BillLine
from integrations.paypal.client import BILL_CAP, No, ask
from integrations.paypal.rules import kind_of, moment, read

# A transaction is found after up to three hours.
SETTLES = timedelta(hours=3)
PAGE = 500
# Where our key is: a payment's in what PayPal calls the custom field, a refund's beside it.
_KEYS = {LineKind.CHARGE: "custom_field", LineKind.REFUND: "invoice_id"}
type Thing = Mapping[str, Any]


def bill(account: Account, day: date) -> Iterator[BillLine]:
    """Yield what moved the balance on a day of UTC, page by page.

    Refuses with BillNotReady until three hours after the day, with BillBroken when it ends in
    the middle.
    """
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    end = start + timedelta(days=1)
    if clock.now() < end + SETTLES:
        raise BillNotReady(day=day)
    page, pages = 1, 1
    while page <= pages:
        try:
            told = ask(account, "GET", _path(start, end, page), cap=BILL_CAP)
        except No as no:
            if no.answer.outcome is Outcome.UNKNOWN:
                raise BillNotReady(day=day) from no
            raise BillBroken(day=day, what=no.answer.vendor_code) from no
        for each in told.get("transaction_details") or []:
            yield _line(each["transaction_info"])
        page, pages = page + 1, int(told.get("total_pages") or 1)


def _path(start: datetime, end: datetime, page: int) -> str:
    query = {
        "start_date": start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end_date": (end - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "fields": "transaction_info",
        "balance_affecting_records_only": "Y",
        "page_size": PAGE,
        "page": page,
    }
    return f"/v1/reporting/transactions?{urlencode(query)}"


def _line(told: Thing) -> BillLine:
    """Read one transaction; fees are told as what leaves, so below zero."""
    kind = kind_of(told["transaction_event_code"])
    amount = read(told["transaction_amount"])
    zero = Money.zero(amount.currency)
    fee = -read(told["fee_amount"]) if told.get("fee_amount") else zero
    return BillLine(
        kind=kind.value,
        key=str(told.get(_KEYS[kind], "")) if kind in _KEYS else "",
        psp_reference=told["transaction_id"],
        amount=amount if amount.amount >= 0 else -amount,
        fee=fee,
        occurred_at=moment(told["transaction_initiation_date"]),
        batch=told["transaction_id"] if kind is LineKind.PAYOUT else "",
        net=amount - fee,
    )
