"""How a move says no."""

from guildhall.kernel.refusals import N_, Refusal


class ShardUnknown(Refusal):
    code = "moves.shard_unknown"
    message = N_("There is no database called {shard} here. There are: {known}.")
    status = 404


class SamePlace(Refusal):
    code = "moves.same_place"
    message = N_(
        "{shard} lies in the same database cluster as {source}. A move leads to another cluster."
    )


class MoverMissing(Refusal):
    code = "moves.mover_missing"
    message = N_("Set {variable}: the login by which the new database follows the old one.")


class CannotFollow(Refusal):
    code = "moves.cannot_follow"
    message = N_(
        "The database {shard} may not follow another one: {reason}."
        " It needs PostgreSQL 16 or later and its owner the role pg_create_subscription."
    )


class CannotBeFollowed(Refusal):
    code = "moves.cannot_be_followed"
    message = N_("The database {shard} cannot be followed: {reason}.")


class VersionsDiffer(Refusal):
    code = "moves.versions_differ"
    message = N_(
        "{slug} is at version {version} and this release makes version {release}."
        " Migrate the company first."
    )


class CompanyBusy(Refusal):
    code = "moves.company_busy"
    message = N_("{slug} is being migrated or moved just now. Try again when that is over.")


class MoveUnderWay(Refusal):
    code = "moves.under_way"
    message = N_("{slug} is already on its way to {target}. Resume that move or abandon it.")


class NoMove(Refusal):
    code = "moves.none"
    message = N_("No move of {slug} is under way.")
    status = 404


class CopyInTheWay(Refusal):
    code = "moves.copy_in_the_way"
    message = N_("The database {shard} still holds a copy of {slug}. Prune it first.")


class MoveFailed(Refusal):
    code = "moves.failed"
    message = N_("{slug} did not move and works on where it was: {reason}.")


class TooSlow(Refusal):
    code = "moves.too_slow"
    message = N_("{what} took longer than {seconds} seconds.")


class FollowerStuck(Refusal):
    code = "moves.follower_stuck"
    message = N_("The database {shard} cannot apply a change; its server's log says which.")


class CopyDiffers(Refusal):
    code = "moves.copy_differs"
    message = N_("{table} has {there} rows in the copy and {here} where it comes from.")


class MovedByCitus(Refusal):
    code = "moves.moved_by_citus"
    message = N_(
        "Citus places companies here. Use citus_schema_move, then `manage.py moves follow-citus`."
    )


class NotOnCitus(Refusal):
    code = "moves.not_on_citus"
    message = N_("Set GUILDHALL_SHARDING=citus first: here the roll says where companies lie.")
