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
from houserules.extractors.project_symbols import (
    MODULE_CLASSES,
    PROJECT_ANCESTRY,
    SYMBOLS,
    absolute_name,
    module_and_rest,
)
from houserules.extractors.router_objects import (
    OWN_ROUTING_READS,
    ROUTING_READS,
    has_router,
    has_routes,
    is_routing,
    makes_router,
)

IMPORTED_ROLE_READS = (
    PROJECT_MODULES,
    PROJECT_ANCESTRY,
    MODULE_CLASSES,
    SYMBOLS,
    *ROUTING_READS,
    *OWN_ROUTING_READS,
)
"""What a rule that asks ``roles_behind`` or ``plays_role`` must require."""

_LAYERS = {
    Role.ROUTER: ("router", "routers", "routes", "endpoints"),
    Role.SERVICE: ("service", "services"),
    Role.STORE: ("store", "stores", "repository", "repositories"),
    Role.MODEL: ("model", "models"),
    Role.SCHEMA: ("schema", "schemas"),
    Role.ERROR: ("error", "errors", "exceptions"),
}
_HELPERS = frozenset({"helpers", "types", "util", "utils"})
"""Folders whose files are about a layer at most, whatever they are called."""
_DATABASE = frozenset({"database", "db"})
_VALUES = frozenset(
    {
        "enum.Enum", "enum.IntEnum", "enum.StrEnum", "enum.Flag", "enum.IntFlag",
        "pydantic.BaseModel", "pydantic.RootModel", "builtins.Exception", "typing.NamedTuple",
        "typing.TypedDict", "typing_extensions.TypedDict",
    }
)  # fmt: skip
_PLAIN_BASES = frozenset({"abc.ABC", "builtins.object", "typing.Generic", "typing.Protocol"})
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
    pass it on; after the role of each the roles that names on its path say:
    ``services/database/models/user.py`` is hardly a service, whatever globs say. The reader must
    require ``IMPORTED_ROLE_READS``.
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
    return tuple((role, m.name) for m in modules for role in _possible_roles(reader, m))


def plays_role(reader: Reader) -> bool:
    """Whether nothing in the file that asks speaks against its role.

    What makes a router is one, though it is called ``models.py``, and what a folder ``routes``
    holds is none without routes.

    The reader must require ``IMPORTED_ROLE_READS``.
    """
    if reader.module.role is not Role.ROUTER:
        return not has_router(reader)
    return _is_called_router(reader.module.path) or has_routes(reader)


def _plays_role(reader: Reader, module: ProjectModule) -> bool:
    """As ``plays_role``, of another file."""
    if module.role is not Role.ROUTER:
        return not makes_router(reader, module.name)
    return _is_called_router(module.path) or is_routing(reader, module.name)


def _is_called_router(path: str) -> bool:
    return _BY_NAME.get(PurePosixPath(path).stem) is Role.ROUTER


def is_among_helpers(path: str) -> bool:
    """Whether a file has its role by name alone: ``utils/models.py`` is about models at most."""
    return bool(_HELPERS & {*PurePosixPath(path).parts[:-1]})


def is_plain_value(reader: Reader, thing: ImportedThing) -> bool:
    """Whether a thing is a class that has nothing to do with a database.

    Any layer may pass its values around: an enumeration, a schema, an error, a class without
    foreign bases.

    The reader must require ``IMPORTED_ROLE_READS``.
    """
    if not thing.name:
        return False
    ancestors = reader.lookup(PROJECT_ANCESTRY, thing.target)
    return bool(ancestors & _VALUES) or all(_is_known(reader, a, ancestors) for a in ancestors)


def _is_known(reader: Reader, qualified: str, ancestors: frozenset[str]) -> bool:
    """Whether a class is all written in the project, each of its bases among the ancestors."""
    if qualified in _PLAIN_BASES:
        return True
    symbol = reader.lookup(SYMBOLS, qualified)
    found = reader.lookup(MODULE_CLASSES, (symbol.module, symbol.path)) if symbol else None
    names = {ancestor.rpartition(".")[2] for ancestor in ancestors}
    return bool(found) and all(b.rpartition(".")[2] in names for d in found or () for b in d.bases)


def _possible_roles(reader: Reader, module: ProjectModule) -> tuple[Role, ...]:
    """The role of a file, and those that names on its path say; none where it is not certain."""
    if module.role is Role.OTHER or not _plays_role(reader, module):
        return ()
    names = PurePosixPath(module.path).with_suffix("").parts
    if is_among_helpers(module.path):
        return ()
    if module.role is Role.DEPENDENCY and _DATABASE & {*names[:-1]}:
        return ()
    return (module.role, *(_BY_NAME[name] for name in names if name in _BY_NAME))


def for_types_only(unit_pass: UnitPass, node: cst.CSTNode) -> bool:
    """Whether a statement stands in the body of an ``if TYPE_CHECKING:``."""
    chain = [*unit_pass.ancestors, node]
    return any(
        isinstance(holder, cst.If)
        and chain[index + 1] is holder.body
        and dotted_name(holder.test).rpartition(".")[2] == "TYPE_CHECKING"
        for index, holder in enumerate(chain[:-1])
    )
