"""How a company makes its prices from costs."""

import re

from django.db import transaction

from guildhall.catalog.errors import PriceListNotFound, StrategyInvalid
from guildhall.catalog.events import StrategyKept
from guildhall.catalog.models import PriceList, PriceStrategy
from guildhall.catalog.queries.price_lists import card_of
from guildhall.catalog.queries.strategies import get_strategy
from guildhall.catalog.rules.strategies import faults_of
from guildhall.catalog.types.price_lists import PriceListCard
from guildhall.catalog.types.strategies import StrategyCard, StrategyDraft
from guildhall.kernel.changes import edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.refusals import N_
from guildhall.kernel.stamp import Stamp

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
NOT_THERE = "none"
MOST_VALUES = 500


@transaction.atomic
def keep_strategy(
    code: str, *, draft: StrategyDraft, stamp: Stamp, expected: Expected = WHATEVER
) -> StrategyCard:
    """Keep a strategy under a code, a new one or another way of one that is there.

    No price follows from it until it is run and its proposal applied. Refuses with
    PriceListNotFound, NotPermitted, ChangedMeanwhile or StrategyInvalid.
    """
    lock_name(f"catalog.strategy:{code}")
    row = PriceStrategy.objects.select_related("price_list__channel__brand").filter(code=code)
    found = row.first()
    held = _list(draft.price_list)
    stamp.by.must("prices:edit", scope=held.scopes)
    if found is not None:
        stamp.by.must("prices:edit", scope=card_of(found.price_list).scopes)
    expected.must_be(f"{found.id.hex[-12:]}-{found.version}" if found else NOT_THERE)
    if wrong := _faults(code, draft):
        raise StrategyInvalid(errors=wrong)

    kept = found or PriceStrategy(code=code, version=0)
    changes = edit(kept, **_columns(draft, held))
    if not changes:
        return get_strategy(code)
    kept.version += 1
    kept.updated_at = stamp.at
    kept.save(force_insert=found is None)
    record(
        StrategyKept(code=code, price_list=held.code, version=kept.version, stamp=stamp),
        changes=changes if found else None,
    )
    return get_strategy(code)


def _list(code: str) -> PriceListCard:
    row = PriceList.objects.select_related("channel__brand").filter(code=code).first()
    if row is None:
        raise PriceListNotFound(code=code)
    return card_of(row)


def _columns(draft: StrategyDraft, held: PriceListCard) -> dict[str, object]:
    return {
        "title": draft.title,
        "price_list_id": held.id,
        "basis": draft.basis.value,
        "steps": [step.kept() for step in draft.steps],
        "about": draft.about.kept(),
        "margin_floor": draft.margin_floor,
        "position": draft.position,
        "is_active": draft.is_active,
    }


def _faults(code: str, draft: StrategyDraft) -> dict[str, str]:
    found = faults_of(draft.steps)
    if not CODE.fullmatch(code):
        found["code"] = N_("Use 1 to 64 letters, digits, dots, dashes and underscores.")
    if not 1 <= len(draft.title) <= 120:
        found["title"] = N_("Use 1 to 120 characters.")
    floor = draft.margin_floor
    if floor is not None and not (floor.is_finite() and 0 <= floor < 1):
        found["margin_floor"] = N_("Use 0 to less than 100 percent of the price.")
    if not 0 <= draft.position <= 1_000:
        found["position"] = N_("Use 0 to 1,000.")
    about = draft.about
    for name in ("categories", "brands", "skus"):
        if len(getattr(about, name)) > MOST_VALUES:
            found[f"about.{name}"] = N_("Use at most 500 values.")
    return found
