"""Whether control reaches the end of a block, as far as syntax shows; in doubt it does."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.structure import dotted_name, without_call
from houserules.analysis.walk import children

_SWALLOWING = frozenset({"suppress"})


def completes(body: cst.BaseSuite) -> bool:
    """Whether control may reach the end of a block."""
    return all(_passes(statement) for statement in body.body)


def _passes(statement: cst.CSTNode) -> bool:
    if isinstance(statement, cst.SimpleStatementLine):
        return all(_passes(small) for small in statement.body)
    if isinstance(statement, cst.Return | cst.Raise | cst.Continue | cst.Break):
        return False
    if isinstance(statement, cst.If):
        return completes(statement.body) or statement.orelse is None or _branch(statement.orelse)
    if isinstance(statement, cst.While):
        return not _is_endless(statement)
    if isinstance(statement, cst.With):
        return completes(statement.body) or _may_swallow(statement)
    if isinstance(statement, cst.Try | cst.TryStar):
        return _try_passes(statement)
    if isinstance(statement, cst.Match):
        last = statement.cases[-1]
        is_total = isinstance(last.pattern, cst.MatchAs) and last.pattern.pattern is None
        covered = is_total and last.guard is None
        return not covered or any(completes(case.body) for case in statement.cases)
    return True


def _branch(branch: cst.If | cst.Else) -> bool:
    return completes(branch.body) if isinstance(branch, cst.Else) else _passes(branch)


def _try_passes(statement: cst.Try | cst.TryStar) -> bool:
    if statement.finalbody is not None and not completes(statement.finalbody.body):
        return False
    ends_well = completes(statement.body)
    if ends_well and statement.orelse is not None:
        ends_well = completes(statement.orelse.body)
    return ends_well or any(completes(handler.body) for handler in statement.handlers)


def _may_swallow(statement: cst.With) -> bool:
    names = (dotted_name(without_call(item.item)).rpartition(".")[2] for item in statement.items)
    return any(name in _SWALLOWING or not name for name in names)


def _is_endless(loop: cst.While) -> bool:
    is_true = isinstance(loop.test, cst.Name) and loop.test.value == "True"
    return is_true and not any(_breaks(loop.body))


def _breaks(node: cst.CSTNode) -> Iterator[bool]:
    """A value for each ``break`` of the loop itself."""
    for child in children(node):
        if isinstance(child, cst.Break):
            yield True
        elif not isinstance(child, cst.For | cst.While | cst.FunctionDef | cst.ClassDef):
            yield from _breaks(child)
        elif isinstance(child, cst.For | cst.While) and child.orelse is not None:
            yield from _breaks(child.orelse)
