"""How customers are called well, by staff's programs and by shoppers, and what must be there."""

from datetime import timedelta
from uuid import UUID

from guildhall.customers import operations
from guildhall.customers.models import (
    Address,
    Contact,
    Customer,
    ShopperSession,
    SignInCode,
)
from guildhall.customers.operations.shoppers import PEPPER
from guildhall.customers.queries import who_has
from guildhall.customers.rules.codes import code_digest, token_digest
from guildhall.customers.types import AddressDraft, Buyer
from guildhall.kernel.ids import new_id
from guildhall.kernel.redis import redis
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.vault import peppers
from guildhall.orders.models import Order
from tests.factories.company import SITE
from tests.isolation.call import FRESH, REASON, Call

TOKEN = "gst_of-the-matrix"
CODE = "123456"
WHERE = ("channel:web", "brand:house")
THING = "0199aaaa-0000-7000-8000-000000000001"
STANDING = "0199aaaa-0000-7000-8000-000000000002"
OTHER = "CUS-OTHER"


def make_known(name: str, stamp: Stamp) -> dict[str, str]:
    """Let a customer be known on the channel of our callers; return their number."""
    buyer = Buyer(name, f"{name.lower()}@example.com", "", "US", "en", WHERE)
    found = operations.know_buyer(buyer, stamp=stamp)
    assert found is not None
    _session(found, UUID(STANDING), TOKEN, stamp)
    return {"customer": Customer.objects.get(id=found).number}


def _ours() -> Customer:
    found = who_has([("email", "apple@example.com")])[("email", "apple@example.com")]
    return Customer.objects.get(id=found)


def _contact(_number: str, stamp: Stamp) -> None:
    Contact.objects.filter(id=THING).delete()
    value = f"c{new_id().hex[-12:]}@example.com"
    Contact.objects.create(
        id=UUID(THING), customer=_ours(), kind="email", value=value, created_at=stamp.at
    )


def _address(_number: str, stamp: Stamp) -> None:
    Address.objects.filter(customer=_ours()).delete()
    draft = AddressDraft("A", "US", "Springfield", "1 Road")
    made = operations.add_address(_ours().number, draft, stamp=stamp)
    Address.objects.filter(id=made).update(id=UUID(THING))


def _other(_number: str, stamp: Stamp) -> None:
    """Let there be somebody else who is merged into nobody."""
    Customer.objects.filter(number=OTHER).update(number=f"CUS-{new_id().hex[-12:]}")
    Customer.objects.create(
        number=OTHER, scopes=list(WHERE), created_at=stamp.at, updated_at=stamp.at
    )


def _merged(number: str, stamp: Stamp) -> None:
    _other(number, stamp)
    operations.merge_customers(_ours().number, OTHER, stamp=stamp)


def _active(_number: str, _stamp: Stamp) -> None:
    Customer.objects.filter(id=_ours().id).update(state="active")


def _blocked(_number: str, _stamp: Stamp) -> None:
    Customer.objects.filter(id=_ours().id).update(state="blocked")


def _session(customer: UUID, key: UUID, token: str, stamp: Stamp) -> None:
    ShopperSession.objects.filter(id=key).delete()
    ShopperSession.objects.create(
        id=key,
        customer_id=customer,
        token_digest=token_digest(token),
        site=SITE,
        begun_at=stamp.at,
        used_at=stamp.at,
        expires_at=stamp.at + timedelta(days=1),
    )


def _signed_in(number: str, stamp: Stamp) -> None:
    """Let our customer be signed in twice: with the token that is shown, and elsewhere."""
    _active(number, stamp)
    _session(_ours().id, UUID(THING), "gst_another", stamp)
    Order.objects.filter(number=number).update(customer_id=_ours().id)


def _with_address(number: str, stamp: Stamp) -> None:
    _signed_in(number, stamp)
    _address(number, stamp)


def _unasked(_number: str, _stamp: Stamp) -> None:
    """Let nobody have asked for a code yet: callers here share one address."""
    for key in redis().scan_iter(match="*:shopper-*"):
        redis().delete(key)


def _code(number: str, stamp: Stamp) -> None:
    """Let a code wait that is good."""
    _active(number, stamp)
    row = SignInCode(
        kind="email",
        value="apple@example.com",
        site=SITE,
        locale="en",
        asked_at=stamp.at,
        expires_at=stamp.at + timedelta(minutes=10),
    )
    row.code_digest = code_digest(CODE, row=row.id, pepper=peppers(PEPPER)[0])
    row.save(force_insert=True)


ADDRESS = {"recipient": "A", "country": "US", "city": "Springfield", "line1": "1 Road"}
CONSENT = {"given": True, "text_version": "1"}
SHOWN = {"Shopper-Token": TOKEN}
ONE = {"contact": THING, "address": THING, "session": THING, "way": "email", "merged": OTHER}
BASE = "/api/v1/customers"
SHOP = "/storefront/v1/customers"
OF_STAFF = {
    f"GET {BASE}": Call({"limit": 200}),
    f"POST {BASE}": Call(body={"name": FRESH}),
    f"GET {BASE}/{{customer_number}}": Call(),
    f"PUT {BASE}/{{customer_number}}": Call(body={"name": "Apple"}, prepare=_active),
    f"POST {BASE}/{{customer_number}}/looks": Call(body={"reason": "delivery"}),
    f"POST {BASE}/{{customer_number}}/block": Call(body=REASON, prepare=_active),
    f"POST {BASE}/{{customer_number}}/unblock": Call(body=REASON, prepare=_blocked),
    f"POST {BASE}/{{customer_number}}/contacts": Call(body={"contact": "+12025550114"}),
    f"DELETE {BASE}/{{customer_number}}/contacts/{{contact}}": Call(prepare=_contact, path=ONE),
    f"POST {BASE}/{{customer_number}}/addresses": Call(body=ADDRESS, prepare=_address),
    f"PUT {BASE}/{{customer_number}}/addresses/{{address}}": Call(
        body=ADDRESS, prepare=_address, path=ONE
    ),
    f"DELETE {BASE}/{{customer_number}}/addresses/{{address}}": Call(prepare=_address, path=ONE),
    f"PUT {BASE}/{{customer_number}}/consents/{{way}}": Call(body=CONSENT, path=ONE),
    f"GET {BASE}/{{customer_number}}/merges": Call(),
    f"GET {BASE}/{{customer_number}}/duplicates": Call(),
    f"POST {BASE}/{{customer_number}}/merges": Call(body={"merged": OTHER}, prepare=_other),
    f"DELETE {BASE}/{{customer_number}}/merges/{{merged}}": Call(prepare=_merged, path=ONE),
}
OF_SHOPPERS = {
    f"POST {SHOP}/codes": Call(body={"site": SITE, "contact": "c@example.com"}, prepare=_unasked),
    f"POST {SHOP}/sessions": Call(
        body={"site": SITE, "contact": "apple@example.com", "code": CODE}, prepare=_code
    ),
    **{
        f"{method} {SHOP}/{rest}": Call(body=body, prepare=prepare, path=ONE, headers=SHOWN)
        for method, rest, body, prepare in (
            ("GET", "sessions", None, _signed_in),
            ("DELETE", "sessions/{session}", None, _signed_in),
            ("GET", "me", None, _signed_in),
            ("PUT", "me", {"name": "Apple"}, _signed_in),
            ("POST", "me/addresses", ADDRESS, _with_address),
            ("PUT", "me/addresses/{address}", ADDRESS, _with_address),
            ("DELETE", "me/addresses/{address}", None, _with_address),
            ("PUT", "me/consents/{way}", CONSENT, _signed_in),
            ("GET", "me/orders", None, _signed_in),
            ("GET", "me/orders/{number}", None, _signed_in),
        )
    },
}
CUSTOMER_CALLS = {**OF_STAFF, **OF_SHOPPERS}
