"""What is entered and left by hand where ``async with`` would do both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import children, descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.instances import INSTANCE_READS, instance_of

BLOCK_READS = (*INSTANCE_READS, BINDINGS)
"""What a rule that asks about blocks must require."""

_LOCKS = frozenset(
    f"asyncio{part}.{name}"
    for part in ("", ".locks")
    for name in ("Lock", "Semaphore", "BoundedSemaphore", "Condition")
)
_CLIENTS = frozenset({"httpx.AsyncClient", "aiohttp.ClientSession"})
_ENTERED = frozenset(
    {
        *_LOCKS,
        *_CLIENTS,
        "aiofiles.open",
        "aiofiles.threadpool.open",
        "sqlalchemy.ext.asyncio.AsyncSession",
        "sqlalchemy.ext.asyncio.session.AsyncSession",
    }
)
_SESSION_MAKER = "sqlalchemy.ext.asyncio.async_sessionmaker"
_CLOSING = frozenset({"aclose", "close"})


@dataclass(frozen=True, slots=True, eq=False)
class ByHand:
    """Something that is entered and left by hand.

    Attributes:
        place: The call that enters it, or makes it.
        name: What is entered, as it is written.
        opening: The statement of the call, ``None`` where no fix is possible.
        block: The ``try`` right behind it whose ``finally`` does nothing but leave it.
    """

    place: cst.Call
    name: str
    opening: cst.SimpleStatementLine | None = None
    block: cst.Try | None = None


def is_entered_async(unit: UnitPass, expression: cst.BaseExpression) -> bool:
    """Whether an expression can only be entered with ``async with``."""
    if instance_of(unit, expression) in _ENTERED:
        return True
    return isinstance(expression, cst.Call) and instance_of(unit, expression.func) == _SESSION_MAKER


def entered_by_hand(unit: UnitPass, call: cst.Call) -> ByHand | None:
    """A lock that a call acquires, or a client that it makes, and that the same block lets go.

    ``call`` must be the node the walk stands on.
    """
    around = unit.ancestors
    if len(around) < 4 or not any(isinstance(a, cst.FunctionDef) for a in around):
        return None
    if isinstance(around[-1], cst.Await) and isinstance(around[-2], cst.Expr):
        return _acquired(unit, call)
    if isinstance(around[-1], cst.Assign):
        return _client(unit, call, around[-1])
    return None


def _acquired(unit: UnitPass, call: cst.Call) -> ByHand | None:
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value != "acquire" or call.args:
        return None
    name = dotted_name(func.value)
    if not name or instance_of(unit, func.value) not in _LOCKS:
        return None

    def releases(node: cst.CSTNode) -> bool:
        return isinstance(node, cst.Call) and dotted_name(node.func) == f"{name}.release"

    return _left_in_block(unit, call, name, releases)


def _client(unit: UnitPass, call: cst.Call, assignment: cst.Assign) -> ByHand | None:
    target = assignment.targets[0].target if len(assignment.targets) == 1 else None
    if not isinstance(target, cst.Name) or instance_of(unit, call) not in _CLIENTS:
        return None
    name = target.value

    def closes(node: cst.CSTNode) -> bool:
        return (
            isinstance(node, cst.Await)
            and isinstance(node.expression, cst.Call)
            and isinstance(node.expression.func, cst.Attribute)
            and node.expression.func.attr.value in _CLOSING
            and dotted_name(node.expression.func.value) == name
        )

    found = _left_in_block(unit, call, name, closes)
    return None if found is None or _is_kept(unit, name) else found


def _is_kept(unit: UnitPass, name: str) -> bool:
    """Whether a function keeps a local object beyond its end: in an attribute, a global, a return."""
    function = next(a for a in reversed(unit.ancestors) if isinstance(a, cst.FunctionDef))
    for node in _own_nodes(function):
        if isinstance(node, cst.Return) and node.value is not None:
            if dotted_name(node.value) == name:
                return True
        elif (isinstance(node, cst.Assign) and dotted_name(node.value) == name) or (
            isinstance(node, cst.Global) and any(n.name.value == name for n in node.names)
        ):
            return True
    return False


def _left_in_block(
    unit: UnitPass, call: cst.Call, name: str, leaves: Callable[[cst.CSTNode], bool]
) -> ByHand | None:
    """Whether the block that enters something leaves it, too, once and whatever else happens."""
    line, block = _line_and_block(unit)
    if line is None or block is None:
        return None
    function = next(a for a in reversed(unit.ancestors) if isinstance(a, cst.FunctionDef))
    if sum(leaves(node) for node in _own_nodes(function)) != 1:
        return None
    behind = list(block.body)[list(block.body).index(line) + 1 :]
    for position, statement in enumerate(behind):
        if isinstance(statement, cst.Try) and statement.finalbody is not None:
            last = statement.finalbody.body
            if any(leaves(node) for node in _own_statements(last)):
                exact = position == 0 and len(line.body) == 1 and _only_finally(statement)
                return ByHand(call, name, line, statement) if exact else ByHand(call, name)
        elif isinstance(statement, cst.SimpleStatementLine) and any(
            leaves(node) for node in _own_statements(cst.IndentedBlock([statement]))
        ):
            return ByHand(call, name)
    return None


def _line_and_block(
    unit: UnitPass,
) -> tuple[cst.SimpleStatementLine | None, cst.IndentedBlock | None]:
    for index in range(len(unit.ancestors) - 1, 0, -1):
        line, block = unit.ancestors[index], unit.ancestors[index - 1]
        if isinstance(line, cst.SimpleStatementLine):
            return line, block if isinstance(block, cst.IndentedBlock) else None
    return None, None


def _only_finally(statement: cst.Try) -> bool:
    if statement.handlers or statement.orelse is not None or statement.finalbody is None:
        return False
    last = statement.finalbody.body
    if not isinstance(last, cst.IndentedBlock) or len(last.body) != 1:
        return False
    only = last.body[0]
    return isinstance(only, cst.SimpleStatementLine) and len(only.body) == 1


def _own_statements(block: cst.BaseSuite) -> Iterator[cst.CSTNode]:
    """The nodes of the simple statements that stand in a block themselves."""
    for line in block.body:
        if isinstance(line, cst.SimpleStatementLine):
            yield from _own_nodes(line)


def _own_nodes(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """What is below a node, functions and classes in it left out."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if node is root or not isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            stack.extend(children(node))


def hand_entered(unit: UnitPass, call: cst.Call) -> str:
    """``x`` of ``await x.__aenter__()`` where the same function calls ``x.__aexit__``, else ``""``.

    ``call`` must be the node the walk stands on.
    """
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value != "__aenter__":
        return ""
    name = dotted_name(func.value)
    function = next((a for a in reversed(unit.ancestors) if isinstance(a, cst.FunctionDef)), None)
    if not name or "." in name or function is None or name in ("self", "cls", "super"):
        return ""
    exits = [
        node
        for node in _own_nodes(function)
        if isinstance(node, cst.Call) and dotted_name(node.func) == f"{name}.__aexit__"
    ]
    # Who passes an error on, or leaves in several ways, does what no block does.
    if len(exits) != 1 or any(dotted_name(a.value) != "None" for a in exits[0].args):
        return ""
    for block in _own_nodes(function):
        if isinstance(block, cst.Try) and block.handlers:
            inside = set(descendants(block.body))
            if exits[0] in inside and call not in inside:
                return ""
    return name
