"""HTTP clients that a module keeps for everybody, and where they are closed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.binding_names import global_names
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import everywhere, fact
from houserules.analysis.structure import UnitView, dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import argument

_CLIENTS = frozenset({"httpx.AsyncClient", "httpx.Client"})
_CLOSING = frozenset({"aclose", "close"})
_OWN = ("transport", "app", "mounts")
_LOCK_WORDS = ("lock", "mutex", "sem")


def _closings(view: UnitView) -> Iterator[tuple[Hashable, bool]]:
    if view.node is None or ("close" not in view.unit.text and "with" not in view.unit.text):
        return
    seen: set[str] = set()
    for node in descendants(view.node):
        closed = None
        if isinstance(node, cst.Attribute) and node.attr.value in _CLOSING:
            closed = node.value
        elif isinstance(node, cst.WithItem):
            closed = node.item
        name = dotted_name(closed).rpartition(".")[2] if closed is not None else ""
        if name and name not in seen:
            seen.add(name)
            yield name, True


CLIENT_CLOSINGS = fact("client-closings", _closings, bool)
"""Last part of a name → whether something of that name is closed, or is the object of a ``with``."""
EVERY_CLIENT_CLOSING = everywhere(CLIENT_CLOSINGS)
SHARED_CLIENT_READS = (BINDINGS,)
"""What a rule that asks ``shared_client`` must require."""


@dataclass(frozen=True, slots=True)
class SharedClient:
    """A client that is kept in a variable of a module.

    Attributes:
        name: The variable.
        target: Where it is assigned.
        kind: ``httpx.AsyncClient`` or ``httpx.Client``.
        function: The function that makes it, ``None`` where it is made on import.
    """

    name: str
    target: cst.Name
    kind: str
    function: cst.FunctionDef | None

    @property
    def is_async(self) -> bool:
        """Whether coroutines use it."""
        return self.kind == "httpx.AsyncClient"


def shared_client(unit: UnitPass, node: cst.Assign | cst.AnnAssign) -> SharedClient | None:
    """The shared client that an assignment makes; ``node`` must be what the walk stands on."""
    value = node.value
    if not isinstance(value, cst.Call) or unit.class_path:
        return None
    targets = [t.target for t in node.targets] if isinstance(node, cst.Assign) else [node.target]
    if len(targets) != 1 or not isinstance(targets[0], cst.Name):
        return None
    kind = resolves_to(unit, value.func, _CLIENTS)
    if kind is None or any(argument(value, name) for name in _OWN):
        return None
    scopes = [
        a for a in unit.ancestors if isinstance(a, cst.FunctionDef | cst.Lambda | cst.ClassDef)
    ]
    if not scopes:
        return SharedClient(targets[0].value, targets[0], kind, None)
    function = scopes[-1]
    if not isinstance(function, cst.FunctionDef):
        return None
    if targets[0].value not in global_names(function.body.body):
        return None
    return SharedClient(targets[0].value, targets[0], kind, function)


def asks_whether_made(node: cst.CSTNode, name: str) -> bool:
    """Whether a node is an ``if`` about a variable."""
    return isinstance(node, cst.If) and any(
        isinstance(n, cst.Name) and n.value == name for n in descendants(node.test)
    )


def lock_of(node: cst.CSTNode) -> str:
    """The lock that a ``with`` block holds, as it is written; ``""`` for other nodes."""
    if isinstance(node, cst.With):
        for item in node.items:
            written = dotted_name(item.item)
            if any(word in written.lower() for word in _LOCK_WORDS):
                return written
    return ""


def is_made_when_needed(unit: UnitPass, client: SharedClient) -> bool:
    """Whether the client is made only if there is none yet."""
    return client.function is not None and any(
        asks_whether_made(a, client.name) for a in unit.ancestors
    )


def is_made_under_lock(unit: UnitPass, client: SharedClient) -> bool:
    """Whether a lock is held from the question whether there is a client until it is made."""
    asked = False
    for holder in reversed(unit.ancestors):
        asked = asked or asks_whether_made(holder, client.name)
        if asked and lock_of(holder):
            return True
    return False
