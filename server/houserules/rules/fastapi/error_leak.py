"""The text of an exception goes to the client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.dependencies import is_route
from houserules.extractors.error_leaks import Leak, leaks
from houserules.extractors.parameters import all_parameters
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.router_objects import APPLICATION_TYPES
from houserules.extractors.routes import ROUTERS
from houserules.extractors.strings import argument
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.constant_text import constant_text

_TESTS = frozenset({Role.TEST, Role.CONFTEST, Role.SCRIPT})
_BROAD = frozenset({"Exception", "BaseException"})
_MADE_TO_BE_SHOWN = ("fastapi.", "starlette.", "pydantic.")
_REASON = "clients no longer see what went wrong"
_LOGGING = frozenset({"exception", "error", "critical", "warning"})
_DEBUG = "`debug=True` exposes internals to the client"


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/error-leak``.

    Attributes:
        allow: Builtin exceptions whose text is written for the client.
        domain_quotes: Whether services may quote the error of a provider.
    """

    allow: tuple[str, ...] = ("ValueError",)
    domain_quotes: bool = False


@rule(
    id="fastapi/error-leak",
    on=(cst.ExceptHandler, cst.FunctionDef, cst.Call),
    requires=(BINDINGS, ROUTERS),
    options=Options,
    fixes=(constant_text,),
    message="`{shown}` exposes internals to the client",
    why="The text of an error that nobody foresaw tells of tables, paths and addresses.",
    allow_when="The service is for the people who run it.",
    examples=[
        Example(
            "import logging\n\n"
            "from fastapi import HTTPException\n\n"
            "logger = logging.getLogger(__name__)\n\n\n"
            "def read() -> None:\n"
            "    try:\n"
            "        load()\n"
            "    except Exception as e:\n"
            '        logger.exception("plans not read")\n'
            "        raise HTTPException(500, detail=str(e))"
            "  # want: `str(e)` exposes internals to the client # at: str(e)\n",
            fixed="import logging\n\n"
            "from fastapi import HTTPException\n\n"
            "logger = logging.getLogger(__name__)\n\n\n"
            "def read() -> None:\n"
            "    try:\n"
            "        load()\n"
            "    except Exception as e:\n"
            '        logger.exception("plans not read")\n'
            '        raise HTTPException(500, detail="Internal server error")\n',
        ),
        Example(
            "from fastapi import HTTPException\n\n"
            "from app.errors import PlanError\n\n\n"
            "def read() -> None:\n"
            "    try:\n"
            "        load()\n"
            "    except PlanError as e:\n"
            "        raise HTTPException(409, detail=str(e))\n"
        ),
    ],
)
def error_leak(
    p: UnitPass, node: cst.ExceptHandler | cst.FunctionDef | cst.Call
) -> Iterator[Finding]:
    """Report texts of unforeseen exceptions in answers, and applications in debug mode."""
    if p.module.role in _TESTS:
        return
    if isinstance(node, cst.Call):
        yield from _debug(p, node)
    elif not (p.options.domain_quotes and p.module.role is Role.SERVICE):
        if isinstance(node, cst.FunctionDef):
            yield from _in_exception_handler(p, node)
        elif _is_unforeseen(p, node):
            name = dotted_name(node.name.name) if node.name is not None else ""
            logs = _logs(node.body)
            for leak in leaks(p, node.body, name, in_route=_is_in_route(p)):
                yield _finding(p, leak, logs=logs)


def _finding(p: UnitPass, leak: Leak, *, logs: bool) -> Finding:
    shown = excerpt(cst.Module(()).code_for_node(leak.node), 50)
    return p.finding(leak.node, fix=_fix(leak) if logs else None, shown=shown)


def _fix(leak: Leak) -> FixRef | None:
    """Only where the status says that nobody could have foreseen it, and a log has the rest."""
    is_text = not isinstance(leak.whole, cst.Dict)
    if not leak.is_server_error or not is_text:
        return None
    return constant_text.at(leak.whole, reason=_REASON, text="Internal server error")


def _logs(body: cst.BaseSuite) -> bool:
    return any(
        isinstance(n, cst.Call)
        and isinstance(n.func, cst.Attribute)
        and n.func.attr.value in _LOGGING
        for n in descendants(body)
    )


def _is_unforeseen(p: UnitPass, handler: cst.ExceptHandler) -> bool:
    """Whether a handler takes errors whose text nobody wrote for clients."""
    if handler.type is None:
        return True
    if isinstance(handler.type, cst.Tuple):
        types = [element.value for element in handler.type.elements]
    else:
        types = [handler.type]
    return any(_is_foreign(p, qualified_names(p, kind)) for kind in types)


def _is_foreign(p: UnitPass, names: tuple[str, ...]) -> bool:
    if len(names) != 1 or names[0].startswith((".", *_MADE_TO_BE_SHOWN)):
        return False
    root, _, rest = names[0].partition(".")
    if root == "builtins":
        return rest not in p.options.allow
    own = {p.module.name.partition(".")[0], *p.module.local_packages}
    return root not in own


def _is_in_route(p: UnitPass) -> bool:
    functions = [a for a in p.ancestors if isinstance(a, cst.FunctionDef)]
    return len(functions) == 1 and bool(functions[0].decorators) and is_route(p, functions[0])


def _in_exception_handler(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """``@app.exception_handler(Exception)``."""
    params = list(all_parameters(node.params))
    if not any(_is_for_all(d) for d in node.decorators) or len(params) < 2:
        return
    for leak in leaks(p, node.body, params[1].name.value, in_route=True):
        yield _finding(p, leak, logs=_logs(node.body))


def _is_for_all(decorator: cst.Decorator) -> bool:
    call = decorator.decorator
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        return False
    given = argument(call, "exc_class_or_status_code", 0)
    is_all = given is not None and dotted_name(given.value) in _BROAD
    return call.func.attr.value == "exception_handler" and is_all


def _debug(p: UnitPass, call: cst.Call) -> Iterator[Finding]:
    given = argument(call, "debug")
    if given is None or dotted_name(given.value) != "True":
        return
    names = qualified_names(p, call.func)
    if names and set(names) <= APPLICATION_TYPES:
        yield p.finding(given.value, message=_DEBUG)
