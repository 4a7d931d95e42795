"""The endpoints of a router module, and the list of them in its docstring."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.extractor import table
from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import UnitView, dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.docstrings import Docstring, detached_docstring, docstring_node
from houserules.extractors.qualified_names import module_qualified_names
from houserules.extractors.router_objects import (
    APPLICATION_TYPES,
    ROUTER_OBJECTS,
    ROUTER_TYPES,
)
from houserules.extractors.routes import ROUTERS, methods_of, route_decorators
from houserules.extractors.strings import argument, literal_string

_ITEM = re.compile(
    r"\s*[-*]\s{0,4}`{0,2}(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE)\s{1,8}"
    r"(?P<path>/[^\s`]{0,200})"
)
_CONVERTER = re.compile(r":\w+\}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A function as one decorator makes it a route.

    Attributes:
        owner: What the decorator hangs on.
        methods: The methods it answers to, ``()`` where unknown.
        path: The literal path, ``None`` where unknown.
        summary: What it says of itself in a few words, ``""`` for nothing.
        is_shown: Whether the schema has it.
    """

    owner: str
    methods: tuple[str, ...]
    path: str | None
    summary: str
    is_shown: bool


def _contribute(view: UnitView) -> Iterator[tuple[Hashable, Endpoint]]:
    node = view.node
    if view.unit.depth or not isinstance(node, cst.FunctionDef) or not node.decorators:
        return
    for _, owner, method, call in route_decorators(node):
        path, shown = argument(call, "path", 0), argument(call, "include_in_schema")
        yield (
            "",
            Endpoint(
                owner,
                methods_of(method, call),
                literal_string(path.value) if path else None,
                _summary(node, call),
                shown is None or dotted_name(shown.value) != "False",
            ),
        )


def _summary(function: cst.FunctionDef, call: cst.Call) -> str:
    given = argument(call, "summary")
    text = literal_string(given.value) if given is not None else None
    literal = docstring_node(function)
    if not text and literal is not None and literal.raw_value.strip():
        text = detached_docstring(literal).summary_text
    text = (text or "").strip().rstrip(".")
    return text if text.isprintable() and not set(text) & set("\"'\\") else ""


def _merge(values: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    return values


ENDPOINTS = table("endpoints", _contribute, _merge)
"""``""`` → what look like the routes of the module, in document order."""

ENDPOINT_READS = (ENDPOINTS, ROUTERS, ROUTER_OBJECTS, BINDINGS)
"""What a rule that asks ``expected_endpoints`` must require."""


def _prefix_of(p: UnitPass, owner: str) -> str | None:
    """The prefix of a router that this module makes, ``None`` where it is not written out."""
    made, bindings = p.lookup(ROUTER_OBJECTS, owner), p.lookup(BINDINGS, owner)
    if len(made) != 1 or len(bindings) != 1 or bindings[0].conditional:
        return None
    names = module_qualified_names(p, made[0].callee)
    is_router = bool(names) and set(names) <= ROUTER_TYPES | APPLICATION_TYPES
    return made[0].prefix if is_router else None


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list.

    Attributes:
        method: ``GET`` …
        path: The path as it is written.
        line: The index of its line.
        stop: The index after the lines that go on with it.
    """

    method: str
    path: str
    line: int
    stop: int

    def means(self, wanted: str) -> bool:
        """Whether it stands for an endpoint, perhaps below the prefix of an application."""
        method, _, path = wanted.partition(" ")
        own, meant = plain_path(self.path), plain_path(path)
        return method == self.method and (own == meant or (meant != "/" and own.endswith(meant)))


def plain_path(path: str) -> str:
    """A path without converters and without a slash at its end."""
    return _CONVERTER.sub("}", path).rstrip("/") or "/"


def expected_endpoints(p: UnitPass) -> tuple[dict[str, str], bool]:
    """``METHOD /full/path`` → summary, in the order of the code; and whether they are all."""
    found: dict[str, str] = {}
    is_whole = True
    for endpoint in p.lookup(ENDPOINTS, ""):
        if not p.lookup(ROUTERS, endpoint.owner):
            continue
        if not endpoint.is_shown:
            continue
        prefix = _prefix_of(p, endpoint.owner)
        if prefix is None or endpoint.path is None or not endpoint.methods:
            is_whole = False
            continue
        for method in endpoint.methods:
            found.setdefault(f"{method} {prefix + endpoint.path or '/'}", endpoint.summary)
    return found, is_whole


def listed_endpoints(docstring: Docstring) -> Sequence[Listed]:
    """The lines of a docstring that list an endpoint, in order."""
    found: list[Listed] = []
    for index, line in enumerate(docstring.lines):
        match = _ITEM.match(line.text)
        if match is None:
            continue
        stop = index + 1
        while stop < len(docstring.lines) and _goes_on(docstring, line.indent, stop):
            stop += 1
        found.append(Listed(match["method"], match["path"].rstrip(":,."), index, stop))
    return found


def _goes_on(docstring: Docstring, indent: int, index: int) -> bool:
    line = docstring.lines[index]
    return not line.is_blank and line.indent > indent and _ITEM.match(line.text) is None


def heading_line(docstring: Docstring, heading: str) -> int | None:
    """The index of the line that is the heading of the list."""
    for index, line in enumerate(docstring.lines):
        if index and line.text.strip() == heading:
            return index
    return None
