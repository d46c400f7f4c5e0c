"""Files in a bucket, under a prefix per scope."""

from storages.backends.s3 import S3Storage
from storages.utils import safe_join

from guildhall.kernel.tenancy import require


class ScopedObjectStorage(S3Storage):  # type: ignore[misc] # django-storages ships no types
    """Keep each tenant's files under a prefix that no name leads out of.

    Raises NoTenant outside a scope.
    """

    def _normalize_name(self, name: str) -> str:
        scoped: str = safe_join(require().prefix, name)
        found: str = super()._normalize_name(scoped)
        return found
