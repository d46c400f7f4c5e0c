"""The paper behind a line of the ledger: what it is called, and where its page is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guildhall.approvals.states import CARRIED_OUT_BY
from guildhall.console.shell.navigation import Text

OF_THE_WAREHOUSE = {"RCV-": "receipt", "TRF-": "transfer", "CNT-": "count"}
AN_ORDER = "ORD-"


@dataclass(frozen=True, slots=True)
class Paper:
    """`words` are what people read; without an address there is no page to open."""

    words: Text = ""
    url: str = ""


def paper_behind(reference: str, reason: str = "") -> Paper:
    """Return what stands behind a line: a paper with a page of its own, or just its reason."""
    if reference.startswith(AN_ORDER):
        return Paper(reference, reverse("orders:order", args=[reference]))
    if name := OF_THE_WAREHOUSE.get(reference[:4]):
        return Paper(reference, reverse(f"warehouse:{name}", args=[reference]))
    if reference.startswith(CARRIED_OUT_BY):
        approval = reference.removeprefix(CARRIED_OUT_BY)
        return Paper(_("Approval"), reverse("approvals:request", args=[approval]))
    return Paper(reason or reference)


def note_beside(reference: str, reason: str) -> str:
    """Return what is to be said beside the paper."""
    paper = paper_behind(reference)
    return reason if paper.url and reason != reference else ""
