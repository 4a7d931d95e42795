"""A route has no summary."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.declared_routes import ROUTE_READS, declared_routes
from houserules.extractors.definitions import docstring_text
from houserules.extractors.strings import literal_string
from houserules.text.excerpt import excerpt
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.route_keyword import set_route_keyword

_LONGEST = 72


@rule(
    id="fastapi/route-summary",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, *IMPORT_READS),
    fixes=(set_route_keyword,),
    message="route `{route}` has no `summary=`",
    why="The summary is the line that readers of the API see in the list of its operations.",
    allow_when="The name of the function says all there is to say.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders")  # want: route `GET /orders` has no `summary=`\n'
            "async def list_open_orders(): ...\n",
            fixed="from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/orders", summary="List open orders")\n'
            "async def list_open_orders(): ...\n",
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/metrics", include_in_schema=False)\n'
            "async def metrics(): ...\n"
        ),
    ],
)
def route_summary(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report routes of the schema without a summary, or with an empty one."""
    for route in declared_routes(p, node):
        given = route.given("summary")
        if route.is_hidden or route.is_open or (given and literal_string(given) != ""):
            continue
        summary = _summary(node)
        fix = set_route_keyword.at(
            route.call, name="summary", value=f'"{summary}"', title="Write a `summary=`"
        )
        shown = excerpt(route.title or node.name.value, 70)
        yield p.finding(route.decorator, fix=fix if summary else None, route=shown)


def _summary(function: cst.FunctionDef) -> str:
    """The first line of the docstring, else the words of the name."""
    lines = docstring_text(function.body).strip().splitlines()
    text = lines[0].strip().rstrip(".") if lines else ""
    if not text or not text.isprintable() or set(text) & set('"\\'):
        text = function.name.value.strip("_").replace("_", " ").capitalize()
    if len(text) <= _LONGEST:
        return text
    return text[: _LONGEST + 1].rpartition(" ")[0].rstrip(" ,;:-")
