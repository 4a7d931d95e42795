"""Loops of asyncio are got, run and left alone the way asyncio means it today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import path_to
from houserules.extractors.blocking_calls import runs_directly
from houserules.extractors.event_loops import (
    GET_EVENT_LOOP,
    LOOP_READS,
    Running,
    assigned_at_top,
    running_in,
    running_of_getter,
)
from houserules.extractors.qualified_names import resolves_to
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, member_name_for

_RUN_REASON = "a loop of its own runs the coroutine, and is closed afterwards"
_Edit = Change | ImportNeed | Refusal


def loop_fix(unit: UnitPass, getter: cst.Call) -> FixRef | None:
    """The reference for a call of ``get_event_loop``, ``None`` where nothing stands in for it.

    ``getter`` must be the node the walk stands on.
    """
    if getter.args or getter.func.lpar:
        return None
    if runs_directly(unit, getter):
        return get_running_loop.at(getter)
    if running_of_getter(unit, getter) is not None or assigned_at_top(unit):
        return loop_to_asyncio_run.at(getter, reason=_RUN_REASON)
    return None


def _to_running(rewrite: RewritePass, getter: cst.Call) -> Iterator[_Edit]:
    found = member_name_for(rewrite, "asyncio", "get_running_loop", getter)
    if found is not None:
        yield from found[1]
        yield rewrite.replace(getter.func, found[0])


def _to_run(rewrite: RewritePass, getter: cst.Call) -> Iterator[_Edit]:
    found = member_name_for(rewrite, "asyncio", "run", getter)
    if found is None:
        return
    running = running_of_getter(rewrite, getter)
    if running is not None:
        yield from found[1]
        yield from _run(rewrite, running, found[0])
        return
    name, assigned = assigned_at_top(rewrite), rewrite.view.node
    units = [unit for unit in rewrite.units() if name and name in unit.source]
    roots = [unit.view.node for unit in units if unit.view.node is not None]
    if len(roots) != len(units) or assigned is None:
        return
    running = running_in(name, roots, assigned=assigned)
    if running is None:
        yield Refusal(f"more is done with `{name}` than to run one coroutine")
        return
    yield from found[1]
    for unit in units:
        yield from _run(unit, running, found[0])


def _run(rewrite: RewritePass, running: Running, name: str) -> Iterator[_Edit]:
    """What changes in a unit."""
    root = rewrite.view.node
    assert root is not None
    if path_to(root, running.call) is not None:
        yield rewrite.replace(running.call.func, name)
    for line in running.rest:
        path = path_to(root, line)
        if path is not None:
            yield from without_line(rewrite, line, path)


def without_line(
    rewrite: RewritePass, line: cst.SimpleStatementLine, around: Sequence[cst.CSTNode]
) -> Iterator[_Edit]:
    """Take a statement away; refuse where it carries a comment, or its block would be empty."""
    lines = rewrite.lines_of(line)
    if rewrite.has_comment(lines):
        yield Refusal("a comment stands on the line that would go")
        return
    block = around[-1] if around else None
    if isinstance(block, cst.IndentedBlock) and len(block.body) == 1:
        yield Refusal("the block would be empty")
        return
    yield rewrite.replace_span(Span(lines.start, lines.end), "")


def _getters(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if resolves_to(unit, call.func, GET_EVENT_LOOP):
        fix = loop_fix(unit, call)
        if fix is not None:
            yield fix


def _running_sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    yield from (fix for fix in _getters(unit, call) if fix.transform is get_running_loop)


def _run_sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    yield from (fix for fix in _getters(unit, call) if fix.transform is loop_to_asyncio_run)


get_running_loop = Transform(
    id="get-running-loop",
    title="Write `asyncio.get_running_loop()`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_running,
    sites=_running_sites,
    on=(cst.Call,),
    requires=(*IMPORT_READS, *LOOP_READS),
)
loop_to_asyncio_run = Transform(
    id="loop-to-asyncio-run",
    title="Write `asyncio.run(...)`",
    safety=Safety.UNSAFE,
    reach=Reach.MODULE,
    apply=_to_run,
    sites=_run_sites,
    on=(cst.Call,),
    requires=(*IMPORT_READS, *LOOP_READS),
)
