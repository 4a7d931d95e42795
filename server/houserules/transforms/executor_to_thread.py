"""``await loop.run_in_executor(None, f, x)`` becomes ``await asyncio.to_thread(f, x)``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import target_names
from houserules.analysis.walk import descendants, path_to
from houserules.extractors.event_loops import LOOP_READS, executor_call, partial_of
from houserules.extractors.scopes import scope_of
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.event_loops import without_line
from houserules.transforms.import_names import IMPORT_READS, member_name_for

_Edit = Change | ImportNeed | Refusal


def awaited_executor_call(unit: UnitPass, call: cst.Call) -> bool:
    """Whether a call runs a function in the default executor and waits for it there and then.

    ``call`` must be the node the walk stands on.
    """
    parent = unit.ancestors[-1] if unit.ancestors else None
    return isinstance(parent, cst.Await) and executor_call(unit, call)


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[_Edit]:
    found = member_name_for(rewrite, "asyncio", "to_thread", call)
    if found is None or not awaited_executor_call(rewrite, call):
        return
    name, needs = found
    yield from needs
    together = _all_uses(rewrite, call)
    if together is None:
        yield from _rewritten(rewrite, call, name)
        return
    calls, assignment = together
    for each in calls:
        yield from _rewritten(rewrite, each, name)
    root = rewrite.view.node
    assert root is not None
    yield from without_line(rewrite, assignment, path_to(root, assignment) or ())


def _rewritten(rewrite: RewritePass, call: cst.Call, name: str) -> Iterator[_Edit]:
    start, function = rewrite.span(call.args[0]).start, rewrite.span(call.args[1])
    yield rewrite.replace(call.func, name)
    partial = partial_of(rewrite, call)
    if partial is None:
        if rewrite.has_comment(Span(start, function.start)):
            yield Refusal("a comment stands beside the executor")
        yield rewrite.replace_span(Span(start, function.start), "")
        return
    end = rewrite.span(partial).end
    if rewrite.has_comment(Span(start, end)):
        yield Refusal("a comment stands in the call of `partial`")
    text = ", ".join(_without_comma(rewrite.text(arg)) for arg in partial.args)
    yield rewrite.replace_span(Span(start, end), text)


def _without_comma(text: str) -> str:
    return text.rstrip().removesuffix(",").rstrip()


def _all_uses(
    rewrite: RewritePass, call: cst.Call
) -> tuple[tuple[cst.Call, ...], cst.SimpleStatementLine] | None:
    """All uses of a loop and its assignment, if each use is a call that needs no loop then."""
    assert isinstance(call.func, cst.Attribute)
    loop = call.func.value
    function = next(
        (a for a in reversed(rewrite.ancestors) if isinstance(a, cst.FunctionDef)), None
    )
    if not isinstance(loop, cst.Name) or function is None:
        return None
    if len(scope_of(rewrite, function).get(loop.value, ())) != 1:
        return None
    calls: list[cst.Call] = []
    assignment: cst.SimpleStatementLine | None = None
    uses = 0
    for node in descendants(function.body):
        if isinstance(node, cst.Name) and node.value == loop.value:
            uses += 1
        elif isinstance(node, cst.Await) and isinstance(node.expression, cst.Call):
            inner = node.expression
            if _is_on(inner, loop.value) and executor_call(rewrite, inner):
                calls.append(inner)
        elif isinstance(node, cst.SimpleStatementLine) and _assigns(node, loop.value):
            assignment = node
    if assignment is None or uses != len(calls) + 1:
        return None
    return tuple(calls), assignment


def _is_on(call: cst.Call, name: str) -> bool:
    func = call.func
    return (
        isinstance(func, cst.Attribute)
        and isinstance(func.value, cst.Name)
        and func.value.value == name
    )


def _assigns(line: cst.SimpleStatementLine, name: str) -> bool:
    only = line.body[0] if len(line.body) == 1 else None
    if isinstance(only, cst.AnnAssign):
        return list(target_names(only.target)) == [name]
    if not isinstance(only, cst.Assign) or len(only.targets) != 1:
        return False
    return list(target_names(only.targets[0].target)) == [name]


def _sites(unit: UnitPass, call: cst.Call) -> Iterator[FixRef]:
    if awaited_executor_call(unit, call):
        yield executor_to_thread.at(call)


executor_to_thread = Transform(
    id="executor-to-thread",
    title="Write `await asyncio.to_thread(...)`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.Call,),
    requires=(*IMPORT_READS, *LOOP_READS),
)
