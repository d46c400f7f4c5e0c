"""The contracts name what was planned, and all of it: a typing error in a name protects nobody."""

from tests.architecture.house import OPTIONS, OUTER_RING, ROOT, ROOT_PACKAGES, floors, room_of

# Rooms that have a shape of their own: the root, the kernel's closed list, the faces, the table.
OTHERWISE_SHAPED = {"config", "kernel", "console", "hq", "operators", "flows"}
FIELDS = ("source_modules", "forbidden_modules", "protected_modules", "allowed_importers", "rooms")
PLANNED_OUTSIDE = {
    "guildhall.identity.oauth",
    "integrations.hq_sign_in",
    "public_site.company",
    "public_site.landing",
    "integrations.dns",
    "integrations.hub",
    "edge_devices.agent",
    "edge_devices.hub",
    "edge_devices.protocol",
    *(f"tenants.{room}" for room in ("archives", "fleet", "moves", "openings", "plans", "visits")),
}
PARTS = {"states", "errors", "types", "rules", "operations", "jobs", "tenancy"}


def named() -> set[str]:
    return {
        name for options in OPTIONS.values() for field in FIELDS for name in options.get(field, [])
    }


def strangers(names: set[str]) -> set[str]:
    """Return which names of our packages are in no plan."""
    known = {*floors(), *PLANNED_OUTSIDE, *ROOT_PACKAGES, "guildhall.config.demo"}
    ours = {name for name in names if name.partition(".")[0] in ROOT_PACKAGES}
    places = {name: name.rpartition(".") for name in ours}
    return {
        name
        for name, (parent, _, last) in places.items()
        if name not in known
        and not (last in PARTS and (parent in known or parent.endswith(".*")))
        and not (last == "*" and parent in ROOT_PACKAGES)
    }


def test_every_name_in_a_contract_was_planned() -> None:
    assert strangers(named()) == set()


def test_a_name_that_nobody_planned_is_noticed() -> None:
    assert strangers({"guildhall.ordres", "guildhall.hq", "httpx"}) == {"guildhall.ordres"}


def test_every_shaped_room_of_the_plan_is_looked_at_from_inside() -> None:
    planned = {room for room in floors() if room.startswith("guildhall.")}
    shaped = planned - {f"guildhall.{room}" for room in OTHERWISE_SHAPED}

    assert set(OPTIONS["inside"]["containers"]) == shaped


def test_every_package_at_the_root_is_under_contract() -> None:
    beside = {each.parent.name for each in ROOT.glob("*/__init__.py")} - {"tests"}

    assert {"guildhall", *beside} == set(ROOT_PACKAGES)


def test_the_floors_lie_as_the_picture_shows() -> None:
    floor = floors()

    assert floor["guildhall.kernel"] == 0
    assert floor["tenants"] == 1
    assert floor["guildhall.orders"] > floor["guildhall.inventory"]
    assert floor["guildhall.catalog"] == floor["guildhall.payments"]
    assert {floor[each] for each in OUTER_RING} == {floor["guildhall.console"] + 1}
    assert room_of("guildhall.orders.models") == "guildhall.orders"
