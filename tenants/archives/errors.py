"""How archives say no."""

from guildhall.kernel.refusals import N_, Refusal


class ArchiveNotFound(Refusal):
    code = "archives.not_found"
    message = N_("{slug} has no finished archive {archive}.")
    status = 404


class ArchiveDamaged(Refusal):
    code = "archives.damaged"
    message = N_("The archive cannot be trusted: {what} is not what was written. Take another.")


class ArchiveKeyMissing(Refusal):
    code = "archives.key_missing"
    message = N_("Set GUILDHALL_ARCHIVE_KEY to the key that protects archives ({key}).")
    status = 503


class DataKeyDestroyed(Refusal):
    code = "archives.data_key_destroyed"
    message = N_("The key of this company's archives was destroyed; nobody can read them.")
    status = 410


class OwnerLoginMissing(Refusal):
    code = "archives.owner_login_missing"
    message = N_("This program has no owner login for the database {shard}.")
    status = 503


class CompanyBusy(Refusal):
    code = "archives.company_busy"
    message = N_("Something else is being done to {slug} right now. Try again in a minute.")
    status = 503
    retry_after = 60


class SchemaNotPlain(Refusal):
    code = "archives.schema_not_plain"
    message = N_("{schema} holds more than tables and sequences: {found}. It cannot be archived.")


class ArchiveTooNew(Refusal):
    code = "archives.too_new"
    message = N_("The archive is of version {version}, which this release does not know. Upgrade.")


class RestoreDiffers(Refusal):
    code = "archives.restore_differs"
    message = N_("What was restored differs from the archive in {what}. Nothing was swapped.")


class NothingToSwapBack(Refusal):
    code = "archives.nothing_to_swap_back"
    message = N_("No former state of {slug} is kept.")


class NotConfirmed(Refusal):
    code = "archives.not_confirmed"
    message = N_("Type the company's short name, {slug}, to confirm.")
    status = 422


class ErasureNotFound(Refusal):
    code = "archives.erasure_not_found"
    message = N_("Nobody has asked to erase {slug}.")
    status = 404


class ErasureAlreadyAsked(Refusal):
    code = "archives.erasure_already_asked"
    message = N_("{slug} is to be erased on {due} already.")


class ErasureNotDue(Refusal):
    code = "archives.erasure_not_due"
    message = N_("{slug} can be called back until {due}; it is erased after that.")


class ErasureBegun(Refusal):
    code = "archives.erasure_begun"
    message = N_("The erasure of {slug} has begun and cannot be called off.")


class AccountOpen(Refusal):
    code = "archives.account_open"
    message = N_("The account of {slug} was opened again. Ask for its erasure anew.")
