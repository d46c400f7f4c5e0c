"""What somebody wants to buy, and has not yet."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.checkout.models.columns import new_token
from guildhall.checkout.models.shipping import ShippingMethod
from guildhall.checkout.states import CART, CartKind, CartMove, CartState
from guildhall.kernel.ids import new_id


class Cart(models.Model):
    """A cart, a guest's or a customer's. Whoever has its token may fill it and check out.

    Who buys is personal: kept on this row, never in facts or logs, blanked when it is over.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    kind = models.CharField(max_length=8, default=CartKind.SHOPPER.value)
    state = models.CharField(max_length=10, default=CART.start.value)
    site = models.ForeignKey("organization.Site", models.PROTECT, related_name="+")
    channel = models.ForeignKey("organization.Channel", models.PROTECT, related_name="+")
    store = models.ForeignKey("organization.Store", models.PROTECT, related_name="+", null=True)
    currency = models.CharField(max_length=3)
    # A customer of this company, by id: a cart is thrown away and holds nobody back.
    customer = models.UUIDField(null=True)
    customer_group = models.CharField(max_length=40, default="")
    # Who holds its stock: a channel caps how much one may keep from others.
    holder = models.CharField(max_length=39, default="")
    name = models.CharField(max_length=120, default="")
    email = models.CharField(max_length=254, default="")
    phone = models.CharField(max_length=40, default="")
    shipping_address = models.JSONField(null=True)
    billing_address = models.JSONField(null=True)
    shipping_method = models.ForeignKey(
        ShippingMethod, models.SET_NULL, related_name="+", null=True
    )
    note = models.CharField(max_length=500, default="")
    reference = models.CharField(max_length=80, default="")
    made_by = models.CharField(max_length=80)
    held_since = models.DateTimeField(null=True)
    held_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    order_number = models.CharField(max_length=32, default="")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [
            models.Index(
                name="checkout_carts_ending",
                fields=["expires_at"],
                condition=Q(state=CartState.OPEN.value),
            ),
            models.Index(
                name="checkout_drafts",
                fields=["created_at", "id"],
                condition=Q(kind=CartKind.DRAFT.value),
            ),
        ]

    @property
    def hold(self) -> str:
        """The name under which its stock is held."""
        return f"cart:{self.id}"

    def move(self, move: CartMove) -> None:
        self.state = CART.after(CartState(self.state), move)


class CartLine(models.Model):
    """How much of an SKU is in a cart."""

    id = models.UUIDField(primary_key=True, default=new_id)
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines", db_index=False)
    sku = models.CharField(max_length=64)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="checkout_line_once", fields=["cart", "sku"]),
            models.CheckConstraint(name="checkout_line_positive", condition=Q(quantity__gt=0)),
        ]


class PaymentLink(models.Model):
    """An address by which a draft can be paid, until it expires or is revoked."""

    id = models.UUIDField(primary_key=True, default=new_id)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="links")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(db_default=Now())
