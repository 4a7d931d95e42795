"""State of a module that coroutines read, wait, and change."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import libcst as cst

from houserules.analysis.binding_names import BindingKind, global_names
from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name, first_statement, target_names
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.execution_order import (
    Event,
    Kind,
    Path,
    changed_name,
    events_of,
    stored_names,
)
from houserules.extractors.scopes import scope_of

_DISPLAYS = (cst.Dict, cst.List, cst.Set, cst.DictComp, cst.ListComp, cst.SetComp)
_MAKERS = frozenset({"Counter", "OrderedDict", "defaultdict", "deque", "dict", "list", "set"})
_LOCK_WORDS = ("lock", "mutex", "sem")
_STORES = frozenset({cst.AssignTarget, cst.AugAssign, cst.AnnAssign, cst.Del})
_LEAVING = (cst.Return, cst.Raise, cst.Continue, cst.Break)


def _mutable(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    statement = None if view.unit.depth else first_statement(view.node)
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1:
        target, value = statement.targets[0].target, statement.value
    elif isinstance(statement, cst.AnnAssign) and statement.value is not None:
        target, value = statement.target, statement.value
    else:
        return
    is_mutable = isinstance(value, _DISPLAYS)
    if isinstance(value, cst.Call):
        is_mutable = dotted_name(value.func).rpartition(".")[2] in _MAKERS
    for name in target_names(target):
        yield name, is_mutable


def _all(values: tuple[bool, ...]) -> bool:
    return bool(values) and all(values)


MUTABLE_STATE = table("mutable-state", _mutable, _all)
"""Module-level name → whether all that is assigned to it are mutable containers."""

STATE_READS = (MUTABLE_STATE, BINDINGS)
"""What a rule that asks for races must require."""


@dataclass(frozen=True, slots=True, eq=False)
class Race:
    """State that a coroutine changes after waiting, on the strength of what it read before.

    Attributes:
        name: The name in the module.
        write: The name where it is changed.
        write_path: The nodes around it, innermost first.
        read_path: The nodes around the read, innermost first.
    """

    name: str
    write: cst.CSTNode
    write_path: Path
    read_path: Path


def races(unit: UnitPass, function: cst.FunctionDef, *, strict: bool = False) -> tuple[Race, ...]:
    """The first race of each name in a coroutine; with ``strict`` every unlocked change is one.

    ``function`` must be the node the walk stands on.
    """
    names = _shared_names(unit, function)
    if not names:
        return ()
    events = events_of(function, names)
    found: dict[str, Race] = {}
    for index, event in enumerate(events):
        if event.kind is not Kind.WRITE or event.name in found or _is_locked(event.path):
            continue
        read = event if strict else _stale_read(events, index)
        if read is not None and not _resets(event):
            found[event.name] = Race(event.name, event.node, event.path, read.path)
    return tuple(found.values())


def _shared_names(unit: UnitPass, function: cst.FunctionDef) -> frozenset[str]:
    """Containers of the module that a function changes, and variables that it binds in it."""
    changed: set[str] = set()
    for node in descendants(function.body):
        # By class: `isinstance` costs more than all the rest here.
        if node.__class__ in _STORES:
            target = cast("cst.AssignTarget | cst.AugAssign | cst.AnnAssign | cst.Del", node).target
            changed.update(name.value for name in stored_names(target))
        elif node.__class__ is cst.Call:
            name = changed_name(node)
            if name is not None:
                changed.add(name.value)
    for holder in (*unit.ancestors, function):
        if isinstance(holder, cst.FunctionDef):
            changed -= set(scope_of(unit, holder))
    rebound = global_names(function.body.body)
    # Who keeps locks knows about races.
    return frozenset(
        name
        for name in changed
        if not any(word in name.lower() for word in _LOCK_WORDS)
        and (unit.lookup(MUTABLE_STATE, name) or (name in rebound and _is_variable(unit, name)))
    )


def _is_variable(unit: UnitPass, name: str) -> bool:
    kinds = {b.kind for b in unit.lookup(BINDINGS, name)}
    return BindingKind.VALUE in kinds and kinds <= {BindingKind.VALUE, BindingKind.UNKNOWN}


def _is_locked(path: Path) -> bool:
    return any(
        isinstance(holder, cst.With) and any(_is_lock(item.item) for item in holder.items)
        for holder in path
    )


def _is_lock(expression: cst.BaseExpression) -> bool:
    """By its name: what protects state may be made anywhere."""
    return any(
        isinstance(node, cst.Name) and any(word in node.value.lower() for word in _LOCK_WORDS)
        for node in descendants(expression)
    )


def _resets(write: Event) -> bool:
    """``_client = None``, ``_ready = False``: what was there is given up, whoever put it there."""
    statement = write.path[0]
    return (
        isinstance(statement, cst.Assign)
        and isinstance(statement.value, cst.Name)
        and statement.value.value in ("None", "False")
    )


def _stale_read(events: Sequence[Event], index: int) -> Event | None:
    """The first read that a change rests on, if each such read lies before an ``await``."""
    write = events[index]
    waits = [n for n, event in enumerate(events[:index]) if event.kind is Kind.AWAIT]
    if not waits:
        return None
    deciding = [
        (n, read)
        for n, read in enumerate(events[:index])
        if read.kind is Kind.READ and read.name == write.name and _decides(read, write)
    ]
    if not deciding or any(n > waits[-1] for n, _ in deciding):
        return None
    first, read = deciding[0]
    # What is put in place before anybody waits, others find there.
    at_once = range(first, min((n for n in waits if n > first), default=index))
    claims = (events[n] for n in at_once if events[n].kind is Kind.WRITE)
    return None if any(claim.name == write.name for claim in claims) else read


def _decides(read: Event, write: Event) -> bool:
    """Whether a change is made because of a read, or out of what was read."""
    grounds = [*_conditions(write), *_statement(write.path)]
    if any(ground is holder for ground in grounds for holder in (read.node, *read.path)):
        return True
    kept = {name for holder in read.path for name in _assigned_from(holder, read)}
    return bool(kept) and any(
        isinstance(node, cst.Name) and node.value in kept
        for ground in grounds
        for node in descendants(ground)
    )


def _statement(path: Path) -> Iterator[cst.CSTNode]:
    yield from (node for node in path if isinstance(node, cst.BaseSmallStatement))


def _conditions(write: Event) -> Iterator[cst.CSTNode]:
    """The tests that a change lies behind: of the blocks around it, of exits before it."""
    for inner, holder in pairwise((write.node, *write.path)):
        if isinstance(holder, cst.If | cst.While) and inner is not holder.test:
            yield holder.test
        if isinstance(holder, cst.IndentedBlock):
            for before in holder.body:
                if before is inner:
                    break
                if isinstance(before, cst.If) and _leaves(before.body):
                    yield before.test


def _leaves(body: cst.BaseSuite) -> bool:
    last = body.body[-1] if body.body else None
    last = last.body[-1] if isinstance(last, cst.SimpleStatementLine) else last
    return isinstance(last, _LEAVING)


def _assigned_from(holder: cst.CSTNode, read: Event) -> Iterator[str]:
    """The local names that keep what an expression around a read gives."""
    if isinstance(holder, cst.Assign):
        for target in holder.targets:
            yield from (name for name in target_names(target.target) if name != read.name)
    elif isinstance(holder, cst.AnnAssign | cst.NamedExpr):
        yield from (name for name in target_names(holder.target) if name != read.name)
