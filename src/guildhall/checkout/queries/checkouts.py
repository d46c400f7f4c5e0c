"""Where checkouts stand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.checkout.errors import CheckoutNotFound
from guildhall.checkout.models import Checkout, CheckoutStep
from guildhall.checkout.states import LIVING, CheckoutState
from guildhall.checkout.types import CheckoutCard, CheckoutFilter, CheckoutRow, StepCard
from guildhall.kernel.paging import Page, page_of
from guildhall.payments.queries import payments_of
from guildhall.payments.states import CallState
from guildhall.payments.types import PaymentCard

# So long after it was due, nobody is coming for it any more.
STUCK_AFTER = timedelta(minutes=2)


def get_checkout(key: UUID, *, at: datetime) -> CheckoutCard:
    """Return a checkout with its steps. Refuses with CheckoutNotFound."""
    return _card(Checkout.objects.filter(id=key), at=at)


def find_checkout(token: str, *, at: datetime) -> CheckoutCard:
    """Return the checkout that has this token. Refuses with CheckoutNotFound."""
    return _card(Checkout.objects.filter(token=token), at=at)


def list_checkouts(
    chosen: CheckoutFilter, *, at: datetime, cursor: str | None = None, limit: int = 50
) -> Page[CheckoutRow]:
    """Return one page of checkouts, what changed last first. Refuses with CursorInvalid."""
    return page_of(
        _chosen(chosen, at),
        key=("updated_at", "id"),
        cursor=cursor,
        limit=limit,
        to=lambda row: row_of(row, at=at),
        newest_first=True,
    )


def list_stuck(
    *, at: datetime, scopes: tuple[str, ...] = (), limit: int = 20
) -> list[CheckoutRow]:
    """Return the checkouts that nobody looks after, those first that are due longest."""
    rows = _chosen(CheckoutFilter(stuck=True, scopes=scopes), at).order_by("next_at", "id")
    return [row_of(row, at=at) for row in rows[:limit]]


def count_checkouts(chosen: CheckoutFilter, *, at: datetime, most: int = 10_001) -> int:
    return _chosen(chosen, at)[:most].count()


def due_checkouts(at: datetime, *, most: int = 50) -> list[UUID]:
    """Return the checkouts that are due and that nobody is at, the longest first."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=at)
    rows = Checkout.objects.filter(free, state__in=LIVING, next_at__lte=at)
    return list(rows.order_by("next_at").values_list("id", flat=True)[:most])


def checkout_of(order_number: str) -> UUID | None:
    """Return the checkout that made an order, if one did."""
    rows = Checkout.objects.filter(order_number=order_number)
    return rows.values_list("id", flat=True).first()


def row_of(row: Checkout, *, at: datetime) -> CheckoutRow:
    due = row.next_at is not None and row.next_at + STUCK_AFTER < at
    return CheckoutRow(
        id=row.id,
        order_number=row.order_number,
        state=str(row.state),
        waits_for=row.waits_for,
        reason=row.reason,
        total=row.in_currency(row.total),
        attempts=row.attempts,
        next_at=row.next_at,
        deadline=row.deadline,
        started_at=row.started_at,
        ended_at=row.ended_at,
        updated_at=row.updated_at,
        stuck=due and row.state in LIVING,
    )


def card_of(
    row: Checkout,
    steps: Sequence[CheckoutStep],
    payments: Mapping[UUID, PaymentCard],
    *,
    at: datetime,
) -> CheckoutCard:
    return CheckoutCard(
        row=row_of(row, at=at),
        token=row.token,
        cart=row.cart_id,
        cart_token=row.cart.token,
        return_url=row.return_url,
        scopes=tuple(row.scopes),
        steps=tuple(_step(row, step, payments) for step in steps),
        lease_until=row.lease_until,
    )


def _card(rows: QuerySet[Checkout], *, at: datetime) -> CheckoutCard:
    row = rows.select_related("cart").first()
    if row is None:
        raise CheckoutNotFound
    steps = list(CheckoutStep.objects.filter(checkout=row).order_by("position"))
    payments = {each.id: each for each in payments_of(row.order_number)}
    return card_of(row, steps, payments, at=at)


def _step(row: Checkout, step: CheckoutStep, payments: Mapping[UUID, PaymentCard]) -> StepCard:
    payment = payments.get(step.payment) if step.payment else None
    acts = payment is not None and row.state in {CheckoutState.RUNNING, CheckoutState.WAITING}
    return StepCard(
        position=step.position,
        kind=step.kind,
        state=str(step.state),
        account=step.provider,
        way=step.way,
        amount=row.in_currency(step.amount) if step.amount is not None else None,
        payment=step.payment,
        attempts=step.attempts,
        reason=step.reason,
        started_at=step.started_at,
        ended_at=step.ended_at,
        stand=payment.stand if payment else "",
        calls=_open_calls(payment) if payment else (),
        action=payment.action if payment and acts else {},
    )


def _open_calls(payment: PaymentCard) -> tuple[UUID, ...]:
    over = {CallState.DONE, CallState.REFUSED}
    return tuple(call.id for call in payment.calls if call.state not in over)


def _chosen(chosen: CheckoutFilter, at: datetime) -> QuerySet[Checkout]:
    rows = Checkout.objects.all()
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.waits_for:
        rows = rows.filter(waits_for=chosen.waits_for)
    if chosen.stuck:
        rows = rows.filter(state__in=LIVING, next_at__lt=at - STUCK_AFTER)
    if chosen.text:
        rows = rows.filter(order_number__icontains=chosen.text.strip())
    if chosen.scopes:
        within = [Q(scopes__contains=[scope]) for scope in chosen.scopes]
        rows = rows.filter(Q(*within, _connector=Q.OR))
    return rows
