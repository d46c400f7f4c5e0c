"""Files, under a folder per scope."""

from django.core.files.storage import FileSystemStorage

from guildhall.kernel.tenancy import require


class ScopedFileStorage(FileSystemStorage):
    """Keep each tenant's files under its own prefix. Raises NoTenant outside a scope."""

    def path(self, name: str) -> str:
        return super().path(f"{require().prefix}/{name}")
