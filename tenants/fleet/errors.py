"""How the fleet says no."""

from guildhall.kernel.refusals import N_, Refusal


class HistoryStale(Refusal):
    code = "fleet.history_stale"
    message = N_("The migrations are not those of version {version}: run compile_schema first.")


class NotReplayable(Refusal):
    code = "fleet.not_replayable"
    message = N_("{migration} cannot be replayed as SQL ({operation}). Use a backfill job.")
    status = 422


class NotInFleet(Refusal):
    code = "fleet.not_in_fleet"
    message = N_("No company called {slug} has a schema to upgrade.")
    status = 404


class DaysInvalid(Refusal):
    code = "fleet.days_invalid"
    message = N_("A company is frozen for 1 to {most} days, not for {days}.")
    status = 422


class RingInvalid(Refusal):
    code = "fleet.ring_invalid"
    message = N_("There is no ring {ring}. Rings are 0 (internal) to 3 (the rest).")
    status = 422


class BackfillUnknown(Refusal):
    code = "fleet.backfill_unknown"
    message = N_("There is no backfill {name}. Known: {known}.")
    status = 404


class SchemaDiffers(Refusal):
    code = "fleet.schema_differs"
    message = N_("The schema has other migrations than the ledger says: {difference}.")
