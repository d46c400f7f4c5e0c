"""The words that moves of a company's life are offered with."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.states import TenantMove


@dataclass(frozen=True, slots=True)
class MoveWords:
    """What a button says, what it means, and whether it is red."""

    button: Promise
    meaning: Promise
    icon: str
    danger: bool = False


MOVES = {
    TenantMove.FREEZE: MoveWords(
        _("Make read-only"), _("People can look, and nothing can be changed."), "lock"
    ),
    TenantMove.THAW: MoveWords(_("Let it write again"), _("It works as before."), "check"),
    TenantMove.SUSPEND: MoveWords(
        _("Suspend"),
        _("Console and shops answer 402. Its people can sign in, pay and take data along."),
        "ban",
        danger=True,
    ),
    TenantMove.RESTORE: MoveWords(_("Restore"), _("It works as before."), "check"),
    TenantMove.QUARANTINE: MoveWords(
        _("Quarantine"),
        _("Nobody gets in, and its jobs wait, until it is released."),
        "shield-lock",
        danger=True,
    ),
    TenantMove.RELEASE: MoveWords(
        _("Release"), _("It goes on where it was before the quarantine."), "check"
    ),
    TenantMove.ARCHIVE: MoveWords(
        _("Close the account"),
        _("Console and shops answer 403. Its people can sign in and take data along."),
        "archive",
        danger=True,
    ),
    TenantMove.REOPEN: MoveWords(_("Reopen"), _("It works as before."), "check"),
}
