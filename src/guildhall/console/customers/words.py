"""What the states, ways and facts of customers are called."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.orders.looks import Look
from guildhall.console.shell.navigation import Text
from guildhall.customers.states import ConsentChannel, CustomerKind, CustomerState

KINDS: dict[str, Text] = {
    CustomerKind.PERSON: _("Person"),
    CustomerKind.ORGANIZATION: _("Organization"),
}
STATES: dict[str, Text] = {
    CustomerState.ACTIVE: _("Active"),
    CustomerState.BLOCKED: _("Blocked"),
    CustomerState.MERGED: _("Merged"),
    CustomerState.ERASED: _("Erased"),
}
WAYS: dict[str, Text] = {
    ConsentChannel.EMAIL: _("Email"),
    ConsentChannel.SMS: _("Text message"),
    ConsentChannel.PHONE: _("Phone"),
    ConsentChannel.POST: _("Post"),
    ConsentChannel.WECHAT: _("WeChat"),
}
LOOKS = {
    "customer.added": Look(_("Written down"), "user-circle", "info"),
    "customer.edited": Look(_("Edited"), "edit"),
    "customer.blocked": Look(_("Blocked"), "ban", "bad"),
    "customer.unblocked": Look(_("No longer blocked"), "circle-check", "good"),
    "customer.contact_added": Look(_("Contact added"), "plus"),
    "customer.contact_removed": Look(_("Contact removed"), "x"),
    "customer.contact_verified": Look(_("Contact proved by a code"), "circle-check", "good"),
    "customer.address_added": Look(_("Address added"), "plus"),
    "customer.address_edited": Look(_("Address edited"), "edit"),
    "customer.address_removed": Look(_("Address removed"), "x"),
    "customer.consent_given": Look(_("Wants offers"), "circle-check", "good"),
    "customer.consent_withdrawn": Look(_("Wants no more offers"), "ban", "warn"),
    "customer.merged": Look(_("Merged"), "arrows-exchange", "info"),
    "customer.separated": Look(_("Merge undone"), "arrows-exchange"),
    "customer.shown": Look(_("Customer shown"), "eye"),
    "customer.signed_in": Look(_("Signed in at the shop"), "key"),
    "customer.signed_out": Look(_("Signed out"), "key"),
    "customer.forgotten": Look(_("Erased"), "ban", "bad"),
}
