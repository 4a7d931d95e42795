"""Functions that are handed to calls inside functions that are themselves handed on."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from houserules.analysis.structure import dotted_name, first_statement
from houserules.analysis.walk import own_nodes

# What calls at once what it is given, or runs it elsewhere, is no chain of callbacks.
_AT_ONCE = frozenset(
    {
        "Depends", "Field", "Process", "Security", "Thread", "agg", "all", "any", "apply",
        "applymap", "assign", "defaultdict", "field", "filter", "flatmap", "groupby",
        "lru_cache", "map", "max", "min", "next", "partial", "partition", "pipe", "reduce",
        "run_in_executor", "setdefault", "side_effect", "sort", "sort_values", "sorted",
        "starmap", "submit", "sum", "to_thread", "transform", "tree_map", "wraps",
    }
)  # fmt: skip
_KEYS = frozenset({"cmp", "default", "default_factory", "factory", "key"})


def callback_depth(ancestors: Sequence[cst.CSTNode], node: cst.CSTNode) -> int:
    """How many callbacks a function or lambda stands in, itself included; 0 where it is none.

    A callback takes what a call found, and what it gives itself is dropped: a lambda without
    parameters, a function that returns something and a coroutine are none, nor is what is handed
    to a call whose result is used. ``ancestors`` are the nodes around it, outermost first.
    """
    chain = [*ancestors, node]
    if not _is_callback(chain, len(chain) - 1):
        return 0
    depth = 0
    for index, holder in enumerate(chain):
        if isinstance(holder, cst.Lambda | cst.FunctionDef) and _is_callback(chain, index):
            depth += 1
    return depth


def _is_callback(chain: Sequence[cst.CSTNode], index: int) -> bool:
    node = chain[index]
    if isinstance(node, cst.Lambda):
        return bool(node.params.params) and _is_handed_over(chain, index)
    return isinstance(node, cst.FunctionDef) and _is_passed_next(chain, index, node)


def _is_handed_over(chain: Sequence[cst.CSTNode], index: int) -> bool:
    """``call(lambda x: ...)``, where nothing uses what the call gives."""
    if index < 3 or not isinstance(chain[index - 1], cst.Arg):
        return False
    arg, call, around = chain[index - 1], chain[index - 2], chain[index - 3]
    assert isinstance(arg, cst.Arg)
    if not isinstance(call, cst.Call) or not _keeps(call, arg):
        return False
    if isinstance(around, cst.Lambda):
        return _is_callback(chain, index - 3)
    return isinstance(around, cst.Expr)


def _keeps(call: cst.Call, arg: cst.Arg) -> bool:
    if arg.keyword is not None and arg.keyword.value in _KEYS:
        return False
    func = call.func
    last = func.attr.value if isinstance(func, cst.Attribute) else dotted_name(func)
    return bool(last) and last not in _AT_ONCE


def _is_passed_next(chain: Sequence[cst.CSTNode], index: int, function: cst.FunctionDef) -> bool:
    """A function that the statement right behind it hands to a call, whose result is dropped."""
    block = chain[index - 1] if index else None
    if function.decorators or function.asynchronous or not isinstance(block, cst.IndentedBlock):
        return False
    inside = any(isinstance(holder, cst.FunctionDef | cst.Lambda) for holder in chain[:index])
    behind = list(block.body)[list(block.body).index(function) + 1 :]
    following = first_statement(behind[0]) if inside and behind else None
    call = following.value if isinstance(following, cst.Expr) else None
    if not isinstance(call, cst.Call) or _returns_something(function):
        return False
    name = function.name.value
    return any(dotted_name(arg.value) == name and _keeps(call, arg) for arg in call.args)


def _returns_something(function: cst.FunctionDef) -> bool:
    return any(isinstance(n, cst.Return) and n.value is not None for n in own_nodes(function))
