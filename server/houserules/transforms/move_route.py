"""A route moves above another one that matches its requests first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.binding_names import bindings_in
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import UnitView, is_docstring
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.references import referenced_names
from houserules.extractors.routes import (
    ROUTERS,
    ROUTES,
    Route,
    RoutesAbove,
    is_one_router,
    route_decorators,
)
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span

_KEEPS_ORDER = (cst.FunctionDef, cst.ClassDef)
_STATES_ORDER = (cst.Assign, cst.AnnAssign, cst.Import, cst.ImportFrom, cst.Pass)


def _apply(rewrite: RewritePass, _name: cst.CSTNode, function: str, above: str) -> Iterator[Change]:
    """``above`` is the name of the function that the route of this unit moves above."""
    later = rewrite.view.node
    if not isinstance(later, cst.FunctionDef) or rewrite.class_path:
        return
    if len(list(route_decorators(later))) != 1 or not rewrite.source.endswith(("\n", "\r")):
        return
    units = list(rewrite.units())
    here = units.index(rewrite)
    place = _last_definition(units[:here], above)
    if place is None:
        return
    between = [p.view for p in units[place:here]]
    if any(not _keeps_order(view) for view in between):
        return
    bound = {b.name for v in between if v.node is not None for b in bindings_in((v.node,))}
    if bound & referenced_names(rewrite.view.parsed):
        return
    cut, start = _own_block(rewrite.view)
    upper, target = _own_block(between[0])
    blank = max(rewrite.source[cut:start], between[0].unit.text[upper:target], key=len)
    yield units[place].insert(target, rewrite.source[start:] + blank)
    yield rewrite.replace_span(Span(cut, len(rewrite.source)), "")


def _last_definition(units: Sequence[RewritePass], name: str) -> int | None:
    for index in range(len(units) - 1, -1, -1):
        node = units[index].view.node
        if not isinstance(node, cst.FunctionDef) or units[index].class_path:
            continue
        if node.name.value == name:
            return index
    return None


def _keeps_order(view: UnitView) -> bool:
    """Whether a statement between two routes does nothing but bind names."""
    if view.unit.depth or not view.unit.text[view.unit.item_start :].strip():
        return view.node is not None or not view.unit.flaw
    if isinstance(view.node, _KEEPS_ORDER):
        return True
    if not isinstance(view.node, cst.SimpleStatementLine):
        return False
    return is_docstring(view.node) or all(isinstance(s, _STATES_ORDER) for s in view.node.body)


def _own_block(view: UnitView) -> tuple[int, int]:
    """Where the blank lines before a statement and its own comments begin, and where they end.

    Comments that a blank line parts from the statement are a heading: they stay where they are.
    """
    lines = view.unit.text[: view.unit.item_start].splitlines(keepends=True)
    start = view.unit.item_start
    while lines and lines[-1].strip():
        start -= len(lines.pop())
    cut = start
    while lines and not lines[-1].strip():
        cut -= len(lines.pop())
    return cut, start


def move_above(later: Route, earlier: Route) -> FixRef:
    """The reference that moves one route above another, at the function of the later one."""
    return move_route_above.at(
        None,
        reason=f"requests that `{earlier.function}` gets now will go to `{later.function}`",
        function=later.function,
        above=earlier.function,
    )


def _sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    if unit_pass.ancestors or unit_pass.class_path:
        return
    for _, owner, _, _ in route_decorators(function):
        if not is_one_router(unit_pass, owner):
            continue
        routes = unit_pass.lookup(ROUTES, owner)
        above = RoutesAbove()
        for route in routes:
            found = above.matching(route) if route.function == function.name.value else None
            if found is not None:
                yield move_above(route, routes[found[0]])
                return
            above.add(route)


move_route_above = Transform(
    id="move-route-above",
    title="Move `{function}` above `{above}`",
    safety=Safety.UNSAFE,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(ROUTES, ROUTERS, BINDINGS),
)
