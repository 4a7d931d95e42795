"""Responses whose content is read without a look at their status."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.walk import children
from houserules.extractors.external_calls import EXTERNAL_READS, called_library
from houserules.extractors.log_calls import function_of
from houserules.extractors.scopes import scope_of

RESPONSE_READS = EXTERNAL_READS
"""What a rule that asks for responses must require."""

_CONTENT = frozenset({"json", "text", "content", "read", "aread"})
_CHECKS = frozenset(
    {
        "raise_for_status", "status_code", "is_success", "is_error", "ok", "is_client_error",
        "is_server_error", "is_redirect", "reason_phrase",
    }
)  # fmt: skip
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "request", "options"})
_PROBES = ("health", "probe", "ping", "alive")


@dataclass(frozen=True, slots=True)
class UncheckedResponse:
    """A response that is read as if all went well.

    Attributes:
        name: The variable that holds it, ``""`` where it is read at once.
        statement: The line that binds the variable.
    """

    name: str
    statement: cst.SimpleStatementLine | None


def unchecked_response(unit: UnitPass, call: cst.Call) -> UncheckedResponse | None:
    """What becomes of the response of a request; ``None`` where it may be checked.

    Handing the response on counts as a check, and so does any look at its status in the function.
    ``call`` must be the node the walk stands on.
    """
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value not in _VERBS:
        return None
    function = function_of(unit)
    if function is None or any(word in function.name.value for word in _PROBES):
        return None
    if called_library(unit, call) not in ("httpx", "requests"):
        return None
    if "event_hooks" in unit.view.unit.text:
        return None
    ancestors = [a for a in unit.ancestors if not isinstance(a, cst.Await)]
    parent = ancestors[-1]
    if isinstance(parent, cst.Attribute):
        return UncheckedResponse("", None) if parent.attr.value in _CONTENT else None
    if not isinstance(parent, cst.Assign) or len(parent.targets) != 1:
        return None
    target, line = parent.targets[0].target, ancestors[-2]
    if not isinstance(target, cst.Name) or not isinstance(line, cst.SimpleStatementLine):
        return None
    if len(scope_of(unit, function).get(target.value, ())) != 1:
        return None
    read = _uses(function.body, target.value)
    if not read & _CONTENT or read & _CHECKS or "" in read:
        return None
    return UncheckedResponse(target.value, line if len(line.body) == 1 else None)


def _uses(body: cst.BaseSuite, name: str) -> set[str]:
    """The attributes that are read of a variable; ``""`` for any other use."""
    found: set[str] = set()
    waiting: list[cst.CSTNode] = [body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Attribute):
            if isinstance(node.value, cst.Name) and node.value.value == name:
                found.add(node.attr.value)
            else:
                waiting.append(node.value)
        elif isinstance(node, cst.AssignTarget) and isinstance(node.target, cst.Name):
            continue
        elif isinstance(node, cst.Arg):
            waiting.append(node.value)
        elif isinstance(node, cst.Name) and node.value == name:
            found.add("")
        else:
            waiting.extend(children(node))
    return found
