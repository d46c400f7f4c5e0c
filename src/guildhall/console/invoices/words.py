"""What papers, their parts and the noes of platforms are called."""

from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.navigation import Text
from guildhall.finance.states import IssueWhen, PaperKind, TaxFilingState

KINDS: dict[str, Text] = {
    PaperKind.INVOICE: _("Invoice"),
    PaperKind.CREDIT_NOTE: _("Credit note"),
}
ISSUES: dict[str, Text] = {
    IssueWhen.ON_REQUEST: _("When somebody asks for it"),
    IssueWhen.WHEN_PAID: _("When the order is paid"),
    IssueWhen.WHEN_SHIPPED: _("When the order is shipped"),
}
FILINGS: dict[str, Text] = {
    TaxFilingState.WAITING: _("To be handed in"),
    TaxFilingState.UNKNOWN: _("Not heard"),
    TaxFilingState.ISSUED: _("Filed"),
    TaxFilingState.REFUSED: _("Refused"),
    TaxFilingState.VOIDING: _("Being voided"),
    TaxFilingState.VOIDED: _("Voided"),
}
LOCALES = (("en", "English"), ("zh-hans", "简体中文"))
# What our adapter says for itself; anything else is the platform's own code.
NOES: dict[str, Text] = {
    "no_address": _("Nobody has said where the platform is. Enter it with the legal entity."),
    "key_refused": _("The platform does not accept the key. Enter it anew with the legal entity."),
}
REFUSED = _("The platform refused this paper. What it says is beside; mend that and try again.")
KEPT = _("The platform keeps it: write a credit note instead.")
