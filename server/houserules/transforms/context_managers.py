"""A generator that gives something for a while is decorated with ``asynccontextmanager``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.context_managers import MANAGER_READS, is_bare_manager, yields
from houserules.extractors.qualified_names import resolves_to
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, name_for

_PLAIN = frozenset({"contextlib.contextmanager"})
_Edit = Change | ImportNeed


def plain_decorator(unit: UnitPass, function: cst.FunctionDef) -> cst.Decorator | None:
    """``@contextmanager`` on an asynchronous generator."""
    if function.asynchronous is None:
        return None
    for decorator in function.decorators:
        if resolves_to(unit, decorator.decorator, _PLAIN):
            return decorator if yields(function) else None
    return None


def _changed(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[_Edit]:
    decorator = plain_decorator(rewrite, function)
    found = name_for(rewrite, "contextlib", "asynccontextmanager", function)
    if decorator is not None and found is not None:
        yield from found[1]
        yield rewrite.replace(decorator.decorator, found[0])


def _added(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[_Edit]:
    found = name_for(rewrite, "contextlib", "asynccontextmanager", function)
    if found is not None:
        yield from found[1]
        margin = rewrite.newline + rewrite.indentation(function)
        yield rewrite.insert(rewrite.span(function).start, f"@{found[0]}{margin}")


def _changed_sites(unit: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    if plain_decorator(unit, function) is not None:
        yield to_asynccontextmanager.at(function)


def _added_sites(unit: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    if is_bare_manager(unit, function):
        yield add_asynccontextmanager.at(function)


to_asynccontextmanager = Transform(
    id="to-asynccontextmanager",
    title="Write `@asynccontextmanager`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_changed,
    sites=_changed_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, BINDINGS),
)
add_asynccontextmanager = Transform(
    id="add-asynccontextmanager",
    title="Decorate it with `@asynccontextmanager`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_added,
    sites=_added_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, *MANAGER_READS),
)
