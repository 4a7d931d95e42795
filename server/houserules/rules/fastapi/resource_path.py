"""The path of a route names an action, or is spelled otherwise than the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.declared_routes import ROUTE_READS, DeclaredRoute, declared_routes
from houserules.extractors.path_segments import is_literal, placeholders, segments, words
from houserules.extractors.router_objects import ROUTER_OBJECTS
from houserules.extractors.strings import argument
from houserules.text.excerpt import excerpt

_SNAKE = re.compile(r"_*[a-z][a-z0-9_]*")
_SPELLED = {
    "kebab": ("kebab-case", re.compile(r"[^A-Z_]*")),
    "snake": ("snake_case", re.compile(r"[^A-Z-]*")),
}


@dataclass(frozen=True)
class Options:
    """Options of ``fastapi/resource-path``.

    Attributes:
        case: How the words of a segment are joined.
        root_path: How a router with a prefix writes the path of the prefix itself.
        verbs: Words that no segment begins with.
        actions: Segments that may name an action.
    """

    case: Literal["kebab", "snake", "any"] = "kebab"
    root_path: Literal["", "/", "any"] = "any"
    verbs: tuple[str, ...] = (
        "get", "list", "fetch", "create", "add", "update", "edit", "delete", "remove", "save",
        "do", "make",
    )  # fmt: skip
    actions: tuple[str, ...] = ("add-ons", "make-up", "do-not-disturb")


@rule(
    id="fastapi/resource-path",
    on=(cst.FunctionDef,),
    requires=(*ROUTE_READS, ROUTER_OBJECTS),
    options=Options,
    message="path `{path}` {problem}",
    why="The method says what is done; paths that name things alone are guessed right.",
    allow_when="Clients rely on the path, or it follows the API of another service.",
    examples=[
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/getUsers")  # want: path `/getUsers` holds the verb `get`'
            ' # at: "/getUsers"\n'
            "async def users(): ...\n"
        ),
        Example(
            "from fastapi import APIRouter\n\n"
            "router = APIRouter()\n\n\n"
            '@router.get("/user_groups/")'
            "  # want: path `/user_groups/` is not in kebab-case"
            ' # at: "/user_groups/"\n'
            "async def groups(): ...\n\n\n"
            '@router.get("/user-groups/{group_id}/search")\n'
            "async def search_group(group_id: int): ...\n"
        ),
    ],
)
def resource_path(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report the first thing in each path that is not as the options want it."""
    routes = declared_routes(p, node)
    paths = {route.path for route in routes}
    for route in routes:
        given = argument(route.call, "path", 0)
        if route.path is None or given is None or route.is_hidden:
            continue
        # Both spellings on one function: whichever the client takes, it arrives.
        if len(route.path) > 1 and route.path.removesuffix("/") in paths - {route.path}:
            continue
        problem = _problem(p.options, route.path) or _end(p, route)
        if problem:
            yield p.finding(given.value, path=excerpt(route.path, 40), problem=problem)


def _problem(options: Options, path: str) -> str:
    """What is wrong in a path, ``""`` for nothing; names of files are left alone."""
    literals = [s for s in segments(path) if is_literal(s) and "." not in s and ":" not in s]
    for segment in literals:
        parts = words(segment)
        if parts and parts[0] in options.verbs and segment not in options.actions:
            return f"holds the verb `{parts[0]}`"
    spelled = _SPELLED.get(options.case)
    if spelled is not None and not all(spelled[1].fullmatch(segment) for segment in literals):
        return f"is not in {spelled[0]}"
    for name in placeholders(path):
        if not _SNAKE.fullmatch(name):
            return f"has the parameter `{excerpt(name, 20)}`, not in snake_case"
    return ""


def _end(p: UnitPass, route: DeclaredRoute) -> str:
    path = route.path or ""
    if segments(path):
        return "ends with a slash" if path.endswith("/") else ""
    made = p.lookup(ROUTER_OBJECTS, route.owner)
    wanted = p.options.root_path
    if wanted == "any" or path == wanted or len(made) != 1 or not made[0].prefix:
        return ""
    return f"of the router itself is written `{wanted}` here" if wanted else "ends with a slash"
