"""A life is a table. What is not in it cannot happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from guildhall.kernel.refusals import N_, Refusal


class MoveNotAllowed(Refusal):
    code = "states.move_not_allowed"
    message = N_("Cannot {move} from {state}. Possible now: {allowed}.")


@dataclass(frozen=True, slots=True)
class Machine[S: StrEnum, M: StrEnum]:
    """A start and the moves that lead from state to state."""

    start: S
    moves: Mapping[tuple[S, M], S]

    def after(self, state: S, move: M) -> S:
        """Return the state that `move` leads to, or refuse with MoveNotAllowed."""
        following = self.moves.get((state, move))
        if following is None:
            allowed = ", ".join(self.allowed(state)) or "-"
            raise MoveNotAllowed(move=str(move), state=str(state), allowed=allowed)
        return following

    def allowed(self, state: S) -> tuple[M, ...]:
        """Return the moves that a state offers, in table order."""
        return tuple(move for (origin, move) in self.moves if origin == state)
