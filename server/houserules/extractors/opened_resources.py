"""Files and the like that a function opens, and what becomes of them."""

from __future__ import annotations

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.walk import descendants, own_nodes
from houserules.extractors.qualified_names import resolves_to

_OPENERS = frozenset(
    {
        "builtins.open", "io.open", "codecs.open", "gzip.open", "bz2.open", "lzma.open",
        "tempfile.TemporaryFile", "tempfile.NamedTemporaryFile", "tempfile.SpooledTemporaryFile",
        "zipfile.ZipFile", "tarfile.open", "tokenize.open", "socket.socket",
        "concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor",
    }
)  # fmt: skip
_READING = frozenset({"read", "readline", "readlines", "write", "writelines"})


def opens(unit: UnitPass, call: cst.Call) -> str | None:
    """The qualified name of what opens a resource; the rule must require ``BINDINGS``."""
    return resolves_to(unit, call.func, _OPENERS)


def is_used_inline(unit: UnitPass) -> bool:
    """Whether the call that the walk stands on is read from or written to at once, and dropped."""
    ancestors = unit.ancestors
    if len(ancestors) < 2:
        return False
    attribute, call = ancestors[-1], ancestors[-2]
    if not isinstance(attribute, cst.Attribute) or not isinstance(call, cst.Call):
        return False
    return call.func is attribute and attribute.attr.value in _READING


def closed_variable(function: cst.FunctionDef, statement: cst.Assign, name: str) -> bool:
    """Whether a function closes a variable by hand and does nothing else that outlives it.

    ``False`` where it is returned, kept, handed to a ``with``, or closed in a ``finally``.
    """
    closes = False
    for node in own_nodes(function):
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            receiver = node.func.value
            is_it = isinstance(receiver, cst.Name) and receiver.value == name
            closes = closes or (is_it and node.func.attr.value in ("close", "shutdown"))
        if isinstance(node, cst.Finally | cst.Global | cst.Nonlocal | cst.Yield):
            return False
        if isinstance(node, cst.Return | cst.WithItem | cst.Assign) and node is not statement:
            held = node.item if isinstance(node, cst.WithItem) else node.value
            if held is not None and _is_passed_on(held, name):
                return False
    return closes


def _is_passed_on(value: cst.BaseExpression, name: str) -> bool:
    """Whether the object itself is in a value, and not just what one of its methods gives."""
    receivers = {node.value for node in descendants(value) if isinstance(node, cst.Attribute)}
    return any(
        isinstance(node, cst.Name) and node.value == name and node not in receivers
        for node in descendants(value)
    )
