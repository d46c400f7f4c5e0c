"""The kinds of contract that import-linter does not bring along."""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, cast, override

from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression

if TYPE_CHECKING:
    from grimp import ImportGraph


class PlannedForbidden(ForbiddenContract):
    @override
    def check(self, graph: "ImportGraph", verbose: bool) -> ContractCheck:
        _pass_over_what_is_not_built(self, ("source_modules", "forbidden_modules"), graph)
        return super().check(graph, verbose)


class PlannedProtected(ProtectedContract):
    @override
    def check(self, graph: "ImportGraph", verbose: bool) -> ContractCheck:
        _pass_over_what_is_not_built(self, ("protected_modules", "allowed_importers"), graph)
        return super().check(graph, verbose)


class PlannedLayers(LayersContract):
    @override
    def check(self, graph: "ImportGraph", verbose: bool) -> ContractCheck:
        _pass_over_what_is_not_built(self, ("containers",), graph)
        return super().check(graph, verbose)


class PrivateParts(Contract):
    """Keep the private files of a room to the room itself."""

    type_name = "private_parts"

    rooms = fields.SetField(subfield=fields.ModuleExpressionField())
    private = fields.SetField(subfield=fields.StringField())
    exempt = fields.SetField(subfield=fields.StringField(), required=False)
    allowed_importers = fields.SetField(subfield=fields.StringField(), required=False)

    @override
    def check(self, graph: "ImportGraph", verbose: bool) -> ContractCheck:
        rooms = cast("AbstractSet[ModuleExpression]", self.rooms)
        intruders = [
            (importer, module)
            for room in sorted(each.name for each in module_expressions_to_modules(graph, rooms))
            for module in sorted(graph.find_descendants(room))
            if self._is_private(module, room)
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if not self._may_enter(importer, room)
        ]
        lines = {pair: _line_numbers(graph, *pair) for pair in intruders}
        return ContractCheck(kept=not intruders, metadata={"intruders": lines})

    def _is_private(self, module: str, room: str) -> bool:
        private = cast("AbstractSet[str]", self.private)
        exempt = cast("AbstractSet[str] | None", self.exempt) or set()
        return module not in exempt and bool(private & set(_tail(module, room).split(".")))

    def _may_enter(self, importer: str, room: str) -> bool:
        allowed = cast("AbstractSet[str] | None", self.allowed_importers) or set()
        return any(_is_inside(importer, each) for each in {room, *allowed})

    @override
    def render_broken_contract(self, check: ContractCheck) -> None:
        intruders: dict[tuple[str, str], str] = check.metadata["intruders"]
        for (importer, module), lines in intruders.items():
            output.print_error(f"{importer} -> {module} ({lines})", bold=False)
        output.new_line()


def _pass_over_what_is_not_built(
    contract: Contract, names: tuple[str, ...], graph: "ImportGraph"
) -> None:
    """Let a contract name rooms of the plan before they are built, and libraries before their use.

    A name that nobody planned would be passed over as well; test_plan.py looks for those.
    """
    for name in names:
        expressions = cast("list[ModuleExpression] | None", getattr(contract, name)) or []
        built = [
            each
            for each in expressions
            if each.has_wildcard_expression() or each.expression in graph.modules
        ]
        setattr(contract, name, built)


def _is_inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _tail(module: str, package: str) -> str:
    return module.removeprefix(f"{package}.")


def _line_numbers(graph: "ImportGraph", importer: str, imported: str) -> str:
    details: list[Any] = list(graph.get_import_details(importer=importer, imported=imported))
    return ", ".join(f"l.{detail['line_number']}" for detail in details)
