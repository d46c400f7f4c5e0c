"""`python -m guildhall.config.worker`: runs jobs, each inside its tenant."""

import os

from dramatiq import Worker

from guildhall.config.processes import stop_signal

# isort: split
# Only now: `processes` has set Django up, without which no job can be imported.
from guildhall.config.jobs import broker
from guildhall.config.safety import must_be_safe

THREADS = int(os.environ.get("GUILDHALL_WORKER_THREADS", "4"))


def main() -> None:
    stop = stop_signal()
    must_be_safe()
    worker = Worker(broker, worker_threads=THREADS, worker_timeout=200)
    worker.start()
    stop.wait()
    worker.stop(timeout=20_000)


if __name__ == "__main__":
    main()
