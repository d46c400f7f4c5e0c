"""Files, under a folder per scope."""

from pathlib import Path

from django.core.files.storage import FileSystemStorage

from guildhall.kernel.tenancy import require


class ScopedFileStorage(FileSystemStorage):
    """Keep each tenant's files in a folder that no name leads out of.

    Raises NoTenant outside a scope.
    """

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute() / require().prefix)
