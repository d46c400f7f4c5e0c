"""Bills of providers: asked for by day, matched against our books, missed when they are late."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from guildhall.kernel.events import record
from guildhall.kernel.fault_points import reached
from guildhall.kernel.refusals import Refusal
from guildhall.kernel.stamp import Stamp
from guildhall.payments.errors import BillGone, BillNotFound, BillsNotOffered
from guildhall.payments.events import BillMatched, BillMissing
from guildhall.payments.models import Bill, BillPlan, ProviderAccount
from guildhall.payments.operations.matching import Matched, match
from guildhall.payments.operations.spooling import Spool, spool
from guildhall.payments.ports import Biller, provider, providers
from guildhall.payments.rules import bills as days
from guildhall.payments.states import Ability, BillMove, BillState
from guildhall.payments.types import Account

LEASE = timedelta(minutes=30)


def plan_bills(*, stamp: Stamp) -> int:
    """Note which days' bills are to be fetched; return how many are new."""
    stamp.by.must("payments:edit")
    _begin_plans(stamp)
    plans = BillPlan.objects.filter(enabled=True).select_related("account").order_by("pk")
    return sum(_plan(plan, stamp) for plan in plans)


@transaction.atomic
def _begin_plans(stamp: Stamp) -> None:
    """Let an account's bills be fetched from today on, as its vendor is known to give them out."""
    for row in ProviderAccount.objects.filter(enabled=True, bill_plan=None).order_by("pk"):
        vendor = providers().get(row.provider)
        if vendor is None or Ability.BILL not in vendor.abilities:
            continue
        zone, ready = days.habits_of(row.provider)
        since = stamp.at.astimezone(ZoneInfo(zone)).date()
        told = {"time_zone": zone, "ready_at": ready, "since": since}
        BillPlan.objects.get_or_create(account=row, defaults=told)


@transaction.atomic
def _plan(plan: BillPlan, stamp: Stamp) -> int:
    newest = Bill.objects.filter(account=plan.account).order_by("-day").first()
    known = newest.day if newest else None
    due = days.days_due(plan.since, known=known, zone=plan.time_zone, at=stamp.at)
    made = Bill.objects.bulk_create([_bill(plan, day) for day in due], ignore_conflicts=True)
    return len(made)


def _bill(plan: BillPlan, day: date) -> Bill:
    opens, closes = days.span_of(day, plan.time_zone)
    return Bill(
        account=plan.account,
        day=day,
        opens_at=opens,
        closes_at=closes,
        next_at=_due(plan, day),
    )


def _due(plan: BillPlan, day: date) -> datetime:
    account = str(plan.account_id)
    return days.due_at(day, zone=plan.time_zone, ready_at=plan.ready_at, account=account)


def fetch_bill(bill: UUID, *, opening: Callable[[ProviderAccount], Account], stamp: Stamp) -> bool:
    """Fetch a bill and match it; return whether it was there. Never within a transaction.

    However often and by however many at once: the lines are those of the last version, and a
    difference is one item. Refuses with NotPermitted, BillNotFound or BillsNotOffered.
    """
    held = _claim(bill, stamp)
    if held is None:
        return False
    reached("payments.bill_claimed")
    try:
        biller = biller_of(held.account.provider)
        lines = spool(biller.bill(opening(held.account), held.day), day=held.day)
    except Refusal as refusal:
        _not_there(bill, refusal, stamp)
        return False
    reached("payments.bill_spooled")
    try:
        _match(bill, lines, stamp)
    finally:
        lines.close()
    reached("payments.bill_matched")
    return True


def biller_of(code: str) -> Biller:
    """Return who gives out a provider's bills. Refuses with ProviderNotBound, BillsNotOffered."""
    found = provider(code)
    if Ability.BILL not in found.abilities:
        raise BillsNotOffered(provider=code)
    return cast("Biller", found)


@transaction.atomic
def _claim(bill: UUID, stamp: Stamp) -> Bill | None:
    """Return the bill if nobody else is at it."""
    held = _locked(bill, stamp)
    if held.lease_until is not None and held.lease_until > stamp.at:
        return None
    held.lease_until = stamp.at + LEASE
    held.attempts += 1
    held.save(update_fields=["lease_until", "attempts"])
    reached("payments.bill_claim_written")
    return held


def _locked(bill: UUID, stamp: Stamp) -> Bill:
    rows = Bill.objects.select_for_update(of=("self",)).select_related("account__bill_plan")
    held = rows.filter(pk=bill).first()
    if held is None:
        raise BillNotFound
    stamp.by.must("payments:edit")
    return held


@transaction.atomic
def _not_there(bill: UUID, refusal: Refusal, stamp: Stamp) -> None:
    """Note that a bill was not there, and say so aloud when it should long be."""
    held = _locked(bill, stamp)
    held.lease_until = None
    held.last_error = refusal.code
    held.updated_at = stamp.at
    if held.state == BillState.MATCHED:
        # What was fetched before stays; a damaged or vanished copy changes nothing.
        held.next_at = None
    elif isinstance(refusal, BillGone):
        held.move(BillMove.LOSE)
        held.next_at = None
        _tell_missing(held, refusal, stamp)
    else:
        held.next_at = stamp.at + days.wait_before(held.attempts)
        if held.state == BillState.WAITING and _is_missing(held, stamp):
            held.move(BillMove.MISS)
            _tell_missing(held, refusal, stamp)
    held.save()
    reached("payments.bill_missed_written")
    transaction.on_commit(lambda: reached("payments.bill_missed"))


def _is_missing(held: Bill, stamp: Stamp) -> bool:
    plan = getattr(held.account, "bill_plan", None)
    due = _due(plan, held.day) if plan else held.closes_at
    return days.is_missing(due, at=stamp.at)


def _tell_missing(held: Bill, refusal: Refusal, stamp: Stamp) -> None:
    account = held.account.code
    record(BillMissing(account=account, day=held.day, why=refusal.code, stamp=stamp))


@transaction.atomic
def _match(bill: UUID, lines: Spool, stamp: Stamp) -> None:
    held = _locked(bill, stamp)
    since = _since(held)
    done = match(held, lines, since=since, at=stamp.at, actor=stamp.by.name)
    news = _note(held, lines, done, stamp=stamp)
    if news:
        record(_matched(held, done, stamp))
    reached("payments.bill_matched_written")


def _since(held: Bill) -> datetime:
    """Return from when on the bill answers for: the day before leaves its last hour to it."""
    before = Bill.objects.filter(
        account=held.account_id, day=held.day - timedelta(days=1), state=BillState.MATCHED
    )
    return held.opens_at - days.EDGE if before.exists() else held.opens_at


def _note(held: Bill, lines: Spool, done: Matched, *, stamp: Stamp) -> bool:
    """Write down what came of it; return whether anything is news."""
    another = lines.hash != held.hash
    news = another or done.found > 0 or done.settled > 0 or done.counts != held.counts
    held.lease_until = None
    held.next_at = _next(held, done, stamp)
    held.fetched_at = stamp.at
    if news:
        held.move(BillMove.MATCH)
        held.version += another
        held.hash, held.lines = lines.hash, lines.lines
        held.counts, held.sums = dict(done.counts), done.sums
        held.matched_at = held.updated_at = stamp.at
    held.last_error = ""
    held.save()
    return news


def _next(held: Bill, done: Matched, stamp: Stamp) -> datetime | None:
    """Return when to look again: some differences settle by themselves within days."""
    last = held.closes_at + (days.AGAIN + 1) * days.AGAIN_AFTER
    odd = done.counts["ours_only"] + done.counts["theirs_only"]
    again = stamp.at + days.AGAIN_AFTER
    return again if odd and again <= last else None


def _matched(held: Bill, done: Matched, stamp: Stamp) -> BillMatched:
    return BillMatched(
        account=held.account.code,
        day=held.day,
        version=held.version,
        lines=held.lines,
        found=done.found,
        settled=done.settled,
        open=held.items.exclude(state="solved").count(),
        stamp=stamp,
    )
