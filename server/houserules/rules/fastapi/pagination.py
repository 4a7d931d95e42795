"""A route answers with a whole collection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.declared_routes import (
    ROUTE_READS,
    DeclaredRoute,
    declared_routes,
    outer_names,
)
from houserules.extractors.declared_types import parameters_of, written_type
from houserules.extractors.path_segments import is_literal, segments
from houserules.text.excerpt import excerpt

_LISTS = frozenset(
    {
        "builtins.list", "typing.List", "typing.Sequence", "collections.abc.Sequence",
        "typing.Iterable", "collections.abc.Iterable",
    }
)  # fmt: skip
_PLAIN = frozenset({"str", "int", "float", "bool", "UUID", "Any", "dict", "Literal"})
_PAGING = re.compile(
    r"limit|offset|page|size|cursor|after|before|skip|top|count|pagina|since|until|from|start|ids"
)
_SIMPLE = frozenset({"int", "str", "bool", "float", "UUID", "date", "datetime", "Request"})
_QUIET_INJECTED = re.compile(r"db|session|user|auth|service|repo|store|token|settings|client")


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/pagination``.

    Attributes:
        exempt: Last segments of paths of collections that stay short.
    """

    exempt: tuple[str, ...] = (
        "options", "types", "stats", "roles", "statuses", "categories", "permissions", "enums",
        "tags", "languages", "countries", "currencies", "connectors", "providers", "examples", "fields", "status",
    )  # fmt: skip


@rule(
    id="fastapi/pagination",
    on=(cst.FunctionDef,),
    requires=ROUTE_READS,
    options=Options,
    message="`{title}` answers with a whole list; take `limit` and `offset`",
    why="The list grows with the data, and one day the answer is too large for everybody.",
    allow_when="The list cannot grow.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.schemas import Order\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders")\n'
            "async def orders() -> list[Order]: ..."
            "  # want: `GET /orders` answers with a whole list; take `limit` and `offset`"
            " # at: orders\n"
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "from app.schemas import Order\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders")\n'
            "async def orders(limit: int = 20, offset: int = 0) -> list[Order]: ...\n"
        ),
    ],
)
def pagination(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes whose schema is a list and whose parameters cannot bound it."""
    if not node.decorators:
        return
    for route in declared_routes(p, node):
        if route.methods != ("GET",) or route.is_open or not _is_collection(p, route):
            continue
        if _answers_list(p, node, route) and not _may_be_bounded(node):
            yield p.finding(node.name, title=excerpt(route.title, 40))
            return


def _is_collection(p: UnitPass, route: DeclaredRoute) -> bool:
    if route.path is None:
        return False
    parts = segments(route.path)
    return not parts or (is_literal(parts[-1]) and parts[-1] not in p.options.exempt)


def _answers_list(p: UnitPass, node: cst.FunctionDef, route: DeclaredRoute) -> bool:
    schema = route.given("response_model")
    if schema is None and node.returns is not None:
        schema = node.returns.annotation
    if not isinstance(schema, cst.Subscript) or len(schema.slice) != 1:
        return False
    names = outer_names(p, node, schema.value)
    if not names or not set(names) <= _LISTS:
        return False
    index = schema.slice[0].slice
    item = dotted_name(index.value) if isinstance(index, cst.Index) else ""
    return bool(item) and item.rpartition(".")[2] not in _PLAIN


def _may_be_bounded(node: cst.FunctionDef) -> bool:
    """Whether a parameter bounds the list, or may hold one that does."""
    if node.params.star_kwarg is not None:
        return True
    for param in parameters_of(node):
        name = param.name.value.lower()
        if _PAGING.search(name):
            return True
        written = written_type(param.annotation.annotation) if param.annotation else ""
        if written.rpartition(".")[2] in _SIMPLE or _QUIET_INJECTED.search(name):
            continue
        return True
    return False
