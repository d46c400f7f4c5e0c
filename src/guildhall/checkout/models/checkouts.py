"""How an order is made of a cart: what has been done, what is next, and until when."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.checkout.models.carts import Cart
from guildhall.checkout.models.columns import money, new_token
from guildhall.checkout.states import (
    CHECKOUT,
    LIVING,
    MAKING,
    CheckoutMove,
    CheckoutState,
    StepState,
)
from guildhall.kernel.ids import new_id
from guildhall.kernel.money import Money

MAKES = Q(state__in=[state.value for state in MAKING])
ALIVE = Q(state__in=[state.value for state in LIVING])


class Checkout(models.Model):
    """One try to make an order of a cart. A cart has one at a time that is not over.

    `next_at` is when a sweep takes it up if nobody else has; `lease_until` is how long somebody
    is at it; at `deadline` it is called off, after its providers have been asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    cart = models.ForeignKey(Cart, models.PROTECT, related_name="checkouts")
    order_number = models.CharField(max_length=32, db_index=True)
    scopes = models.JSONField()
    state = models.CharField(max_length=10, default=CHECKOUT.start.value)
    waits_for = models.CharField(max_length=12, default="")
    # What it failed for: the code of a refusal, or a reason of a provider.
    reason = models.CharField(max_length=80, default="")
    currency = models.CharField(max_length=3)
    total = money()
    return_url = models.CharField(max_length=500, default="")
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(name="checkout_due", fields=["next_at"], condition=ALIVE),
            models.Index(name="checkout_page", fields=["updated_at", "id"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="checkout_one_at_a_time", fields=["cart"], condition=MAKES
            )
        ]

    def move(self, move: CheckoutMove) -> None:
        self.state = CHECKOUT.after(CheckoutState(self.state), move)

    def in_currency(self, amount: object) -> Money:
        return Money(amount, self.currency)  # type: ignore[arg-type]


class CheckoutStep(models.Model):
    """One step of a checkout. Each tender has one that asks for its money."""

    id = models.UUIDField(primary_key=True, default=new_id)
    checkout = models.ForeignKey(Checkout, models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    state = models.CharField(max_length=10, default=StepState.WAITING.value)
    # Of a step that moves money: by whom, how, how much, and which payment and call it is.
    provider = models.CharField(max_length=40, default="")
    way = models.CharField(max_length=40, default="")
    amount = money(null=True)
    payment = models.UUIDField(null=True)
    call = models.UUIDField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=80, default="")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="checkout_step_once", fields=["checkout", "position"])
        ]
