"""Everything that writes papers."""

from guildhall.finance.operations.entities import keep_entity
from guildhall.finance.operations.papers import bring_up_papers, issue_invoice

__all__ = ["bring_up_papers", "issue_invoice", "keep_entity"]
