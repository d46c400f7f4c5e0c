"""A worker in this process that sends the mails which pages hand over."""

from collections.abc import Iterator
from contextlib import contextmanager

from dramatiq import Worker

from guildhall.kernel.jobs import broker


@contextmanager
def postman() -> Iterator[None]:
    """Run jobs until everything that was handed over is done."""
    worker = Worker(broker, worker_threads=1, worker_timeout=20, queues={"default"})
    worker.start()
    try:
        yield
        broker.join("default", timeout=20_000)
        worker.join()
    finally:
        worker.stop(timeout=5_000)
