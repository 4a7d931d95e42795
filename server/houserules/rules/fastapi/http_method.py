"""The method of a route is not what the name of its function says that it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.declared_routes import ROUTE_READS, DeclaredRoute, declared_routes
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.parameter_markers import (
    INJECTING_NAMES,
    marker_default,
    marker_in_annotation,
)
from houserules.extractors.path_segments import words
from houserules.text.excerpt import excerpt

_READS_BY = "`{name}` only reads, but is a {method}"
_CHANGING = frozenset(
    {"create", "add", "insert", "update", "modify", "replace", "delete", "remove"}
)
_READING = frozenset({"get", "list", "read", "fetch", "find"})
_WRITING = ("DELETE", "PUT", "PATCH")
# Words that make a verb before them a noun, or a change part of reading.
_OF_NOUNS = frozenset(
    {
        "status", "info", "check", "available", "notes", "history", "log", "logs", "required",
        "page", "form", "view", "html", "dialog", "schema", "options", "confirmation", "events",
        "feed", "or", "and", "on", "ons", "template",
    }
)  # fmt: skip
_SIMPLE = frozenset({"int", "str", "bool", "float", "UUID", "date", "datetime"})


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/http-method``.

    Attributes:
        exempt_words: Words in the names of functions whose method is a matter of its own.
    """

    exempt_words: tuple[str, ...] = (
        "search", "query", "token", "tokens", "login", "logout", "webhook", "callback", "filter",
    )  # fmt: skip


@rule(
    id="fastapi/http-method",
    on=(cst.FunctionDef,),
    requires=ROUTE_READS,
    options=Options,
    message="`{name}` is a GET but changes data",
    why="Caches, crawlers and clients that try again rely on a GET changing nothing.",
    allow_when="A link in a mail has to do something, and clients can only GET.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders/{order_id}/delete")\n'
            "async def delete_order(order_id: int): ..."
            "  # want: `delete_order` is a GET but changes data # at: delete_order\n"
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.post("/orders/list")\n'
            "async def list_orders(limit: int = 10): ..."
            "  # want: `list_orders` only reads, but is a POST # at: list_orders\n"
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.delete("/orders/{order_id}")\n'
            "async def delete_order(order_id: int): ...\n"
        ),
    ],
)
def http_method(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes whose method contradicts the verb in the name of their function."""
    if not node.decorators:
        return
    name = node.name.value
    parts = words(name)
    if len(parts) < 2 or set(parts) & {*p.options.exempt_words, *_OF_NOUNS}:
        return
    verb = parts[0]
    if verb not in _CHANGING and verb not in _READING:
        return
    routes = declared_routes(p, node)
    if len(routes) != 1 or len(routes[0].methods) != 1:
        return
    method = routes[0].methods[0]
    if method == "GET" and verb in _CHANGING and not _shows_page(routes[0]):
        yield p.finding(node.name, name=excerpt(name, 40))
    elif verb in _READING and (
        method in _WRITING or (method == "POST" and not _takes_body(p, node))
    ):
        yield p.finding(node.name, message=_READS_BY, name=excerpt(name, 40), method=method)


def _shows_page(route: DeclaredRoute) -> bool:
    """Whether a browser asks for it: a form is a GET, whatever it leads to."""
    return route.given("response_class") is not None or route.is_hidden


def _takes_body(p: UnitPass, node: cst.FunctionDef) -> bool:
    """Whether a parameter may be a body, which a GET cannot have: any that is not simple."""
    if node.params.star_kwarg is not None:
        return True
    for param in parameters_of(node):
        injected = marker_default(p, param, INJECTING_NAMES)
        if injected or marker_in_annotation(p, param, INJECTING_NAMES):
            continue
        written = written_type(param.annotation.annotation) if param.annotation else ""
        if written.rpartition(".")[2] not in _SIMPLE or isinstance(param.default, cst.Call):
            return True
    return False
