"""A company's plan and usage, for its own programs."""

from datetime import datetime
from typing import Self

from django.http import HttpRequest
from ninja import Router, Schema

from guildhall.kernel.credentials import Needs
from guildhall.kernel.http import stamp_of
from public_site.company import queries
from tenants.plans.types import Account, Use

router = Router(tags=["account"])


class UseOut(Schema):
    """How much of one thing is used; a limit of null does not exist."""

    name: str
    used: int
    limit: int | None
    level: str
    until: datetime | None

    @classmethod
    def of(cls, use: Use) -> Self:
        return cls(name=use.name, used=use.used, limit=use.limit, level=use.level, until=use.until)


class UsageOut(Schema):
    plan: str
    state: str | None
    trial_ends: datetime | None
    period_ends: datetime | None
    api_rate: int | None
    uses: list[UseOut]

    @classmethod
    def of(cls, account: Account) -> Self:
        own = account.subscription
        return cls(
            plan=account.plan.code,
            state=own.state if own else None,
            trial_ends=own.trial_ends if own else None,
            period_ends=own.period.end if own else None,
            api_rate=account.plan.limits.get("api_rate"),
            uses=[UseOut.of(use) for use in account.uses],
        )


@router.get("/usage", response=UsageOut, auth=Needs("account:view"), operation_id="get_usage")
def get_usage(request: HttpRequest) -> UsageOut:
    """Return what the plan allows and what is used of it."""
    stamp = stamp_of(request)
    return UsageOut.of(queries.get_usage(stamp.by, at=stamp.at))
