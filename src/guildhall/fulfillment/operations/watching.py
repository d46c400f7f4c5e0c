"""Parcels that are away: asked about where nobody tells, found where they are late or stuck."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from guildhall.fulfillment import rules
from guildhall.fulfillment.errors import CallRuns
from guildhall.fulfillment.events import ParcelLate, ParcelStuck
from guildhall.fulfillment.models import CarrierAccount, Parcel, ShipmentEvent, Tracking
from guildhall.fulfillment.operations.asking import ask, is_able
from guildhall.fulfillment.queries.parcels import away_since, list_delivery_rules
from guildhall.fulfillment.states import Ability, CallKind, ParcelState
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_in_order
from guildhall.kernel.stamp import Stamp

LOOK_EVERY = timedelta(hours=4)
AT_ONCE = 200


@transaction.atomic
def watch_parcels(*, most: int = AT_ONCE, stamp: Stamp) -> int:
    """Find what is late or stuck now and was not before; return how many. Twice is once."""
    told = list_delivery_rules()
    soonest = min(
        (min(rule.late_after_days, rule.stuck_after_days) for rule in (*told, rules.USUAL)),
    )
    rows = away_since(stamp.at - timedelta(days=soonest)).filter(
        Q(late_since__isnull=True) | Q(stuck_since__isnull=True)
    )
    found = 0
    some = list(rows.order_by("shipped_at").values_list("id", flat=True)[:most])
    for parcel in lock_in_order(Parcel.objects.filter(id__in=some).select_related("work")):
        found += _judge(parcel, rules.rule_for(parcel.carrier, parcel.service, told), stamp=stamp)
    return found


@transaction.atomic
def ask_about_parcels(*, most: int = AT_ONCE, stamp: Stamp) -> int:
    """Ask about parcels of which nobody tells by himself; return how many are asked about."""
    able = [
        account
        for account in CarrierAccount.objects.filter(is_active=True).order_by("code")
        if is_able(account, Ability.LOOK)
    ]
    if not able:
        return 0
    due = Tracking.objects.filter(
        Q(looked_at__isnull=True) | Q(looked_at__lt=stamp.at - LOOK_EVERY),
        dropped_at__isnull=True,
        parcel__state=ParcelState.SHIPPED,
        parcel__delivered_at__isnull=True,
        parcel__shipped_at__gt=stamp.at - timedelta(days=90),
    )
    some = list(due.order_by("looked_at").values_list("id", flat=True)[:most])
    rows = Tracking.objects.filter(id__in=some).select_related("parcel__account")
    asked = 0
    for row in lock_in_order(rows):
        own = row.parcel.account
        account = own if own in able else able[0]
        row.looked_at = stamp.at
        row.save(update_fields=["looked_at"])
        try:
            ask(CallKind.LOOK, account=account, parcel=row.parcel, tracking=row, stamp=stamp)
        except CallRuns:
            continue
        asked += 1
    return asked


def _judge(parcel: Parcel, rule: rules.DeliveryRuleCard, *, stamp: Stamp) -> int:
    heard = ShipmentEvent.objects.filter(tracking__parcel=parcel).order_by("-occurred_at")
    last = heard.values_list("occurred_at", flat=True).first() or parcel.shipped_at
    if parcel.shipped_at is None or last is None:
        return 0
    late = parcel.late_since is None and rules.is_late(parcel.shipped_at, rule, at=stamp.at)
    stuck = parcel.stuck_since is None and rules.is_stuck(last, rule, at=stamp.at)
    named = {"parcel": parcel.number, "order": parcel.work.order, "carrier": parcel.carrier}
    if late:
        parcel.late_since = stamp.at
        record(ParcelLate(**named, days=rule.late_after_days, stamp=stamp))
    if stuck:
        parcel.stuck_since = stamp.at
        record(ParcelStuck(**named, days=rule.stuck_after_days, stamp=stamp))
    if late or stuck:
        parcel.updated_at = stamp.at
        parcel.save(update_fields=["late_since", "stuck_since", "updated_at"])
    return int(late) + int(stuck)
