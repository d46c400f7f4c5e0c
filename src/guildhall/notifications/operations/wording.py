"""What a brand says in its mails, and how they look."""

from dataclasses import asdict

from django.db import transaction

from guildhall.kernel.changes import edit
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.notifications import rules
from guildhall.notifications.errors import LookInvalid, NoSuchBrand, WordingInvalid
from guildhall.notifications.events import LookKept, WordingKept
from guildhall.notifications.models import BrandLook, MailWording
from guildhall.notifications.queries.letters import language_of
from guildhall.notifications.states import MailKind
from guildhall.notifications.types import Look, Words
from guildhall.organization.queries import list_brands


@transaction.atomic
def keep_words(brand: str, kind: MailKind, words: Words, *, locale: str, stamp: Stamp) -> None:
    """Let a brand's mails of one kind say this in one language.

    Refuses with NoSuchBrand, NotPermitted or WordingInvalid.
    """
    _must(brand, stamp)
    if wrong := rules.faults(kind, words):
        raise WordingInvalid(errors=wrong)
    where = {"brand": brand, "kind": str(kind), "locale": language_of(locale)}
    row, _ = MailWording.objects.select_for_update().get_or_create(
        **where, defaults={"updated_at": stamp.at}
    )
    changes = edit(row, **asdict(words))
    if changes:
        row.updated_at = stamp.at
        row.save()
        record(WordingKept(**where, stamp=stamp), changes=changes)


@transaction.atomic
def keep_look(brand: str, look: Look, *, stamp: Stamp) -> None:
    """Let a brand's mails look like this.

    Refuses with NoSuchBrand, NotPermitted or LookInvalid.
    """
    _must(brand, stamp)
    if wrong := rules.look_faults(look):
        raise LookInvalid(errors=wrong)
    row, _ = BrandLook.objects.select_for_update().get_or_create(
        brand=brand, defaults={"updated_at": stamp.at}
    )
    changes = edit(row, **asdict(look))
    if changes:
        row.updated_at = stamp.at
        row.save()
        record(LookKept(brand=brand, stamp=stamp), changes=changes)


def _must(brand: str, stamp: Stamp) -> None:
    if brand not in list_brands():
        raise NoSuchBrand(brand=brand)
    stamp.by.must("organization:edit", scope=(f"brand:{brand}",))
