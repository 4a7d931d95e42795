"""A router that nothing includes is included where the others are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.inclusions import is_inclusion
from houserules.extractors.router_inclusion import INCLUSION_READS
from houserules.extractors.strings import argument, literal_string
from houserules.fixes.change import Change, Elsewhere, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.syntax.unit import UnitKind
from houserules.transforms.import_names import IMPORT_READS

_SAYS_NOTHING = frozenset({"router", "routers", "routes", "endpoints", "api", "views", "v1"})
_NEW_PARENT = "api_router"


@dataclass(frozen=True, slots=True)
class _Call:
    """A statement that includes a router.

    Attributes:
        unit: The unit that holds it.
        line: The statement.
        included: What it includes, as written.
    """

    unit: RewritePass
    line: cst.SimpleStatementLine
    included: str


def _apply(
    rewrite: RewritePass, _: cst.CSTNode, router: str, path: str, parent: str
) -> Iterator[Any]:
    """``path`` is the file that includes the others, ``parent`` what its calls name."""
    project = rewrite.project
    source = project.at(path) if project is not None else None
    if project is None or source is None:
        yield Refusal(f"{path} cannot be read")
        return
    units = list(source.units(project))
    calls = [call for unit in units for call in _calls(unit, parent)]
    if not parent and any(u.view.node is not None for u in units):
        yield Refusal(f"{path} has no router that includes others")
        return
    named = _named(rewrite, units, calls, router)
    if named is None:
        yield Refusal(f"no name for the router is free in {path}")
        return
    expression, need = named
    items: list[Any] = [need]
    if not parent:
        items += [ImportNeed("fastapi", "APIRouter"), _skeleton(units[0], expression)]
    elif calls:
        items.append(_beside(calls, f"{parent}.include_router({expression})", expression))
    else:
        items.append(_at_end(units, f"{parent}.include_router({expression})"))
    yield from (Elsewhere(path, item) for item in items)


def _calls(unit: RewritePass, parent: str) -> Iterator[_Call]:
    if "include_router" not in unit.source:
        return
    for node in unit.visit():
        if not isinstance(node, cst.SimpleStatementLine) or len(node.body) != 1:
            continue
        statement = node.body[0]
        call = statement.value if isinstance(statement, cst.Expr) else None
        if isinstance(call, cst.Call) and is_inclusion(call):
            given = argument(call, "router", 0)
            name = dotted_name(given.value) if given is not None and not given.star else ""
            if dotted_name(call.func) == f"{parent}.include_router" and name:
                yield _Call(unit, node, name)


def _named(
    rewrite: RewritePass, units: Sequence[RewritePass], calls: Sequence[_Call], router: str
) -> tuple[str, ImportNeed] | None:
    """How the aggregator names the router, in the manner of its other calls, and its import."""
    unit = units[0]
    own, package = rewrite.module, unit.module
    base = package.name if package.is_package else package.name.rpartition(".")[0]
    module = own.name
    if _is_relative(units, calls, near=bool(base) and module.startswith(f"{base}.")):
        module = module[len(base) :] if module.startswith(f"{base}.") else module
    holder, _, last = module.rpartition(".")
    holder = holder or ("." if module.startswith(".") else "")
    is_free = last not in _SAYS_NOTHING and not unit.lookup(BINDINGS, last)
    if _names_modules(unit, calls) and holder and is_free:
        return f"{last}.{router}", ImportNeed(holder, last)
    if router != "router" and not unit.lookup(BINDINGS, router):
        return router, ImportNeed(module, router)
    parts = [p for p in own.name.split(".") if p not in _SAYS_NOTHING]
    name = f"{parts[-1]}_router" if parts else ""
    if not name or name == router or unit.lookup(BINDINGS, name):
        return None
    return name, ImportNeed(module, router, name)


def _is_relative(units: Sequence[RewritePass], calls: Sequence[_Call], *, near: bool) -> bool:
    """Whether routers are imported by relative names: as the others are, else from beside."""
    unit = units[0]
    for call in calls:
        for binding in unit.lookup(BINDINGS, call.included.partition(".")[0]):
            if binding.kind is BindingKind.IMPORT:
                return near and binding.target.startswith(".")
    return near and unit.module.is_package


def _names_modules(unit: RewritePass, calls: Sequence[_Call]) -> bool:
    """Whether the other calls say ``users.router``."""
    return bool(calls) and all(
        "." in call.included and unit.lookup(BINDINGS, call.included.partition(".")[0])
        for call in calls
    )


def _skeleton(unit: RewritePass, expression: str) -> Change:
    lines = [
        f"{_NEW_PARENT} = APIRouter()",
        "",
        f"{_NEW_PARENT}.include_router({expression})",
        "",
    ]
    end = len(unit.source)
    above = unit.newline if unit.source and not unit.source.endswith(("\n", "\r")) else ""
    return unit.insert(end, above + unit.newline.join(lines))


def _beside(calls: Sequence[_Call], code: str, expression: str) -> Change:
    """Behind the last call; in the order of the alphabet where the calls have one."""
    names = [call.included for call in calls]
    before = calls[-1]
    if names == sorted(names) and len(names) > 1:
        smaller = [call for call in calls if call.included < expression]
        if not smaller:
            first = calls[0]
            line = first.unit.lines_of(first.line)
            text = first.unit.indentation(first.line) + code + first.unit.newline
            return first.unit.insert(line.start, text)
        before = smaller[-1]
    return _behind(before.unit, before.line, code)


def _behind(unit: RewritePass, line: cst.SimpleStatementLine, code: str) -> Change:
    lines = unit.lines_of(line)
    text = unit.indentation(line) + code
    if unit.source[lines.start : lines.end].endswith(("\n", "\r")):
        return unit.insert(lines.end, text + unit.newline)
    return unit.insert(lines.end, unit.newline + text)


def _at_end(units: Sequence[RewritePass], code: str) -> Change:
    """Behind the last statement, above what runs only as a script."""
    last = next(u for u in reversed(units) if not _is_at_the_end(u))
    newline = last.newline
    apart = newline * 2 if isinstance(_top(units, last), _DEFINITIONS) else newline
    ending = "" if last.source.endswith(("\n", "\r")) else newline
    return last.insert(len(last.source), f"{ending}{apart}{code}{newline}")


_DEFINITIONS = (cst.FunctionDef, cst.ClassDef)


def _top(units: Sequence[RewritePass], unit: RewritePass) -> cst.CSTNode | None:
    """The statement at module level that a unit is, or belongs to."""
    place = units.index(unit)
    return next(u.view.node for u in reversed(units[: place + 1]) if not u.view.unit.depth)


def _is_at_the_end(unit: RewritePass) -> bool:
    node = unit.view.node
    if unit.view.unit.kind is UnitKind.FOOTER:
        return True
    if not isinstance(node, cst.If) or not isinstance(node.test, cst.Comparison):
        return False
    return any(literal_string(c.comparator) == "__main__" for c in node.test.comparisons)


include_router = Transform(
    id="include-router",
    title="Include it in `{path}`",
    safety=Safety.UNSAFE,
    reach=Reach.PROJECT,
    apply=_apply,
    requires=(*IMPORT_READS, *INCLUSION_READS),
)
