"""Let a shop take money by the plain provider, and tell a key of its page. Run as a program."""

import argparse
import json

import guildhall.config.processes  # noqa: F401 - sets Django up
from guildhall.identity.operations import issue_api_key
from guildhall.kernel import clock
from guildhall.kernel.stamp import system_stamp
from guildhall.kernel.tenancy import PLATFORM, directory, enter
from guildhall.kernel.tenancy.units import unit
from tests.factories.payments import open_plain, plain_offered


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("schema")
    schema = parser.parse_args().schema
    with enter(PLATFORM), unit():
        scope = next(x.scope for x in directory().working() if x.scope.schema == schema)
    rights = ("carts:view", "carts:edit")
    stamp = system_stamp("benchmark", clock.now())
    with plain_offered(), enter(scope), unit():
        open_plain()
        token = issue_api_key("page", capabilities=rights, stamp=stamp).token
    print(json.dumps({"token": token}))


if __name__ == "__main__":
    main()
