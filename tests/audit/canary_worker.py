"""A worker that knows one more job: one that fails."""

import guildhall.config.processes  # noqa: F401 - sets Django up

# isort: split
from guildhall.config.worker import main
from guildhall.kernel.jobs import job
from tests.audit.canaries import fail


@job(max_retries=0)
def failing_job() -> None:
    fail()


if __name__ == "__main__":
    main()
