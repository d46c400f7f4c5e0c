"""How a legal entity is known at its platform. Its key is opened here and nowhere else."""

from guildhall.finance.models import LegalEntity
from guildhall.finance.types import PlatformAccess
from guildhall.kernel import vault

PLATFORM_KEY = "finance.platform_key"


def access_of(entity: LegalEntity) -> PlatformAccess:
    """Return where and with which key a legal entity's platform is asked."""
    sealed = entity.sealed_platform_key
    key = vault.open_sealed(sealed, purpose=PLATFORM_KEY) if sealed else ""
    return PlatformAccess(entity.platform_url, key)
