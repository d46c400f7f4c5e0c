"""Price lists: made, changed, switched off. What stands on them is in `prices`."""

import re
from dataclasses import asdict

from babel.numbers import list_currencies
from django.db import transaction

from guildhall.catalog.errors import PriceListInvalid, PriceListNotFound, PriceListTaken
from guildhall.catalog.events import PriceListChanged, PriceListMade
from guildhall.catalog.models import PriceList, Variant
from guildhall.catalog.queries import EPOCH
from guildhall.catalog.queries.price_lists import card_of
from guildhall.catalog.types.price_lists import PriceListCard, PriceListDraft
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import ChannelCard

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
GROUP = re.compile(r"[A-Za-z0-9._-]{0,40}")
FARTHEST = 1_000
# What changes which price a variant has; a title does not.
COUNTS = frozenset({"customer_group", "priority", "starts_at", "ends_at", "is_active"})


@transaction.atomic
def make_price_list(
    code: str, *, channel: ChannelCard, currency: str, draft: PriceListDraft, stamp: Stamp
) -> PriceListCard:
    """Make a list of prices of a channel, for everybody or one group, in one currency.

    Refuses with NotPermitted, PriceListInvalid or PriceListTaken.
    """
    stamp.by.must("prices:edit", scope=channel.scopes)
    wrong = _faults(draft)
    if not CODE.fullmatch(code):
        wrong["code"] = N_("Use 1 to 64 letters, digits, dots, dashes and underscores.")
    if currency not in list_currencies():
        wrong["currency"] = N_("Use a currency such as USD.")
    if wrong:
        raise PriceListInvalid(errors=wrong)
    row, new = PriceList.objects.get_or_create(
        code=code,
        defaults={
            "channel_id": channel.id,
            "currency": currency,
            "updated_at": stamp.at,
            **asdict(draft),
        },
    )
    if not new:
        raise PriceListTaken(code=code, errors={"code": N_("Choose another code.")})

    record(PriceListMade(code=code, channel=channel.code, currency=currency, stamp=stamp))
    return _card(row)


@transaction.atomic
def change_price_list(
    code: str, *, draft: PriceListDraft, stamp: Stamp, expected: Expected = WHATEVER
) -> PriceListCard:
    """Say for whom a list is, when, before which others, or that it counts no longer.

    Refuses with PriceListNotFound, NotPermitted, ChangedMeanwhile or PriceListInvalid.
    """
    rows = PriceList.objects.select_related("channel__brand").filter(code=code)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise PriceListNotFound(code=code)
    card = card_of(row)
    stamp.by.must("prices:edit", scope=card.scopes)
    expected.must_be(card.version)
    if wrong := _faults(draft):
        raise PriceListInvalid(errors=wrong)
    changes = edit(row, **asdict(draft))
    if not changes:
        return card

    row.updated_at = stamp.at
    row.save(update_fields=[*changes, "updated_at"])
    if COUNTS & changes.keys():
        priced = row.prices.values("variant")
        Variant.objects.filter(pk__in=priced).update(updated_at=stamp.at)
        move_epoch_on_commit(EPOCH)
    record(PriceListChanged(code=code, stamp=stamp), changes=changes)
    return card_of(row)


def _faults(draft: PriceListDraft) -> dict[str, str]:
    found: dict[str, str] = {}
    if not 1 <= len(draft.title) <= 120:
        found["title"] = N_("Use 1 to 120 characters.")
    if not GROUP.fullmatch(draft.customer_group):
        found["customer_group"] = N_("Use letters, digits, dots, dashes and underscores.")
    if abs(draft.priority) > FARTHEST:
        found["priority"] = N_("Use -1,000 to 1,000.")
    if draft.starts_at and draft.ends_at and draft.ends_at <= draft.starts_at:
        found["ends_at"] = N_("Let it end after it starts.")
    return found


def _card(row: PriceList) -> PriceListCard:
    return card_of(PriceList.objects.select_related("channel__brand").get(pk=row.pk))
