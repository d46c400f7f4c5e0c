"""Who buys here: customers with their contacts, addresses, consents, and how they sign in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guildhall.customers.states import CUSTOMER, CustomerKind, CustomerMove, CustomerState
from guildhall.customers.types import version_of
from guildhall.kernel.ids import new_id
from guildhall.kernel.ledgers import Ledger
from guildhall.kernel.numbers import NextNumber

SERIES = "customers_number_seq"


class Customer(models.Model):
    """A person or an organization. Who was merged points at whom they turned out to be.

    `scopes` is where they are known: the channels and brands on which they bought or signed in.
    `group` is whose prices they pay (a price list's `customer_group`).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=12, default=CustomerKind.PERSON.value)
    name = models.CharField(max_length=120, default="")
    contact_name = models.CharField(max_length=120, default="")
    tax_number = models.CharField(max_length=40, default="")
    locale = models.CharField(max_length=20, default="")
    group = models.CharField(max_length=40, default="")
    state = models.CharField(max_length=12, default=CUSTOMER.start.value)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    # When they first signed in; whoever never did is known from orders or from staff alone.
    member_since = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(db_default=Now())

    # Told in facts as changed, never as what they were.
    personal = frozenset({"name", "contact_name", "tax_number"})

    class Meta:
        indexes: ClassVar = [
            models.Index(name="customers_page", fields=["updated_at", "id"]),
            models.Index(name="customers_newest", fields=["created_at", "id"]),
            models.Index(
                name="customers_merged",
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="customers_merged_into",
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
            )
        ]

    @property
    def version(self) -> str:
        return version_of(self.id, self.updated_at)

    def move(self, move: CustomerMove) -> None:
        self.state = CUSTOMER.after(CustomerState(self.state), move)


class Contact(models.Model):
    """An e-mail address or a phone number in its one written form: of one customer at most."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=254)
    is_primary = models.BooleanField(default=False)
    # When a code that was sent there came back.
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="customers_contact_once", fields=["kind", "value"]),
            models.UniqueConstraint(
                name="customers_contact_primary",
                fields=["customer", "kind"],
                condition=Q(is_primary=True),
            ),
        ]


class Address(models.Model):
    """Where things of a customer's go."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    recipient = models.CharField(max_length=120)
    company = models.CharField(max_length=120, default="")
    phone = models.CharField(max_length=40, default="")
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=80, default="")
    city = models.CharField(max_length=80)
    postcode = models.CharField(max_length=20, default="")
    line1 = models.CharField(max_length=160)
    line2 = models.CharField(max_length=160, default="")
    is_shipping_default = models.BooleanField(default=False)
    is_billing_default = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="customers_shipping_default",
                fields=["customer"],
                condition=Q(is_shipping_default=True),
            ),
            models.UniqueConstraint(
                name="customers_billing_default",
                fields=["customer"],
                condition=Q(is_billing_default=True),
            ),
        ]
        indexes: ClassVar = [models.Index(name="customers_address_of", fields=["customer"])]


class Consent(models.Model):
    """That somebody said yes or no to offers one way, to which words. The last one counts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12)
    is_given = models.BooleanField()
    source = models.CharField(max_length=12)
    text_version = models.CharField(max_length=40)
    at = models.DateTimeField()

    ledger = Ledger()

    class Meta:
        indexes: ClassVar = [
            models.Index(name="customers_consent_last", fields=["customer", "channel", "at"])
        ]


class Merge(models.Model):
    """That two customers turned out to be one. `moved` is who followed, so it can be undone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    survivor = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    merged = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    moved = models.JSONField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    ledger = Ledger(mutable=("undone_at",))

    class Meta:
        indexes: ClassVar = [models.Index(name="customers_merge_of", fields=["survivor", "at"])]


class SignInCode(models.Model):
    """A code that was sent to an address, so that whoever reads there may come in, once.

    The worker that sends it makes it: until then there is no digest.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=254)
    site = models.PositiveIntegerField()
    locale = models.CharField(max_length=20)
    code_digest = models.CharField(max_length=64, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(name="customers_code_last", fields=["kind", "value", "asked_at"]),
            models.Index(name="customers_code_age", fields=["expires_at"]),
        ]


class ShopperSession(models.Model):
    """A browser or app in which a customer is signed in. Of its token only the digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    site = models.PositiveIntegerField()
    device = models.CharField(max_length=80, default="")
    begun_at = models.DateTimeField()
    used_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(name="customers_session_of", fields=["customer", "begun_at"]),
            models.Index(name="customers_session_age", fields=["expires_at"]),
        ]


def next_number() -> NextNumber:
    return NextNumber(SERIES, prefix="CUS-")
