"""A loop that adds rows to a session becomes one ``add_all``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import descendants
from houserules.fixes.change import Change, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform

_EAGER = (cst.Await, cst.NamedExpr, cst.Yield)


def added_in_loop(unit: UnitPass, call: cst.Call) -> cst.For | None:
    """The ``for`` whose body only makes an object and adds it.

    ``call`` must be the node the walk stands on.
    """
    if len(call.args) != 1 or call.args[0].star or len(unit.ancestors) < 4:
        return None
    expression, _, body, loop = reversed(unit.ancestors[-4:])
    if not isinstance(expression, cst.Expr) or not isinstance(loop, cst.For):
        return None
    if loop.body is not body or loop.asynchronous is not None or loop.orelse is not None:
        return None
    added = call.args[0].value
    lines = loop.body.body
    if len(lines) == 1:
        is_made = isinstance(added, cst.Call) and dotted_name(added.func)[:1].isupper()
        is_row = dotted_name(added) == dotted_name(loop.target) != ""
        return loop if is_made or is_row else None
    first = first_statement(lines[0])
    if (
        len(lines) != 2
        or not isinstance(first, cst.Assign)
        or not isinstance(first.value, cst.Call)
    ):
        return None
    return loop if dotted_name(first.targets[0].target) == dotted_name(added) != "" else None


def _apply(rewrite: RewritePass, call: cst.Call) -> Iterator[Change | Refusal]:
    loop = added_in_loop(rewrite, call)
    if loop is None or len(loop.body.body) != 1 or not isinstance(call.func, cst.Attribute):
        return
    added = call.args[0].value
    span = rewrite.span(loop)
    function = next((a for a in rewrite.ancestors if isinstance(a, cst.FunctionDef)), None)
    if rewrite.has_comment(span):
        yield Refusal("a comment stands in the loop")
        return
    if any(isinstance(n, _EAGER) for n in descendants(added)):
        yield Refusal("the loop does more than make objects")
        return
    targets = {n.value for n in descendants(loop.target) if isinstance(n, cst.Name)}
    inside = set(descendants(loop))
    if function is None or any(
        isinstance(n, cst.Name) and n.value in targets and n not in inside
        for n in descendants(function)
    ):
        yield Refusal("the variable of the loop is used behind it")
        return
    session = rewrite.text(call.func.value)
    iterated = rewrite.text(loop.iter)
    if dotted_name(added) == dotted_name(loop.target) != "":
        text = f"{session}.add_all({iterated})"
    else:
        target = rewrite.text(loop.target)
        if isinstance(loop.target, cst.Tuple) and loop.target.lpar:
            target = f"({target})" if not target.startswith("(") else target
        text = f"{session}.add_all([{rewrite.text(added)} for {target} in {iterated}])"
    if isinstance(loop.iter, cst.Tuple | cst.IfExp | cst.Lambda):
        yield Refusal("what is iterated over needs brackets")
        return
    yield rewrite.replace_span(span, text + _ending(rewrite, loop))


def _ending(rewrite: RewritePass, loop: cst.For) -> str:
    text = rewrite.text(loop)
    return text[len(text.rstrip("\r\n")) :]


loop_to_add_all = Transform(
    id="loop-to-add-all",
    title="Use `add_all`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
)
