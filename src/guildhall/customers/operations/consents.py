"""What customers say about offers. Every word is kept; the last one counts."""

from django.db import transaction

from guildhall.customers.errors import CustomerInvalid
from guildhall.customers.events import ConsentGiven, ConsentWithdrawn
from guildhall.customers.models import Consent, Customer
from guildhall.customers.operations.locks import live, own
from guildhall.customers.rules.drafts import consent_faults
from guildhall.customers.states import ConsentSource
from guildhall.customers.types import Shopper
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def note_consent(
    number: str, channel: str, *, given: bool, source: str, text_version: str, stamp: Stamp
) -> None:
    """Keep that a customer said yes or no to offers by one way, and to which text.

    Refuses with NoSuchCustomer, NotPermitted, MergedInto, CustomerIsGone or CustomerInvalid.
    """
    row = live(number, stamp=stamp)
    _note(row, channel, given=given, source=source, text_version=text_version, stamp=stamp)


@transaction.atomic
def note_own_consent(
    shopper: Shopper, channel: str, *, given: bool, text_version: str, stamp: Stamp
) -> None:
    """Keep what whoever is signed in says. Refuses with CustomerIsGone or CustomerInvalid."""
    source = ConsentSource.STOREFRONT
    row = own(shopper)
    _note(row, channel, given=given, source=source, text_version=text_version, stamp=stamp)


def _note(
    row: Customer, channel: str, *, given: bool, source: str, text_version: str, stamp: Stamp
) -> None:
    if wrong := consent_faults(channel, source, text_version):
        raise CustomerInvalid(errors=wrong)
    said = {"channel": str(channel), "source": str(source), "text_version": text_version.strip()}
    Consent.objects.create(customer=row, is_given=given, at=stamp.at, **said)
    happened = ConsentGiven if given else ConsentWithdrawn
    record(happened(number=row.number, stamp=stamp, **said))
