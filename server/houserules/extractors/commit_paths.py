"""Commits that one run of a function reaches one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children, walk
from houserules.extractors.scopes import function_around
from houserules.extractors.sessions import session_kind

_COMPOUND = (cst.If, cst.Try, cst.TryStar, cst.For, cst.While, cst.With, cst.Match)
_ENDS = (cst.Return, cst.Raise, cst.Break, cst.Continue)
_WORK = "work"
_CHUNKS = frozenset({"range", "batched", "chunked", "count"})


@dataclass
class _Found:
    commits: dict[cst.CSTNode, str]
    second: list[tuple[cst.Call, bool]] = field(default_factory=list[tuple[cst.Call, bool]])


def second_commits(unit: UnitPass, function: cst.FunctionDef) -> Sequence[tuple[cst.Call, bool]]:
    """The commits of a session that follow one on the same path; whether a loop repeats each.

    Branches, handlers of exceptions included, exclude each other. ``function`` must be the node
    the walk stands on; the rule must require ``SESSION_READS``.
    """
    commits = dict(_commits(unit, function))
    if not commits:
        return ()
    found = _Found(commits)
    _block(found, function.body, {})
    return found.second


def _commits(unit: UnitPass, function: cst.FunctionDef) -> Iterator[tuple[cst.CSTNode, str]]:
    outer = list(unit.ancestors)
    try:
        for node in walk(function, unit.ancestors):
            if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
                continue
            if node.func.attr.value != "commit" or node.args:
                continue
            if any(
                isinstance(a, cst.ExceptHandler | cst.ExceptStarHandler) for a in unit.ancestors
            ):
                continue
            if function_around(unit, node) is function and session_kind(unit, node.func.value):
                yield node, _opening(unit, dotted_name(node.func.value))
    finally:
        unit.ancestors[:] = outer


def _opening(unit: UnitPass, session: str) -> str:
    """A session, with the ``with`` that opens it: two blocks open two sessions."""
    for holder in reversed(unit.ancestors):
        if isinstance(holder, cst.With):
            for item in holder.items:
                if item.asname is not None and dotted_name(item.asname.name) == session:
                    return f"{session} {id(holder)}"
    return session


def _block(found: _Found, block: cst.BaseSuite, before: dict[str, bool]) -> dict[str, bool] | None:
    """What is committed behind a block; ``None`` where control does not get behind it."""
    now: dict[str, bool] = dict(before)
    for statement in block.body:
        after = _statement(found, statement, now)
        if after is None:
            return None
        now = after
    return now


def _statement(found: _Found, node: cst.CSTNode, before: dict[str, bool]) -> dict[str, bool] | None:
    if isinstance(node, cst.If):
        first = _block(found, node.body, before)
        if node.orelse is None:
            return _joined([first, before])
        if isinstance(node.orelse, cst.Else):
            return _joined([first, _block(found, node.orelse.body, before)])
        return _joined([first, _statement(found, node.orelse, before)])
    if isinstance(node, cst.Match):
        return _joined([before, *(_block(found, case.body, before) for case in node.cases)])
    if isinstance(node, cst.Try | cst.TryStar):
        return _try(found, node, before)
    if isinstance(node, cst.With):
        return _block(found, node.body, before)
    if isinstance(node, cst.For | cst.While):
        _loop(found, node, before)
        return before
    now = dict(before)
    for call in _own_calls(node):
        session = found.commits.get(call)
        if session is not None and isinstance(call, cst.Call):
            if now.get(session):
                found.second.append((call, False))
            # A commit before any work only begins a new transaction.
            now[session] = before.get(_WORK, False)
        elif session is None:
            now[_WORK] = True
    small = node.body if isinstance(node, cst.SimpleStatementLine) else ()
    return None if any(isinstance(s, _ENDS) for s in small) else now


def _try(
    found: _Found, node: cst.Try | cst.TryStar, before: dict[str, bool]
) -> dict[str, bool] | None:
    body = _block(found, node.body, before)
    if body is not None and node.orelse is not None:
        body = _block(found, node.orelse.body, body)
    ends = [body, *(_block(found, handler.body, before) for handler in node.handlers)]
    joined = _joined(ends)
    if node.finalbody is not None and joined is not None:
        return _block(found, node.finalbody.body, joined)
    return joined


def _loop(found: _Found, loop: cst.For | cst.While, before: dict[str, bool]) -> None:
    """A commit for each round, where control reaches the next round behind it."""
    known = len(found.second)
    after = _block(found, loop.body, {})
    del found.second[known:]
    if after is None or isinstance(loop, cst.While) or _is_chunked(loop):
        return
    for line in loop.body.body:
        for call in _own_calls(line):
            session = found.commits.get(call)
            opened_inside = session is not None and " " in session and session not in before
            if session is not None and isinstance(call, cst.Call) and not opened_inside:
                found.second.append((call, True))


def _is_chunked(loop: cst.For) -> bool:
    iterated = loop.iter
    words = ("chunk", "batch", "page")
    text = cst.Module(()).code_for_node(iterated).lower()
    target = cst.Module(()).code_for_node(loop.target).lower()
    if isinstance(iterated, cst.Call) and dotted_name(iterated.func).rpartition(".")[2] in _CHUNKS:
        return True
    return any(word in text or word in target for word in words)


def _own_calls(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The calls of one plain statement; nothing of compound ones."""
    if isinstance(node, (*_COMPOUND, cst.FunctionDef, cst.ClassDef)):
        return
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, cst.Call):
            yield current
        if not isinstance(current, cst.Lambda):
            waiting.extend(reversed(children(current)))


def _joined(ends: Sequence[dict[str, bool] | None]) -> dict[str, bool] | None:
    """What is committed on all ways that lead on."""
    going = [end for end in ends if end is not None]
    if not going:
        return None
    return {key: True for key in going[0] if all(end.get(key) for end in going)}
