"""Work about customers that nobody waits for: codes on their way, old ones swept."""

from uuid import UUID

from guildhall.customers import operations
from guildhall.customers.ports import courier_for
from guildhall.kernel import clock
from guildhall.kernel.jobs import job
from guildhall.kernel.stamp import system_stamp


@job(max_retries=4)
def send_code(code: str) -> None:
    """Make a code and send it: how soon a page answers tells nobody who exists."""
    found = operations.make_code(UUID(code), stamp=system_stamp("customers.code", clock.now()))
    if found is None:
        return
    kind, letter = found
    courier = courier_for(kind)
    if courier is not None:
        courier.send(letter)


@job(max_retries=0)
def tend_customers() -> None:
    """Forget codes and sessions that are over."""
    operations.drop_old_codes(stamp=system_stamp("customers.tend", clock.now()))
