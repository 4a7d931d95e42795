"""A change of shared state, and what it rests on, go under a lock."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import first_statement, target_names
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.scopes import scopes_around
from houserules.extractors.shared_state import STATE_READS, Race, races
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, member_name_for

LOCK_REASON = "callers wait for each other, and must not hold the lock already"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_STRINGS = (cst.SimpleString, cst.FormattedString)
_Edit = Change | ImportNeed | Refusal


def _apply(
    rewrite: RewritePass, function: cst.FunctionDef, name: str, strict: bool
) -> Iterator[_Edit]:
    race = next((r for r in races(rewrite, function, strict=strict) if r.name == name), None)
    found = member_name_for(rewrite, "asyncio", "Lock", function)
    if race is None or found is None:
        return
    lock = f"{name}_lock"
    if any(lock in scope for scope in scopes_around(rewrite, function.body)):
        return
    if not rewrite.lookup(BINDINGS, lock):
        place = next((u for u in rewrite.units() if _defines(u, name)), None)
        if place is None or place.view.node is None:
            yield Refusal(f"no line of its own defines `{name}`")
            return
        yield from found[1]
        end = place.lines_of(place.view.node).end
        yield place.insert(end, f"{lock} = {found[0]}(){rewrite.newline}")
    lines = _lines_of(rewrite, race)
    if lines is None:
        yield Refusal("the statements cannot be moved into a block")
        return
    yield from _indented(rewrite, lines, lock)


def _defines(unit: RewritePass, name: str) -> bool:
    statement = None if unit.class_path else first_statement(unit.view.node)
    if isinstance(statement, cst.Assign):
        return any(name in target_names(t.target) for t in statement.targets)
    return isinstance(statement, cst.AnnAssign) and name in target_names(statement.target)


def _lines_of(rewrite: RewritePass, race: Race) -> Span | None:
    """The lines from the first read to the change, in the innermost block that holds both."""
    block = next(
        (n for n in race.write_path if isinstance(n, cst.IndentedBlock) and n in race.read_path),
        None,
    )
    if block is None:
        return None
    first = race.read_path[race.read_path.index(block) - 1]
    last = race.write_path[race.write_path.index(block) - 1]
    statements: list[cst.CSTNode] = list(block.body)
    covered = statements[statements.index(first) : statements.index(last) + 1]
    for node in (n for statement in covered for n in descendants(statement)):
        if isinstance(node, cst.Global | cst.Nonlocal):
            return None
        if isinstance(node, _STRINGS) and len(rewrite.text(node).splitlines()) > 1:
            return None
    return Span(rewrite.lines_of(first).start, rewrite.lines_of(last).end)


def _indented(rewrite: RewritePass, lines: Span, lock: str) -> Iterator[_Edit]:
    step, offset = rewrite.indent, lines.start
    margin = rewrite.indentation(Span(lines.start, lines.start))
    header = f"{margin}async with {lock}:{rewrite.newline}"
    for line in _LINE.findall(rewrite.source[lines.start : lines.end]):
        if offset == lines.start:
            yield rewrite.insert(offset, header + step)
        elif line.strip():
            yield rewrite.insert(offset, step)
        offset += len(line)


def _sites(unit: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    if function.asynchronous is not None:
        for race in races(unit, function):
            yield lock_shared_state.at(function, reason=LOCK_REASON, name=race.name, strict=False)


lock_shared_state = Transform(
    id="lock-shared-state",
    title="Change `{name}` under a lock",
    safety=Safety.UNSAFE,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, *STATE_READS),
)
