"""A worker with jobs that have children and fail, each of which writes whose data it sees."""

from guildhall.config.processes import stop_signal  # noqa: F401 - sets Django up

# isort: split
# Only now: Django is set up.
from guildhall.config import worker
from guildhall.kernel.jobs import job
from guildhall.kernel.models import IdempotencyKey
from guildhall.organization.models import Brand

CHILDREN = 3
SOON = 50  # milliseconds until what failed is tried again


@job(queue="family", max_retries=5)
def parent(slug: str, number: int) -> None:
    for child_number in range(CHILDREN):
        child.send_with_options(args=(slug, f"{number}.{child_number}"), min_backoff=SOON)
    _write(slug, "parent", str(number))
    _fail_at_first(slug, f"parent {number}", number)


@job(queue="family", max_retries=5)
def child(slug: str, name: str) -> None:
    _fail_at_first(slug, f"child {name}", int(name.split(".", maxsplit=1)[0]))
    _write(slug, "child", name)


def _fail_at_first(slug: str, name: str, number: int) -> None:
    """Fail once for every fifth number, after having written."""
    if number % 5 == 0 and _write(slug, "failure", name):
        raise ZeroDivisionError(name)


def _write(slug: str, kind: str, name: str) -> bool:
    """Write whose canary this job saw; return whether it is the first time."""
    seen = ",".join(Brand.objects.values_list("code", flat=True))
    key = {"principal": seen, "method": "JOB", "path": kind, "key": f"{slug}:{name}"}
    return IdempotencyKey.objects.get_or_create(**key, defaults={"body_hash": b""})[1]


if __name__ == "__main__":
    worker.main()
