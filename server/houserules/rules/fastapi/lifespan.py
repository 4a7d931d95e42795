"""What runs at startup or shutdown is registered as an event handler."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.qualified_names import qualified_names
from houserules.extractors.router_objects import APPLICATION_TYPES, ROUTER_TYPES
from houserules.extractors.routes import IMPORTED_PACKAGES
from houserules.extractors.strings import argument, literal_string

_EVENTS = frozenset({"startup", "shutdown"})
_REGISTERING = frozenset({"on_event", "add_event_handler"})
_KEYWORDS = ("on_startup", "on_shutdown")


@rule(
    id="fastapi/lifespan",
    on=(cst.Call,),
    requires=(BINDINGS, IMPORTED_PACKAGES),
    message="`{old}` is replaced by a lifespan handler",
    why="One function opens and closes what the application lives on, in that order, even where "
    "the start fails half-way; FastAPI has deprecated the events.",
    examples=[
        Example(
            "from fastapi import FastAPI\n\n"
            "app = FastAPI()\n\n\n"
            '@app.on_event("startup")'
            "  # want: `on_event` is replaced by a lifespan handler # at: on_event\n"
            "async def warm() -> None:\n"
            "    await pool.open()\n"
        ),
        Example(
            "from collections.abc import AsyncIterator\n"
            "from contextlib import asynccontextmanager\n\n"
            "from fastapi import FastAPI\n\n\n"
            "@asynccontextmanager\n"
            "async def lifespan(app: FastAPI) -> AsyncIterator[None]:\n"
            "    await pool.open()\n"
            "    yield\n\n\n"
            "app = FastAPI(lifespan=lifespan)\n"
        ),
    ],
)
def lifespan(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report registrations of handlers of the events ``startup`` and ``shutdown``."""
    func = node.func
    if isinstance(func, cst.Attribute) and func.attr.value in _REGISTERING:
        given = argument(node, "event_type", 0)
        event = literal_string(given.value) if given is not None else None
        if event in _EVENTS and p.lookup(IMPORTED_PACKAGES, "fastapi"):
            yield p.finding(func.attr, old=func.attr.value)
        return
    found = [arg for arg in (argument(node, name) for name in _KEYWORDS) if arg is not None]
    names = set(qualified_names(p, func)) if found and dotted_name(func) else set[str]()
    if names and names <= APPLICATION_TYPES | ROUTER_TYPES:
        for arg in found:
            if arg.keyword is not None:
                yield p.finding(arg.keyword, old=arg.keyword.value)
