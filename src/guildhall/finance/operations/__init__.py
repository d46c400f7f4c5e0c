"""Everything that writes papers."""

from guildhall.finance.operations.entities import keep_entity
from guildhall.finance.operations.filing import ask_filing, ask_void, file_again
from guildhall.finance.operations.papers import bring_up_papers, issue_invoice

__all__ = [
    "ask_filing",
    "ask_void",
    "bring_up_papers",
    "file_again",
    "issue_invoice",
    "keep_entity",
]
