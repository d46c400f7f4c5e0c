"""Everything that changes what waits for a second pair of eyes."""

from guildhall.approvals.operations.asking import ask_if_needed

__all__ = ["ask_if_needed"]
