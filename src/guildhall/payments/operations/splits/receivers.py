"""Receivers are named; the provider hears of each after this."""

from uuid import UUID

from django.db import transaction

from guildhall.kernel import vault
from guildhall.kernel.events import record
from guildhall.kernel.ids import new_id
from guildhall.kernel.stamp import Stamp
from guildhall.payments import rules
from guildhall.payments.errors import AccountNotFound, NotOffered, ReceiverExists
from guildhall.payments.events.splits import ReceiverAdded
from guildhall.payments.models import ProviderAccount, SplitReceiver
from guildhall.payments.ports import provider
from guildhall.payments.states import Ability
from guildhall.payments.types.shares import NewReceiver


@transaction.atomic
def add_receiver(account: str, receiver: NewReceiver, *, stamp: Stamp) -> UUID:
    """Name who may be given shares of an account's charges; return them.

    The same again changes nothing. Refuses with NotPermitted, AccountNotFound, NotOffered,
    ProviderNotBound or, under a code of somebody else, ReceiverExists.
    """
    stamp.by.must("payments:edit")
    row = ProviderAccount.objects.select_for_update().filter(code=account).first()
    if row is None:
        raise AccountNotFound(account=account)
    if Ability.SPLIT not in provider(row.provider).abilities:
        raise NotOffered(provider=row.provider, ability=Ability.SPLIT)
    known = SplitReceiver.objects.filter(account=row, code=receiver.code).first()
    if known is not None:
        if (known.kind, known.vendor_account) != (receiver.kind, receiver.vendor_account):
            raise ReceiverExists(receiver=receiver.code)
        return known.id

    named = vault.seal(receiver.name, purpose=rules.NAMES) if receiver.name else ""
    made = SplitReceiver.objects.create(
        id=new_id(),
        account=row,
        code=receiver.code,
        kind=receiver.kind,
        vendor_account=receiver.vendor_account,
        relation=receiver.relation,
        sealed_name=named,
        actor=stamp.by.name,
        created_at=stamp.at,
        next_at=stamp.at,
    )
    record(ReceiverAdded(account=account, receiver=receiver.code, stamp=stamp))
    return made.id
