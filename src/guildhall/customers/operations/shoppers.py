"""How customers come in at a storefront: by a code that is sent to them, once."""

import secrets
from uuid import UUID

from django.db import transaction
from django.db.models import F

from guildhall.customers.errors import (
    CodeWrong,
    CustomerInvalid,
    SessionNotFound,
    ShopperBlocked,
)
from guildhall.customers.events import ContactVerified, ShopperSignedIn, ShopperSignedOut
from guildhall.customers.models import Contact, Customer, ShopperSession, SignInCode
from guildhall.customers.operations.locks import claim
from guildhall.customers.operations.people import NOT_A_CONTACT, made, put, touched, widened
from guildhall.customers.ports import CodeToSend, courier_for, send_on_commit
from guildhall.customers.queries.families import ids_of
from guildhall.customers.queries.shoppers import shopper
from guildhall.customers.rules import codes
from guildhall.customers.rules.contacts import contact_of, region_of
from guildhall.customers.states import ContactKind, CustomerState
from guildhall.customers.types import CustomerDraft, Shopper, SignedIn
from guildhall.kernel.events import record
from guildhall.kernel.rates import Bucket, CallsTooFast, take
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.vault import peppers
from guildhall.organization.queries import get_site
from guildhall.organization.types import SiteCard

PEPPER = "shopper-code"
# So many codes to one address, and so many from one network: alike for whoever has an account.
TO_ONE = (5, 900)
FROM_ONE_PLACE = (300, 300)


@transaction.atomic
def ask_code(contact: str, *, site: SiteCard, locale: str, stamp: Stamp) -> None:
    """Have a code sent to an e-mail address or a phone number, whoever reads there.

    Refuses with NotPermitted, CustomerInvalid or CallsTooFast, whether or not anybody has an
    account: a first code makes one.
    """
    stamp.by.must("carts:edit", "checkout:edit", scope=site.channel.scopes)
    kind, value = _readable(contact, site)
    if courier_for(kind) is None:
        raise CustomerInvalid(errors={"contact": "No codes are sent to phone numbers here."})
    _must_have_room(value, stamp)
    row = SignInCode.objects.create(
        kind=kind,
        value=value,
        site=site.number,
        locale=locale or site.locale,
        asked_at=stamp.at,
        expires_at=stamp.at + codes.LASTS,
    )
    send_on_commit(row.id)


@transaction.atomic
def make_code(code: UUID, *, stamp: Stamp) -> tuple[str, CodeToSend] | None:
    """Make the code that was asked for; return by which way it goes, and what is sent.

    None where it is too late: it was used, or asked for long ago. Made again, it is another.
    """
    stamp.by.must("customers:edit")
    row = SignInCode.objects.select_for_update().filter(id=code, used_at=None).first()
    if row is None or row.expires_at <= stamp.at:
        return None
    plain = codes.plain_code(secrets.randbelow(10**codes.DIGITS))
    row.code_digest = codes.code_digest(plain, row=row.id, pepper=peppers(PEPPER)[0])
    row.save(update_fields=["code_digest"])
    brand = get_site(row.site).channel.brand
    minutes = int(codes.LASTS.total_seconds()) // 60
    return row.kind, CodeToSend(row.value, plain, brand, row.locale, minutes)


def sign_in(
    contact: str, code: str, *, site: SiteCard, key: str, device: str, stamp: Stamp
) -> SignedIn:
    """Let in whoever has the code; the same call again, known by its key, is told the same.

    A try is counted and kept before the code is looked at, so that five are five. Refuses with
    NotPermitted, CustomerInvalid, CodeWrong or ShopperBlocked.
    """
    stamp.by.must("carts:edit", "checkout:edit", scope=site.channel.scopes)
    kind, value = _readable(contact, site)
    row = _count_try(kind, value, stamp=stamp)
    if row is None:
        raise CodeWrong
    return _begin(row, code, site=site, key=key, device=device, stamp=stamp)


@transaction.atomic
def _count_try(kind: str, value: str, *, stamp: Stamp) -> UUID | None:
    """Take one of the five tries at the latest code; None where none is left."""
    last = SignInCode.objects.filter(kind=kind, value=value).order_by("-asked_at", "-id").first()
    if last is None:
        return None
    tried = SignInCode.objects.filter(
        id=last.id, expires_at__gt=stamp.at, tries__lt=codes.MOST_TRIES
    )
    return last.id if tried.update(tries=F("tries") + 1) else None


@transaction.atomic
def _begin(
    code: UUID, plain: str, *, site: SiteCard, key: str, device: str, stamp: Stamp
) -> SignedIn:
    row = SignInCode.objects.select_for_update().get(id=code)
    known = peppers(PEPPER)
    if not codes.is_code(plain.strip(), row.code_digest, row=row.id, peppers=known):
        raise CodeWrong
    token = codes.token_for(row.id, key=key, pepper=known[0])
    if row.used_at is not None:
        return _again(row, token)
    customer = _who_reads_at(row, site, stamp=stamp)
    row.used_at = stamp.at
    row.save(update_fields=["used_at"])
    session = ShopperSession.objects.create(
        id=row.id,
        customer=customer,
        token_digest=codes.token_digest(token),
        site=site.number,
        device=device[:80],
        begun_at=stamp.at,
        used_at=stamp.at,
        expires_at=stamp.at + codes.SESSION_LASTS,
    )
    record(ShopperSignedIn(number=customer.number, session=row.id, site=site.number, stamp=stamp))
    return SignedIn(token, shopper(customer, session), session.expires_at)


@transaction.atomic
def sign_out(signed_in: Shopper, session: UUID, *, stamp: Stamp) -> None:
    """End one of a customer's own sessions. Refuses with SessionNotFound."""
    theirs = ShopperSession.objects.filter(customer__in=ids_of(signed_in.id), ended_at=None)
    if not theirs.filter(id=session).update(ended_at=stamp.at):
        raise SessionNotFound
    record(ShopperSignedOut(number=signed_in.number, session=session, stamp=stamp))


@transaction.atomic
def note_session_used(signed_in: Shopper, *, stamp: Stamp) -> None:
    """Note that a session is in use, at most once an hour."""
    before = stamp.at - codes.NOTED_EVERY
    used = ShopperSession.objects.filter(id=signed_in.session, used_at__lt=before)
    used.update(used_at=stamp.at)


@transaction.atomic
def drop_old_codes(*, stamp: Stamp) -> int:
    """Forget codes and sessions that are over; return how many."""
    stamp.by.must("customers:edit")
    old, _ = SignInCode.objects.filter(expires_at__lt=stamp.at - codes.NOTED_EVERY).delete()
    over, _ = ShopperSession.objects.filter(expires_at__lt=stamp.at).delete()
    return old + over


def _again(row: SignInCode, token: str) -> SignedIn:
    """Tell the same session once more to the call that began it, and to no other."""
    digest = codes.token_digest(token)
    session = (
        ShopperSession.objects.select_related("customer__merged_into")
        .filter(id=row.id, token_digest=digest, ended_at=None)
        .first()
    )
    if session is None:
        raise CodeWrong
    customer = session.customer.merged_into or session.customer
    return SignedIn(token, shopper(customer, session), session.expires_at)


def _who_reads_at(row: SignInCode, site: SiteCard, *, stamp: Stamp) -> Customer:
    """Return who has the contact that the code was sent to: known, or new. Refuses if blocked."""
    claim([(row.kind, row.value)])
    contact = Contact.objects.select_related("customer").filter(kind=row.kind, value=row.value)
    found = contact.first()
    if found is None:
        scopes = site.channel.scopes
        customer = made(
            CustomerDraft(locale=row.locale), scopes=scopes, source="shop", stamp=stamp
        )
        found = put(customer, ContactKind(row.kind), row.value, stamp=stamp)
    root = found.customer.merged_into_id or found.customer_id
    customer = Customer.objects.select_for_update().get(id=root)
    if customer.state == CustomerState.BLOCKED:
        raise ShopperBlocked
    _verify(found, customer, site, stamp=stamp)
    return customer


def _verify(contact: Contact, customer: Customer, site: SiteCard, *, stamp: Stamp) -> None:
    changed = ["scopes"] if widened(customer, site.channel.scopes) else []
    if customer.member_since is None:
        customer.member_since = stamp.at
        changed.append("member_since")
    if changed:
        touched(customer, *changed, stamp=stamp)
    if contact.verified_at is None:
        contact.verified_at = stamp.at
        contact.save(update_fields=["verified_at"])
        told = ContactVerified(
            number=customer.number, customer=customer.id, kind=contact.kind, stamp=stamp
        )
        record(told)


def _readable(contact: str, site: SiteCard) -> tuple[str, str]:
    channel = site.channel
    region = region_of(
        tax_region=channel.tax_region, locale=site.locale, currency=channel.currency
    )
    found = contact_of(contact, region=region)
    if found is None:
        raise CustomerInvalid(errors={"contact": NOT_A_CONTACT})
    return found


def _must_have_room(value: str, stamp: Stamp) -> None:
    """Refuse with CallsTooFast where codes are asked for too often."""
    place = stamp.origin.address or "nowhere"
    taken = take(
        Bucket("shopper-code", codes.token_digest(value)[:32], *TO_ONE),
        Bucket("shopper-place", codes.token_digest(place)[:32], *FROM_ONE_PLACE),
    )
    if not taken.passes:
        raise CallsTooFast(seconds=taken.again_in)
