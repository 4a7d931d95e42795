"""What an import statement brings in from the project: which files, and the parts they play."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.extractor import Reader
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES, ProjectModule
from houserules.analysis.structure import dotted_name
from houserules.extractors.project_symbols import SYMBOLS, absolute_name, module_and_rest
from houserules.extractors.router_objects import OBJECT_READS, makes_router

IMPORTED_ROLE_READS = (PROJECT_MODULES, SYMBOLS, *OBJECT_READS)
"""What a rule that asks ``roles_behind`` or ``plays_role`` must require."""

_LAYERS = {
    Role.ROUTER: ("router", "routers", "routes", "endpoints"),
    Role.SERVICE: ("service", "services"),
    Role.STORE: ("store", "stores", "repository", "repositories"),
    Role.MODEL: ("model", "models"),
    Role.SCHEMA: ("schema", "schemas"),
    Role.ERROR: ("error", "errors", "exceptions"),
}
_BY_NAME = {name: role for role, names in _LAYERS.items() for name in names}


@dataclass(frozen=True, slots=True)
class ImportedThing:
    """One thing that an import statement names.

    Attributes:
        place: The module or member in the statement.
        target: Its absolute qualified name.
        module: The module that the statement names, absolute.
        name: What it is called in this file; ``""`` for ``import *``.
    """

    place: cst.CSTNode
    target: str
    module: str
    name: str


def imported_things(
    node: cst.Import | cst.ImportFrom, module: str, *, is_package: bool
) -> Iterator[ImportedThing]:
    """What a statement of a module imports, one for each name."""
    if isinstance(node, cst.Import):
        for alias in node.names:
            target = dotted_name(alias.name)
            name = alias.evaluated_alias or target.partition(".")[0]
            yield ImportedThing(alias, target, target, name)
        return
    source = absolute_name(module, imported_module(node), is_package=is_package)
    if not source:
        return
    if isinstance(node.names, cst.ImportStar):
        yield ImportedThing(node.module or node.names, source, source, "")
        return
    for alias in node.names:
        member = dotted_name(alias.name)
        name = alias.evaluated_alias or member
        yield ImportedThing(alias, f"{source}.{member}", source, name)


def roles_behind(reader: Reader, thing: ImportedThing) -> tuple[tuple[Role, str], ...]:
    """The roles of the files that an imported thing comes from, with their modules.

    First the file that the statement names, then the one that defines the thing where packages
    pass it on. Files without a role are left out; so are those whose nearest name says another
    one: ``services/database/models/user.py`` is hardly a service, whatever globs say. The reader
    must require ``IMPORTED_ROLE_READS``.
    """
    found = module_and_rest(reader, thing.target)
    if found is None:
        return ()
    named, rest = found
    modules = [named]
    symbol = reader.lookup(SYMBOLS, thing.target) if rest else None
    if symbol is not None and symbol.module != named.name:
        defining = reader.lookup(PROJECT_MODULES, symbol.module)
        if defining is not None:
            modules.append(defining)
    return tuple((m.role, m.name) for m in modules if _is_certain(reader, m))


def plays_role(reader: Reader, module: str, role: Role) -> bool:
    """Whether nothing in a file speaks against its role: what makes a router is one, though it is
    called ``models.py``."""
    return role is Role.ROUTER or not makes_router(reader, module)


def _is_certain(reader: Reader, module: ProjectModule) -> bool:
    if module.role is Role.OTHER or not plays_role(reader, module.name, module.role):
        return False
    names = reversed(PurePosixPath(module.path).with_suffix("").parts)
    nearest = next((_BY_NAME[name] for name in names if name in _BY_NAME), module.role)
    return nearest is module.role


def for_types_only(unit_pass: UnitPass, node: cst.CSTNode) -> bool:
    """Whether a statement stands in the body of an ``if TYPE_CHECKING:``."""
    chain = [*unit_pass.ancestors, node]
    return any(
        isinstance(holder, cst.If)
        and chain[index + 1] is holder.body
        and dotted_name(holder.test).rpartition(".")[2] == "TYPE_CHECKING"
        for index, holder in enumerate(chain[:-1])
    )
