"""Payments, refunds, accounts, bills and charge backs for programs."""

from ninja import Router

from guildhall.payments.api.accounts import accounts
from guildhall.payments.api.books import bills, differences, disputes
from guildhall.payments.api.work import calls, lapses, notices

ROUTERS: dict[str, Router] = {
    "/api/v1/payment-accounts": accounts,
    "/api/v1/payment-notices": notices,
    "/api/v1/payment-calls": calls,
    "/api/v1/payment-lapses": lapses,
    "/api/v1/bills": bills,
    "/api/v1/differences": differences,
    "/api/v1/disputes": disputes,
}
