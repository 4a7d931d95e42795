"""HTTP clients that a function makes anew each time it is called."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import decorator_names
from houserules.extractors.main_guards import is_main_guard
from houserules.extractors.qualified_names import resolves_to

CLIENT_READS = (BINDINGS,)
"""What a rule that asks for clients must require."""

_CLIENTS = frozenset({"httpx.AsyncClient", "httpx.Client"})
_LAST = frozenset({"AsyncClient", "Client"})
_ONCE = frozenset(
    {
        "__init__", "__aenter__", "__enter__", "__new__", "__post_init__", "setup", "setUp",
        "asyncSetUp", "setUpClass", "startup", "on_startup", "lifespan", "main",
    }
)  # fmt: skip
_ONCE_DECORATORS = frozenset(
    {
        "fixture", "asynccontextmanager", "contextmanager", "cached_property", "lru_cache",
        "cache", "on_event", "command",
    }
)  # fmt: skip


def per_call_client(unit_pass: UnitPass, call: cst.Call) -> str:
    """``httpx.AsyncClient`` for a client that is made on every call of its function, else ``""``.

    ``call`` must be the node the walk stands on. Silent where the client outlives the call: where
    it is kept in a global, an attribute or a container, handed out, or made once by its nature.
    """
    found, function, local = _in_function(unit_pass, call)
    return "" if function is None or _leaves(function, local) else found


def yielded_client(unit_pass: UnitPass, call: cst.Call) -> tuple[str, cst.FunctionDef] | None:
    """A client that a generator makes and yields, as ``httpx.AsyncClient``, and the generator.

    Where FastAPI calls it, that is one for each request. ``call`` must be the node the walk stands
    on.
    """
    found, function, local = _in_function(unit_pass, call)
    if function is None or not local or not isinstance(unit_pass.ancestors[-1], cst.WithItem):
        return None
    block = unit_pass.ancestors[-2]
    yields = any(isinstance(n, cst.Yield) and _gives(n, local) for n in descendants(block))
    return (found, function) if yields else None


def _gives(node: cst.Yield, name: str) -> bool:
    return node.value is not None and _is_name(node.value, name)


def _in_function(unit_pass: UnitPass, call: cst.Call) -> tuple[str, cst.FunctionDef | None, str]:
    """The class of a client, the function that makes it on each call, its local name there."""
    nothing = "", None, ""
    name = dotted_name(call.func)
    if name.rpartition(".")[2] not in _LAST and not isinstance(call.func, cst.Name):
        return nothing
    found = resolves_to(unit_pass, call.func, _CLIENTS) if name else None
    if found is None or unit_pass.module.role is Role.SCRIPT or _has_transport(call):
        return nothing
    function = next(
        (a for a in reversed(unit_pass.ancestors) if isinstance(a, cst.FunctionDef | cst.Lambda)),
        None,
    )
    if not isinstance(function, cst.FunctionDef) or _runs_once(function):
        return nothing
    if any(is_main_guard(a) for a in unit_pass.ancestors):
        return nothing
    local = _local_name(unit_pass, call)
    return nothing if local is None else (found, function, local)


def _has_transport(call: cst.Call) -> bool:
    return any(a.star or (a.keyword and a.keyword.value in ("transport", "app")) for a in call.args)


def _runs_once(function: cst.FunctionDef) -> bool:
    if function.name.value in _ONCE:
        return True
    return any(n.rpartition(".")[2] in _ONCE_DECORATORS for n in decorator_names(function))


def _local_name(unit_pass: UnitPass, call: cst.Call) -> str | None:
    """The local name of a client, ``""`` where it has none, ``None`` where it is kept elsewhere."""
    parent = unit_pass.ancestors[-1]
    if isinstance(parent, cst.Await):
        parent = unit_pass.ancestors[-2]
    if isinstance(parent, cst.WithItem):
        target = parent.asname.name if parent.asname else None
        return target.value if isinstance(target, cst.Name) else None if target else ""
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target = parent.targets[0].target
        return target.value if isinstance(target, cst.Name) else None
    if isinstance(parent, cst.AnnAssign) and isinstance(parent.target, cst.Name):
        return parent.target.value
    # ``httpx.Client().get(url)``
    return "" if isinstance(parent, cst.Attribute) else None


def _leaves(function: cst.FunctionDef, name: str) -> bool:
    """Whether a client may outlive the call: handed out, kept, or bound outside the function."""
    if not name:
        return False
    for node in descendants(function.body):
        if isinstance(node, cst.Global | cst.Nonlocal):
            if any(item.name.value == name for item in node.names):
                return True
        elif isinstance(node, cst.Return | cst.Yield):
            value = node.value.item if isinstance(node.value, cst.From) else node.value
            if value is not None and any(_is_name(v, name) for v in _parts(value)):
                return True
        elif isinstance(node, cst.Assign):
            kept = not all(isinstance(t.target, cst.Name) for t in node.targets)
            if kept and any(_is_name(v, name) for v in _parts(node.value)):
                return True
    return False


def _parts(value: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A value and what containers and calls in it hold, but not what its attributes give."""
    stack = [value]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, cst.Tuple | cst.List | cst.Set | cst.Dict):
            stack.extend(e.value for e in node.elements)
        elif isinstance(node, cst.Call):
            stack.extend(a.value for a in node.args)
        elif isinstance(node, cst.Await):
            stack.append(node.expression)


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
