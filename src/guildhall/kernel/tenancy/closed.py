"""A schema that its company is leaving: the database refuses, and the roll says why."""

from django.db import ProgrammingError, connection
from psycopg import errors as pg

from guildhall.kernel.refusals import N_, Refusal
from guildhall.kernel.tenancy.context import current
from guildhall.kernel.tenancy.roll import directory
from guildhall.kernel.tenancy.units import unit

CLOSED = (pg.UndefinedTable, pg.InsufficientPrivilege)


class TenantMoves(Refusal):
    code = "tenancy.moving"
    message = N_("This company's data is just being moved. Try again in a moment.")
    status = 503
    retry_after = 1


def why_closed(error: Exception) -> Refusal | None:
    """Return TenantMoves if a table was not found since its company is not here; else None.

    What a process knows of the roll may be a second old. It learns better by this very refusal,
    so that whoever asks next is sent to the right place.
    """
    scope = current()
    if not isinstance(error, ProgrammingError) or not isinstance(error.__cause__, CLOSED):
        return None
    if scope is None or scope.is_platform or connection.in_atomic_block:
        return None
    with unit():
        found = directory().look_again(scope.tenant_id)
    if found is not None and found.works and found.scope.shard == scope.shard:
        return None  # it is here and open: somebody forgot a table or a right
    return TenantMoves()
