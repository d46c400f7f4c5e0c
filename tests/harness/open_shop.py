"""Opens shop in a tenant of another database, in a process that works there."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tests.harness.processes import ROOT


@dataclass(frozen=True, slots=True)
class Shop:
    """What a storefront needs to order here."""

    host: str
    site: int
    key: str

    def cart(self, sku: str, quantity: int = 1) -> dict[str, object]:
        return {
            "site": self.site,
            "currency": "USD",
            "lines": [{"sku": sku, "quantity": str(quantity)}],
            "customer": {"name": "Alice Miller", "email": "alice@example.com"},
        }


def open_shop(slug: str, *, env: Mapping[str, str]) -> Shop:
    """Run this module where `env` leads, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.harness.open_shop", slug],
        env={**os.environ, **env},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
    )
    return Shop(**json.loads(done.stdout.splitlines()[-1]))


def main(slug: str) -> None:
    from guildhall.config import processes  # noqa: F401, PLC0415 - sets Django up, here alone
    from guildhall.kernel.tenancy import PLATFORM, directory, enter  # noqa: PLC0415 - after it
    from tests.factories.company import make_company  # noqa: PLC0415 - likewise

    with enter(PLATFORM):
        scopes = {found.scope.slug: found.scope for found in directory().working()}
    with enter(scopes[slug]):
        company = make_company()
    shop = Shop(company.host, company.site.number, company.storefront_key)
    sys.stdout.write(json.dumps(asdict(shop)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
