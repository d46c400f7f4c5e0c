"""`python -m guildhall.config.relay`: from committed facts to the workers' queue."""

import guildhall.config.direct  # noqa: F401 - before anything reads the environment

# isort: split
from guildhall.config.processes import stop_signal
from guildhall.config.safety import must_be_safe
from guildhall.kernel.delivery.jobs import LEASE, send_facts
from guildhall.kernel.delivery.relay import Relay, RelayPlan


def main() -> None:
    stop = stop_signal()
    must_be_safe()
    Relay(send_facts, RelayPlan(lease=LEASE)).run(stop)


if __name__ == "__main__":
    main()
