"""What an order is to be after an edit: the form is the wish, its changes are the difference."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from guildhall.kernel.money import Money
from guildhall.orders.queries import charge_for
from guildhall.orders.states import EditKind
from guildhall.orders.types import Customer, EditChange, OrderCard, OrderLineCard

SPARE = 2
MOST_NEW = 20
WHO = ("name", "email", "phone", "address")
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with the fields that change it; without `price` its price stays."""

    card: OrderLineCard
    quantity: BoundField
    price: BoundField | None


@dataclass(frozen=True, slots=True)
class NewRow:
    sku: BoundField
    quantity: BoundField
    price: BoundField | None


class EditForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    keep_customer = forms.BooleanField(label=_("Keep the new customer"), required=False)
    shipping = forms.ChoiceField(label=_("Way of shipping"), required=False)
    shipping_total = forms.DecimalField(
        label=_("Costs of shipping, with tax"), required=False, min_value=NONE, max_digits=14
    )

    def __init__(
        self,
        *args: Any,
        order: OrderCard,
        changes: Sequence[EditChange],
        methods: Iterable[tuple[str, str]],
        can_price: bool,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.order = order
        self.currency = order.row.total.currency
        self.lines = [line for line in order.lines if line.id and _now(line)]
        self.can_price = can_price
        self.customer = next((x.customer for x in changes if x.kind is EditKind.CUSTOMER), None)
        self._lines(changes)
        self._new([change for change in changes if change.kind is EditKind.ADD])
        self._ship(changes, dict(methods))
        self.initial["keep_customer"] = self.customer is not None

    def rows(self) -> Iterator[LineRow]:
        for line in self.lines:
            price = f"p-{line.id}"
            fixed = price not in self.fields
            yield LineRow(line, self[f"q-{line.id}"], None if fixed else self[price])

    def new_rows(self) -> Iterator[NewRow]:
        for i in range(self.more):
            price = self[f"price-{i}"] if self.can_price else None
            yield NewRow(self[f"sku-{i}"], self[f"many-{i}"], price)

    def changes(self) -> list[EditChange]:
        """Return what is to change; nothing where all is as it was."""
        return [*self._changed(), *self._added(), *self._readdressed(), *self._shipped()]

    def _lines(self, changes: Sequence[EditChange]) -> None:
        counts = {x.line: x.quantity for x in changes if x.kind is EditKind.QUANTITY}
        prices = {x.line: x.price for x in changes if x.kind is EditKind.PRICE}
        for line in self.lines:
            wanted = counts.get(line.id)
            self.fields[f"q-{line.id}"] = _number(
                _now(line) if wanted is None else wanted, _("Quantity"), places=3
            )
            if self.can_price and line.left > 0:
                price = prices.get(line.id)
                now = line.unit_price if price is None else Money(price, self.currency)
                self.fields[f"p-{line.id}"] = _amount(now, _("Price"))

    def _new(self, added: Sequence[EditChange]) -> None:
        self.more = min(len(added) + SPARE, MOST_NEW)
        for i in range(self.more):
            change = added[i] if i < len(added) else None
            self.fields[f"sku-{i}"] = forms.CharField(
                label=_("SKU"),
                max_length=64,
                required=False,
                initial=change.sku if change else "",
                widget=forms.TextInput(attrs={"aria-label": _("SKU"), "placeholder": "SKU"}),
            )
            many = change.quantity if change else None
            self.fields[f"many-{i}"] = _number(many, _("Quantity"), places=3)
            if self.can_price:
                price = change.price if change else None
                agreed = None if price is None else Money(price, self.currency)
                self.fields[f"price-{i}"] = _amount(agreed, _("Price, if agreed"))

    def _ship(self, changes: Sequence[EditChange], methods: dict[str, str]) -> None:
        asked = next((x.shipping for x in changes if x.kind is EditKind.SHIPPING), None)
        charge = asked or self.order.shipping
        self.methods = dict(methods)
        if charge and charge.code:
            self.methods.setdefault(charge.code, charge.name or charge.code)
        field = self.fields["shipping"]
        field.choices = [("", _("As it is")), *self.methods.items()]  # type: ignore[attr-defined]
        self.initial["shipping"] = asked.code if asked else ""
        self.initial["shipping_total"] = _told(charge.total) if charge else None

    def _changed(self) -> Iterator[EditChange]:
        for line in self.lines:
            wanted = self.cleaned_data.get(f"q-{line.id}")
            wanted = _now(line) if wanted is None else wanted
            price = self.cleaned_data.get(f"p-{line.id}")
            other = price is not None and price != line.unit_price.amount
            more = wanted > _now(line)
            if other and more:
                # What comes to a line comes at its old price: at a new one it is a line apart.
                extra = wanted - _now(line)
                yield EditChange(EditKind.ADD, sku=line.sku, quantity=extra, price=price)
            elif wanted != _now(line):
                yield EditChange(EditKind.QUANTITY, line=line.id, quantity=wanted)
            if other and wanted:
                yield EditChange(EditKind.PRICE, line=line.id, price=price)

    def _added(self) -> Iterator[EditChange]:
        for i in range(self.more):
            sku, many = self.cleaned_data.get(f"sku-{i}"), self.cleaned_data.get(f"many-{i}")
            if sku and many != NONE:
                price = self.cleaned_data.get(f"price-{i}")
                yield EditChange(EditKind.ADD, sku=sku, quantity=many or Decimal(1), price=price)

    def _readdressed(self) -> Iterator[EditChange]:
        given = {name: self.cleaned_data.get(name, "") for name in WHO}
        if any(given.values()):
            yield EditChange(EditKind.CUSTOMER, customer=Customer(**given))
        elif self.customer and self.cleaned_data.get("keep_customer"):
            yield EditChange(EditKind.CUSTOMER)

    def _shipped(self) -> Iterator[EditChange]:
        charge = self.order.shipping
        total = self.cleaned_data.get("shipping_total")
        code = self.cleaned_data.get("shipping") or (charge.code if charge else "")
        before = charge.total.amount if charge else NONE
        after = before if total is None else total
        if after == before and code == (charge.code if charge else ""):
            return
        cost = Money(after, self.currency)
        name = str(self.methods.get(code, code))
        asked = charge_for(self.order.row.number, code=code, name=name, total=cost)
        yield EditChange(EditKind.SHIPPING, shipping=asked)


def _now(line: OrderLineCard) -> Decimal:
    return line.quantity - line.counts.get("canceled", NONE)


def _number(value: Decimal | None, label: Any, *, places: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=NONE,
        max_digits=14,
        decimal_places=places,
        initial=None if value is None else _plain(value),
        widget=forms.NumberInput(
            attrs={"inputmode": "decimal", "min": "0", "step": "any", "aria-label": label}
        ),
    )


def _amount(value: Money | None, label: Any) -> forms.DecimalField:
    field = _number(None, label, places=4)
    field.initial = None if value is None else _told(value)
    return field


def _told(value: Money) -> str:
    """Return an amount with the decimals of its currency, or all that it has."""
    whole = value.rounded().amount
    return f"{whole:f}" if whole == value.amount else _plain(value.amount)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
