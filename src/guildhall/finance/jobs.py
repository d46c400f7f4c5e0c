"""Papers on their way to platforms."""

from guildhall.finance.operations.filing import file_paper
from guildhall.finance.queries.papers import papers_to_file
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp


@job(queue="default", max_retries=0, time_limit_ms=120_000)
def hand_in(number: str) -> None:
    """Hand one paper to its platform."""
    file_paper(number, stamp=system_stamp("finance.filing", clock.now()))


@job(queue="default", max_retries=0)
def tend_papers() -> None:
    """Hand in what is due."""
    for number in papers_to_file(at=clock.now()):
        hand_in.send(number)
