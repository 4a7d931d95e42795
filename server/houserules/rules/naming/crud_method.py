"""A method of a store or service that creates, reads, updates or deletes has another name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BindingKind
from houserules.extractors.crud_names import CRUD_NAMES, crud_name
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes
from houserules.extractors.definitions import decorator_names
from houserules.extractors.foreign_overrides import FOREIGN_OVERRIDE
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_method import rename_method
from houserules.transforms.rename_symbol import REASON, rename_symbol, renamed_to

_ROLES = frozenset({Role.STORE, Role.SERVICE, Role.OTHER})
_SYNC = "sync_"
_PLAIN = frozenset({"classmethod", "staticmethod", "abstractmethod"})


@dataclass(frozen=True)
class Options:
    """Options of ``naming/crud-method``.

    Attributes:
        classes: Globs of the names of classes whose methods are held to the names.
        handlers: Whether functions that are routes are held to them, too.
        map: The wanted names, each with the names that it stands for.
        entity_suffix: Whether a name may not hold the noun of its class either, as
            `PlanStore.get_plan` does.
    """

    classes: tuple[str, ...] = ("*Store", "*Service")
    handlers: bool = False
    map: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: CRUD_NAMES)
    entity_suffix: bool = True


@rule(
    id="naming/crud-method",
    on=(cst.FunctionDef,),
    requires=(FOREIGN_OVERRIDE, *ROUTE_READS),
    options=Options,
    fixes=(rename_method, rename_symbol),
    message="`{name}` should be `{wanted}`",
    why="Where every store and service has the same names, nobody has to look them up.",
    allow_when="The class is a library of its own, used by code that cannot follow.",
    examples=[
        Example(
            "class PlanStore:\n"
            "    async def find_by_id(self, payload):"
            "  # want: `find_by_id` should be `get_one` # at: find_by_id\n"
            "        return payload\n\n\n"
            "async def load(store: PlanStore, payload):\n"
            "    return await store.find_by_id(payload)\n",
            fixed="class PlanStore:\n"
            "    async def get_one(self, payload):\n"
            "        return payload\n\n\n"
            "async def load(store: PlanStore, payload):\n"
            "    return await store.get_one(payload)\n",
        ),
        Example(
            "class PlanStore:\n"
            "    async def list_plans(self):"
            "  # want: `list_plans` should be `get_list` # at: list_plans\n"
            "        return []\n",
            fixed="class PlanStore:\n    async def get_list(self):\n        return []\n",
        ),
        Example(
            "class PlanStore:\n    async def list_plans(self):\n        return []\n",
            options=(("entity_suffix", False),),
        ),
    ],
)
def crud_method(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report public methods of the classes that are called by a synonym."""
    name, options = node.name.value, p.options
    if name.startswith("_") or name in options.map:
        return
    if not p.class_path:
        yield from _of_handler(p, node)
        return
    owner = p.class_path[-1]
    if p.ancestors or not any(fnmatchcase(owner, glob) for glob in options.classes):
        return
    if p.module.role not in _ROLES:
        return
    twin = _SYNC if name.startswith(_SYNC) else ""
    wanted = crud_name(
        options.map,
        name.removeprefix(twin),
        owner if options.entity_suffix else "",
        node,
    )
    if not wanted or not {d.rpartition(".")[2] for d in decorator_names(node)} <= _PLAIN:
        return
    if p.lookup(FOREIGN_OVERRIDE, (".".join(p.class_path), name)):
        return
    new = twin + wanted
    yield p.finding(node.name, fix=_fix(p, name, new), name=excerpt(name, 40), wanted=new)


def _fix(p: UnitPass, old: str, new: str) -> FixRef | None:
    if p.siblings_named(new):
        return None
    return rename_method.at(None, reason=REASON, old=old, new=new)


def _of_handler(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    if not p.options.handlers or p.ancestors or not declared_routes(p, node):
        return
    name = node.name.value
    wanted = crud_name(p.options.map, name, "", node)
    if wanted:
        fix = renamed_to(p, name, wanted, BindingKind.FUNCTION)
        yield p.finding(node.name, fix=fix, name=excerpt(name, 40), wanted=wanted)
