"""What happened to a request, as people read it."""

from collections.abc import Mapping

from django.utils.translation import gettext

from guildhall.approvals.states import ApprovalState
from guildhall.approvals.types import ApprovalRow
from guildhall.console.people import told_by
from guildhall.console.shell.parts import Entry

DENIED = ApprovalState.DENIED


def entries_of(row: ApprovalRow, names: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the request, the decision and what became of it, oldest first."""
    asked = Entry(
        gettext("Asked for"),
        row.created_at,
        told_by(row.requester, names),
        row.reason,
        "clock",
        "info",
    )
    return (asked, *_decision(row, names), *_end(row))


def _decision(row: ApprovalRow, names: Mapping[str, str]) -> tuple[Entry, ...]:
    if row.decided_at is None:
        return ()
    by = told_by(row.decider, names)
    if row.decided_for:
        other = told_by(row.decided_for, names)
        by = gettext("{person}, standing in for {other}").format(person=by, other=other)
    if row.state == DENIED:
        return (Entry(gettext("Denied"), row.decided_at, by, row.note, "circle-x", "bad"),)
    return (Entry(gettext("Approved"), row.decided_at, by, row.note, "circle-check", "good"),)


def _end(row: ApprovalRow) -> tuple[Entry, ...]:
    at = row.finished_at
    if at is None:
        return ()
    automatic = gettext("Automatic")
    match row.state:
        case ApprovalState.DONE:
            return (Entry(gettext("Done"), at, automatic, "", "check", "good"),)
        case ApprovalState.FAILED:
            why = row.problem.told(gettext) if row.problem else ""
            title = gettext("Could not be done")
            return (Entry(title, at, automatic, why, "alert-circle", "bad"),)
        case ApprovalState.WITHDRAWN:
            return (Entry(gettext("Taken back"), at, "", row.note, "arrow-back-up"),)
        case _:
            title = gettext("Nobody decided in time")
            return (Entry(title, at, automatic, "", "hourglass", "warn"),)
