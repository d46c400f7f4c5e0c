"""Customers, and couriers that keep what they are given to take along."""

from dataclasses import dataclass, field

from guildhall.customers.models import Customer, SignInCode
from guildhall.customers.operations import add_customer, make_code, sign_in
from guildhall.customers.operations.shoppers import ask_code
from guildhall.customers.ports import CodeToSend
from guildhall.customers.types import AddressDraft, CustomerDraft, Shopper
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import SiteCard

HOME = AddressDraft(
    recipient="Alice Miller",
    country="US",
    region="CA",
    city="Springfield",
    postcode="90210",
    line1="1 Long Road",
    is_shipping_default=True,
)


@dataclass(frozen=True, slots=True)
class Satchel:
    """A courier who arrives nowhere: what was sent stands in a list."""

    sent: list[CodeToSend] = field(default_factory=list)

    def send(self, code: CodeToSend) -> None:
        self.sent.append(code)


def make_customer(
    name: str = "Alice Miller", *contacts: str, group: str = "", stamp: Stamp
) -> Customer:
    draft = CustomerDraft(name=name, group=group)
    made = add_customer(draft, contacts=contacts or ("alice@example.com",), stamp=stamp)
    return Customer.objects.get(number=made.row.number)


def code_for(contact: str, *, site: SiteCard, stamp: Stamp) -> str:
    """Ask for a code and return it, as the mail would say it."""
    ask_code(contact, site=site, locale="", stamp=stamp)
    row = SignInCode.objects.order_by("-asked_at", "-id").first()
    assert row is not None
    made = make_code(row.id, stamp=stamp)
    assert made is not None
    return made[1].code


def signed_in(contact: str, *, site: SiteCard, stamp: Stamp) -> tuple[str, Shopper]:
    """Let somebody sign in; return their token and who they are."""
    code = code_for(contact, site=site, stamp=stamp)
    told = sign_in(contact, code, site=site, key="k", device="test", stamp=stamp)
    return told.token, told.shopper
