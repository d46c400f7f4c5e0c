"""How scans say no."""

from typing import Any

from guildhall.kernel.refusals import N_, Refusal


class ScanUnreadable(Refusal):
    code = "inventory.scan_unreadable"
    message = N_("This code cannot be read: {reason}.")
    status = 422

    def told(self, translate: Any = str) -> str:
        """Return the message and its reason in the reader's words."""
        reason = translate(self.facts["reason"])
        return str(translate(self.message)).format(reason=reason)


class ScanUnknown(Refusal):
    code = "inventory.scan_unknown"
    message = N_("Nobody here knows the code {code}.")
    status = 404


class MaskInvalid(Refusal):
    code = "inventory.mask_invalid"
    message = N_("The pattern {mask} cannot be used.")
    status = 422


class PatternNotFound(Refusal):
    code = "inventory.pattern_not_found"
    message = N_("There is no label of your own called {code}.")
    status = 404


class TrayNotFound(Refusal):
    code = "inventory.tray_not_found"
    message = N_("There is nothing being scanned here.")
    status = 404


class TrayClosed(Refusal):
    code = "inventory.tray_closed"
    message = N_("This was booked already, as {paper}.")


class NothingToUndo(Refusal):
    code = "inventory.nothing_to_undo"
    message = N_("There is no scan left to take back.")
