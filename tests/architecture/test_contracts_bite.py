"""Each contract turns red for what it forbids, and stays green for what the plan allows."""

from copy import deepcopy

import grimp
import pytest

from tests.architecture.house import OPTIONS, ROOT_PACKAGES, contract

FORBIDDEN = [
    # contract, then the imports (importer, imported) that together break it
    ("house", [("guildhall.inventory.operations", "guildhall.orders.operations")]),
    ("house", [("guildhall.kernel.clock", "guildhall.catalog.queries")]),
    ("house", [("guildhall.catalog.queries", "guildhall.payments.queries")]),
    ("house", [("guildhall.orders.operations", "guildhall.flows.reactions")]),
    ("house", [("guildhall.identity.operations", "guildhall.config.settings")]),
    ("house", [("guildhall.console.home", "guildhall.hq.queries")]),
    ("neighbors", [("guildhall.kernel.clock", "tenants.queries")]),
    ("neighbors", [("tenants.operations", "guildhall.identity.operations")]),
    ("neighbors", [("public_site.storefront.api", "guildhall.config.settings")]),
    ("private-parts", [("guildhall.orders.operations", "guildhall.inventory.models")]),
    ("private-parts", [("guildhall.console.home", "guildhall.orders.rules.refunds")]),
    ("private-parts", [("public_site.storefront.queries", "guildhall.catalog.models")]),
    ("private-parts", [("guildhall.hq.queries", "tenants.models")]),
    ("private-parts", [("guildhall.flows.reactions", "guildhall.orders.jobs")]),
    ("private-parts", [("public_site.landing.pages", "guildhall.console.shell.views")]),
    ("private-parts", [("guildhall.audit.queries", "guildhall.kernel.models")]),
    ("inside", [("guildhall.inventory.queries", "guildhall.inventory.operations")]),
    ("inside", [("guildhall.orders.rules", "guildhall.orders.models")]),
    ("inside", [("guildhall.orders.states", "guildhall.orders.errors")]),
    ("inside", [("guildhall.orders.models", "guildhall.orders.queries")]),
    ("inside", [("guildhall.orders.operations.cancel", "guildhall.orders.api")]),
    ("inside-tenants", [("tenants.directory", "tenants.provisioning")]),
    ("inside-tenants", [("tenants.models", "tenants.queries")]),
    ("inside-tenants", [("tenants.operations", "tenants.fleet.operations")]),
    ("inside-tenants", [("tenants.plans.queries", "tenants.fleet.queries")]),
    ("inside-tenants-rooms", [("tenants.fleet.queries", "tenants.fleet.operations")]),
    (
        "inside-identity-rooms",
        [("guildhall.identity.oauth.queries", "guildhall.identity.oauth.operations")],
    ),
    ("inside", [("guildhall.identity.queries", "guildhall.identity.oauth.queries")]),
    ("pure-rules", [("guildhall.orders.rules", "django")]),
    ("pure-rules", [("guildhall.orders.errors", "ninja")]),
    ("pure-rules", [("guildhall.catalog.types", "redis")]),
    ("pure-rules", [("edge_devices.protocol.pricing", "django")]),
    (
        "pure-rules",
        [
            ("guildhall.inventory.rules", "guildhall.kernel.detour"),
            ("guildhall.kernel.detour", "dramatiq"),
        ],
    ),
    ("observers-read", [("guildhall.hq.roll_ups", "guildhall.orders.operations")]),
    ("observers-read", [("guildhall.analytics.reactions", "guildhall.orders.operations")]),
    ("observers-read", [("guildhall.finance.operations", "guildhall.payments.operations")]),
    ("outer-ring", [("guildhall.console.home", "public_site.storefront.queries")]),
    ("outer-ring", [("public_site.storefront.api", "integrations.hub.queries")]),
    ("outer-ring", [("integrations.hub.jobs", "edge_devices.hub.queries")]),
    ("tenant-blind", [("guildhall.orders.operations", "tenants.queries")]),
    ("tenant-blind", [("public_site.storefront.queries", "tenants.queries")]),
    ("tenant-blind", [("guildhall.catalog.queries", "guildhall.kernel.tenancy")]),
    ("tenants-low", [("tenants.operations", "guildhall.organization.operations")]),
    ("tenants-low", [("tenants.operations", "integrations.dns")]),
    ("one-tenancy-door", [("guildhall.orders.models", "django_tenants")]),
    ("one-tenancy-door", [("guildhall.kernel.jobs", "django_tenants")]),
    ("only-integrations-call-out", [("guildhall.payments.operations", "httpx")]),
    ("only-integrations-call-out", [("guildhall.kernel.http", "requests")]),
    ("only-integrations-call-out", [("public_site.storefront.api", "stripe")]),
    ("only-integrations-call-out", [("guildhall.config.settings", "httpx")]),
    ("sign-in-parts", [("guildhall.console.sign_in", "authlib")]),
    ("vendors", [("integrations.shopify.orders", "integrations.amazon.orders")]),
    ("vendors", [("integrations.hub.inbox", "integrations.shopify.orders")]),
    ("agent", [("edge_devices.agent.sync", "django")]),
    ("agent", [("edge_devices.agent.sync", "guildhall.kernel.money")]),
    ("agent", [("edge_devices.protocol.messages", "edge_devices.hub.queries")]),
    (
        "no-cycles",
        [
            ("guildhall.console.left", "guildhall.console.right"),
            ("guildhall.console.right", "guildhall.console.left"),
        ],
    ),
]

ALLOWED = [
    ("house", [("guildhall.orders.operations", "guildhall.inventory.operations")]),
    ("house", [("guildhall.config.urls", "guildhall.console.urls")]),
    ("neighbors", [("public_site.storefront.api", "guildhall.orders.operations")]),
    ("neighbors", [("guildhall.hq.queries", "tenants.queries")]),
    ("private-parts", [("guildhall.config.api", "guildhall.orders.api")]),
    ("private-parts", [("public_site.storefront.api", "guildhall.orders.ports")]),
    ("private-parts", [("guildhall.notifications.operations", "guildhall.kernel.jobs")]),
    ("inside", [("guildhall.orders.operations", "guildhall.orders.rules")]),
    ("inside", [("guildhall.orders.events", "guildhall.orders.types")]),
    ("observers-read", [("guildhall.hq.releases", "guildhall.releases.operations")]),
    ("outer-ring", [("guildhall.config.urls", "public_site.storefront.api")]),
    ("tenant-blind", [("public_site.landing.pages", "tenants.operations")]),
    ("tenants-low", [("tenants.operations", "guildhall.kernel.money")]),
    ("only-integrations-call-out", [("guildhall.config.demo.replay", "httpx")]),
    ("vendors", [("integrations.shopify.orders", "integrations.hub.inbox")]),
    ("agent", [("edge_devices.agent.sync", "edge_devices.protocol.messages")]),
]


@pytest.fixture(scope="module")
def house() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOT_PACKAGES, include_external_packages=True, cache_dir=None)


def with_modules(graph: grimp.ImportGraph, imports: list[tuple[str, str]]) -> grimp.ImportGraph:
    extended = deepcopy(graph)
    for module in {name for pair in imports for name in pair} - extended.modules:
        if module.partition(".")[0] in ROOT_PACKAGES:
            steps = module.split(".")
            for length in range(1, len(steps) + 1):
                extended.add_module(".".join(steps[:length]))
        else:
            extended.add_module(module, is_squashed=True)
    return extended


def with_imports(graph: grimp.ImportGraph, imports: list[tuple[str, str]]) -> grimp.ImportGraph:
    extended = with_modules(graph, imports)
    for importer, imported in imports:
        extended.add_import(
            importer=importer, imported=imported, line_number=1, line_contents="import it"
        )
    return extended


def is_kept(name: str, graph: grimp.ImportGraph) -> bool:
    return contract(name).check(deepcopy(graph), verbose=False).kept


@pytest.mark.parametrize("name", list(OPTIONS))
def test_a_contract_is_kept_by_the_house_as_it_is(name: str, house: grimp.ImportGraph) -> None:
    assert is_kept(name, house)


@pytest.mark.parametrize(("name", "imports"), FORBIDDEN)
def test_a_forbidden_import_breaks_its_contract(
    name: str, imports: list[tuple[str, str]], house: grimp.ImportGraph
) -> None:
    before = is_kept(name, with_modules(house, imports))

    after = is_kept(name, with_imports(house, imports))

    assert before
    assert not after


@pytest.mark.parametrize(("name", "imports"), ALLOWED)
def test_an_import_that_the_plan_allows_breaks_nothing(
    name: str, imports: list[tuple[str, str]], house: grimp.ImportGraph
) -> None:
    assert is_kept(name, with_imports(house, imports))


def test_no_contract_goes_untested() -> None:
    assert {name for name, _ in FORBIDDEN} == set(OPTIONS)


def test_a_room_that_nobody_placed_breaks_the_house(house: grimp.ImportGraph) -> None:
    extended = with_modules(house, [("guildhall.annex", "guildhall.annex.models")])

    assert not is_kept("house", extended)


def test_a_file_that_no_module_has_breaks_the_inside(house: grimp.ImportGraph) -> None:
    extended = with_modules(house, [("guildhall.orders", "guildhall.orders.toolbox")])

    assert not is_kept("inside", extended)
