"""Roles and rights in plain words; also for people who are asked whether an app may have them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildhall.identity.states import Role

type Text = str | Promise

ROLES: dict[str, Text] = {
    Role.OWNER: _("Owner"),
    Role.ADMIN: _("Admin"),
    Role.OPERATIONS: _("Operations"),
    Role.WAREHOUSE: _("Warehouse"),
    Role.SUPPORT: _("Support"),
    Role.FINANCE: _("Finance"),
    Role.MARKETING: _("Marketing"),
    Role.READ_ONLY: _("Read-only"),
    Role.OPERATOR: pgettext_lazy("role", "Operator"),
    Role.CONTROLLER: pgettext_lazy("role", "Controller"),
}

WORDS: dict[str, Text] = {
    "openid": _("Know that it is you"),
    "profile": _("Read your name"),
    "email": _("Read your e-mail address"),
    "offline_access": _("Stay connected while you are away"),
    "orders:view": _("See orders and whom they go to"),
    "orders:edit": _("Change, confirm and cancel orders"),
    "orders:export": _("Take orders and their amounts out of the house"),
    "orders:approve": _("Judge orders that are under review for fraud"),
    "fulfillment:view": _("See what is picked, packed and shipped"),
    "fulfillment:edit": _("Pick, pack and ship orders"),
    "stock:view": _("See how much is in stock"),
    "stock:edit": _("Change how much is in stock"),
    "catalog:view": _("See products and prices"),
    "catalog:edit": _("Change products"),
    "catalog:export": _("Take lists of products out of the house"),
    "prices:view": _("See price lists, costs and margins"),
    "prices:edit": _("Change prices, taxes and exchange rates"),
    "carts:view": _("See carts"),
    "carts:edit": _("Fill carts"),
    "checkout:view": _("See checkouts and where each of them stands"),
    "checkout:edit": _("Check out carts and bring stuck checkouts on"),
    "customers:view": _("See customers"),
    "customers:edit": _("Change, merge and erase customers"),
    "invoices:view": _("See invoices and credit notes"),
    "invoices:edit": _("Issue invoices and credit notes"),
    "invoices:approve": _("Set the companies that issue invoices"),
    "payments:view": _("See payments"),
    "payments:edit": _("Take and refund payments"),
    "figures:view": _("See sales figures"),
    "approvals:view": _("See requests, and decide where you may"),
    "approvals:edit": _("Change what needs a yes"),
    "stock:approve": _("Say yes to large changes of stock"),
    "prices:approve": _("Say yes to large changes of prices"),
    "account:view": _("See your company's plan and usage"),
    "staff:view": _("See who works here"),
    "staff:edit": _("Add people and change their roles"),
    "keys:edit": _("Make and revoke API keys"),
}
VERBS = {
    "view": _("See: {resource}"),
    "edit": _("Change: {resource}"),
    "approve": _("Approve: {resource}"),
    "export": _("Take out of the house: {resource}"),
}


@dataclass(frozen=True, slots=True)
class Right:
    code: str
    words: Text


def words_for(scope: Iterable[str]) -> tuple[Right, ...]:
    """Return what each name of a scope means to somebody who has never heard of scopes."""
    return tuple(Right(name, _words(name)) for name in scope)


def in_words(scope: Iterable[str]) -> tuple[tuple[str, Text], ...]:
    """Return the same as what a form lets choose from."""
    return tuple((right.code, right.words) for right in words_for(scope))


def _words(name: str) -> Text:
    if name in WORDS:
        return WORDS[name]
    resource, _colon, verb = name.partition(":")
    # Forms are made once, for readers of every language.
    return format_lazy(VERBS.get(verb, "{resource}"), resource=resource)
