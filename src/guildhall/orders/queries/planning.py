"""What a change would make of an order's amounts, worked out on rows that nobody has saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from guildhall.kernel.money import Money
from guildhall.orders import rules
from guildhall.orders.errors import LineNotFound, MoreThanLeft, OrderInvalid
from guildhall.orders.models import Order, OrderLine
from guildhall.orders.queries.freezing import frozen_line, line_again
from guildhall.orders.queries.pricing import price_cart
from guildhall.orders.states import EditKind
from guildhall.orders.types import (
    Cart,
    CartLine,
    Customer,
    EditChange,
    LineAmounts,
    PreviewLine,
    PricedLine,
    ShippingCharge,
)
from guildhall.organization.queries import get_site


@dataclass(frozen=True, slots=True)
class Change:
    """What a line, or shipping where there is none, comes to more (or less) than before."""

    line: OrderLine | None
    quantity: Decimal
    amounts: LineAmounts
    tax_rate: Decimal

    @property
    def negated(self) -> "Change":
        amounts = self.amounts
        less = LineAmounts(-amounts.net, -amounts.tax, -amounts.total)
        return Change(self.line, -self.quantity, less, self.tax_rate)

    def and_also(self, other: "Change") -> "Change":
        """Return both changes of one line as one."""
        one, two = self.amounts, other.amounts
        both = LineAmounts(one.net + two.net, one.tax + two.tax, one.total + two.total)
        return Change(self.line, self.quantity + other.quantity, both, self.tax_rate)


@dataclass(slots=True)
class Plan:
    """An edit worked out: which lines it touches, which it adds, what amounts it moves."""

    changes: list[Change] = field(default_factory=list)
    touched: list[OrderLine] = field(default_factory=list)
    added: list[OrderLine] = field(default_factory=list)
    customer: Customer | None = None
    shipping: ShippingCharge | None = None

    @property
    def amounts(self) -> tuple[Decimal, Decimal, Decimal]:
        """What the order comes to more: net, tax, total."""
        parts = [change.amounts for change in self.changes]
        return (
            sum((part.net.amount for part in parts), Decimal(0)),
            sum((part.tax.amount for part in parts), Decimal(0)),
            sum((part.total.amount for part in parts), Decimal(0)),
        )


def line_added(line: OrderLine, currency: str) -> Change:
    return Change(line, line.quantity, _amounts(line, currency), line.tax_rate)


def shipping_added(order: Order) -> Change:
    """Return what shipping costs now, as a change."""
    amounts = LineAmounts(
        order.in_currency(order.shipping_net),
        order.in_currency(order.shipping_tax),
        order.in_currency(order.shipping_total),
    )
    return Change(None, Decimal(0), amounts, order.shipping_tax_rate)


def take_back(order: Order, line: OrderLine, quantity: Decimal) -> Change:
    """Count units of a line as called off, and return what it comes to less."""
    amounts = rules.taken_back(
        _amounts(line, order.currency), quantity, of=line.quantity, before=line.canceled
    )
    line.canceled += quantity
    return Change(line, quantity, amounts, line.tax_rate).negated


def free_of(line: OrderLine) -> Decimal:
    """Return how many of a line can still be called off: what is packed is unpacked first."""
    free: Decimal = line.quantity - line.canceled - line.fulfilled
    return free


def line_seen(
    order: Order, line: OrderLine, *, before: Decimal, is_new: bool = False
) -> PreviewLine:
    """Return a line as changes would leave it."""
    left = line.quantity - line.canceled
    share = rules.share_of(order.in_currency(line.total), left, of=line.quantity)
    return PreviewLine(
        id=None if is_new else line.id,
        sku=line.sku,
        title=line.title,
        before=before,
        after=left,
        unit_price=order.in_currency(line.unit_price),
        total=share,
    )


def more_than_left(order: Order, line: OrderLine, left: Decimal) -> MoreThanLeft:
    return MoreThanLeft(
        number=order.number,
        sku=line.sku,
        left=f"{left.normalize():f}",
        errors={f"units.{line.id}": "Take no more than is left, and more than none."},
    )


def work_out(
    order: Order, lines: Sequence[OrderLine], changes: Iterable[EditChange], *, at: datetime
) -> Plan:
    """Return what these changes make of an order. `lines` are changed, and not saved.

    Refuses with LineNotFound, MoreThanLeft, OrderInvalid, UnknownSku or CurrencyNotSold.
    """
    plan = Plan()
    by_id = {line.id: line for line in lines}
    position = max((line.position for line in lines), default=-1) + 1
    for change in changes:
        match change.kind:
            case EditKind.ADD:
                asked = CartLine(change.sku, change.quantity or Decimal(0))
                _add(plan, order, _priced(order, asked, change.price, at=at))
            case EditKind.QUANTITY:
                _count(
                    plan,
                    order,
                    _line(by_id, change, order),
                    wanted=change.quantity or Decimal(0),
                )
            case EditKind.PRICE:
                _reprice(
                    plan, order, _line(by_id, change, order), price=change.price or Decimal(0)
                )
            case EditKind.SHIPPING:
                _ship(plan, order, change.shipping)
            case EditKind.CUSTOMER:
                plan.customer = change.customer
    for i, line in enumerate(plan.added):
        line.position = position + i
        line.revision = order.revision + 1
    return plan


def _line(by_id: dict[UUID, OrderLine], change: EditChange, order: Order) -> OrderLine:
    found = by_id.get(change.line) if change.line else None
    if found is None:
        raise LineNotFound(number=order.number)
    return found


def _add(plan: Plan, order: Order, priced: PricedLine) -> None:
    line = frozen_line(order, 0, priced)
    plan.added.append(line)
    plan.changes.append(line_added(line, order.currency))


def _count(plan: Plan, order: Order, line: OrderLine, *, wanted: Decimal) -> None:
    """Make a line as many as wanted: fewer are called off, more come at the line's own price."""
    now = line.quantity - line.canceled
    if wanted < now:
        if now - wanted > free_of(line) or wanted < 0:
            raise more_than_left(order, line, free_of(line))
        _must_be_whole(line, wanted)
        plan.changes.append(take_back(order, line, now - wanted))
        plan.touched.append(line)
    elif wanted > now:
        _must_be_whole(line, wanted)
        again = line_again(order, line, wanted - now, price=line.unit_price)
        plan.added.append(again)
        plan.changes.append(line_added(again, order.currency))


def _reprice(plan: Plan, order: Order, line: OrderLine, *, price: Decimal) -> None:
    """Give what has not left a new price: it is called off, and comes again at the new one."""
    free = free_of(line)
    if not free:
        raise more_than_left(order, line, free)
    if price < 0 or not price.is_finite():
        raise OrderInvalid(errors={"price": "Use a price of nothing or more."})
    again = line_again(order, line, free, price=price)
    again.replaces = line.id
    plan.changes.append(take_back(order, line, free))
    plan.touched.append(line)
    plan.added.append(again)
    plan.changes.append(line_added(again, order.currency))


def _ship(plan: Plan, order: Order, charge: ShippingCharge | None) -> None:
    if charge is None:
        return
    before = shipping_added(order)
    if before.amounts.total:
        plan.changes.append(before.negated)
    amounts = LineAmounts(charge.net, charge.tax, charge.total)
    plan.changes.append(Change(None, Decimal(0), amounts, charge.tax_rate))
    plan.shipping = charge


def _priced(order: Order, asked: CartLine, price: Decimal | None, *, at: datetime) -> PricedLine:
    """Return what a new line costs on the order's channel, or at the price that was agreed."""
    site = get_site(order.site.number)
    cart = Cart(site=site, currency=order.currency, lines=(asked,), customer=Customer())
    (priced,) = price_cart(cart, at=at)
    if price is None:
        return priced
    if price < 0 or not price.is_finite():
        raise OrderInvalid(errors={"price": "Use a price of nothing or more."})
    agreed = Money(price, order.currency)
    amounts = rules.line_amounts(
        agreed,
        asked.quantity,
        tax_rate=priced.variant.tax_rate,
        includes_tax=site.channel.prices_include_tax,
    )
    return replace(priced, variant=replace(priced.variant, price=agreed), amounts=amounts)


def _must_be_whole(line: OrderLine, quantity: Decimal) -> None:
    if rules.whole_units([(line.unit, quantity)]):
        raise OrderInvalid(
            errors={"quantity": "This is sold by the piece. Ask for a whole number."}
        )


def _amounts(line: OrderLine, currency: str) -> LineAmounts:
    return LineAmounts(
        Money(line.net, currency), Money(line.tax, currency), Money(line.total, currency)
    )
