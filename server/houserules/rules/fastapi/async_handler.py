"""A route handler is a plain function."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.analysis.walk import own_nodes
from houserules.extractors.blocking_io import HTTP_CALLS, IO_CALLS
from houserules.extractors.calls import CALLER_READS, callers_of, listed
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes, outer_names
from houserules.extractors.http_errors import HTTP_EXCEPTIONS
from houserules.extractors.parameters import all_parameters
from houserules.extractors.request_bodies import BODY_READS, is_model
from houserules.fixes.safety import Safety
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.async_handler import def_to_async

_BLOCKING = frozenset({"time.sleep", *HTTP_CALLS, *IO_CALLS})
_BLOCKED_FIRST = "route handler `{name}` should be `async def`; convert `{call}` first"
_SESSIONS = frozenset(
    {"sqlalchemy.orm.Session", "sqlalchemy.orm.session.Session", "sqlmodel.Session"}
)
_REASON = "what it calls may block the event loop"


@rule(
    id="fastapi/async-handler",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *BODY_READS, *CALLER_READS),
    fixes=(def_to_async,),
    message="route handler `{name}` should be `async def`",
    why="A plain function takes one of a few threads for as long as it runs, and cannot await "
    "what the rest of the application awaits.",
    allow_when="The handler does nothing but call a library that blocks.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/version")\n'
            "def version() -> str:"
            "  # want: route handler `version` should be `async def` # at: version\n"
            '    return "1.0"\n',
            fixed="from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/version")\n'
            "async def version() -> str:\n"
            '    return "1.0"\n',
        ),
        Example(
            "import requests\n"
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/rates")\n'
            "def rates() -> bytes:"
            "  # want: route handler `rates` should be `async def`; convert `requests.get` first"
            " # at: rates\n"
            '    return requests.get("https://rates.example").content\n',
        ),
        Example("def helper() -> int:\n    return 1\n"),
    ],
)
def async_handler(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes without ``async``."""
    if node.asynchronous is not None or not declared_routes(p, node):
        return
    if any(isinstance(n, cst.Yield) for n in own_nodes(node)):
        return
    name, blocking = node.name.value, _blocking(p, node)
    if blocking:
        shown = excerpt(blocking, 20)
        yield p.finding(node.name, message=_BLOCKED_FIRST, name=excerpt(name, 24), call=shown)
    else:
        yield p.finding(node.name, fix=_fix(p, node), name=excerpt(name, 60))


def _blocking(p: UnitPass, node: cst.FunctionDef) -> str:
    """What blocks in a body, as it is written: a call, or a session that does not await."""
    for param in all_parameters(node.params):
        kind = param.annotation.annotation if param.annotation is not None else None
        if isinstance(kind, cst.Subscript):
            first = kind.slice[0].slice
            kind = first.value if isinstance(first, cst.Index) else None
        if kind is not None and set(outer_names(p, node, kind)) & _SESSIONS:
            return param.name.value
    for inner in own_nodes(node):
        if isinstance(inner, cst.Call) and _blocks(outer_names(p, node, inner.func)):
            return dotted_name(inner.func)
    return ""


def _blocks(names: tuple[str, ...]) -> bool:
    return any(name in _BLOCKING or name.startswith("pandas.read_") for name in names)


def _fix(p: UnitPass, node: cst.FunctionDef) -> FixRef:
    callers = listed(callers_of(p, node.name.value, all_of_them=True))
    if callers:
        return def_to_async.at(
            node, safety=Safety.UNSAFE, reason=f"what calls it does not await it: {callers}"
        )
    calls = (n for n in own_nodes(node) if isinstance(n, cst.Call))
    if all(_is_harmless(p, node, call) for call in calls):
        return def_to_async.at(node)
    return def_to_async.at(node, safety=Safety.UNSAFE, reason=_REASON)


def _is_harmless(p: UnitPass, node: cst.FunctionDef, call: cst.Call) -> bool:
    names = outer_names(p, node, call.func)
    if names and all(n.startswith("builtins.") or n in HTTP_EXCEPTIONS for n in names):
        return dotted_name(call.func) not in ("open", "input", "print", "exec", "eval")
    return is_model(p, node, call.func)
