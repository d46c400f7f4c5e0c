"""`python -m guildhall.config.relay`: from committed facts to the workers' queue."""

import os

# Its own login URL, direct and never pooled: it holds one connection for as long as it lives.
os.environ["DATABASE_URL_FILE"] = os.environ.get("DATABASE_RELAY_URL_FILE") or (
    "" if os.environ.get("DATABASE_RELAY_URL") else os.environ.get("DATABASE_URL_FILE", "")
)
os.environ["DATABASE_URL"] = os.environ.get(
    "DATABASE_RELAY_URL", os.environ.get("DATABASE_URL", "")
)
os.environ["GUILDHALL_POOL_SIZE"] = "0"

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
