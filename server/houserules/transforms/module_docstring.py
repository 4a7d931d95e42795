"""A docstring for a module that has none, made of its role and its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.module import ModuleInfo, Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.docstring_places import CODE, FIRST_STATEMENTS, MODULE
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.syntax.unit import UnitKind
from houserules.text.span import Span
from houserules.transforms.docstring_summary import words_of
from houserules.transforms.docstring_writing import TODO

_ROLES = {
    Role.MAIN: "application",
    Role.ROUTER: "API routes",
    Role.SERVICE: "service",
    Role.STORE: "repository",
    Role.MODEL: "models",
    Role.SCHEMA: "schemas",
    Role.ERROR: "errors",
    Role.DEPENDENCY: "dependencies",
    Role.CONFIG: "configuration",
    Role.LOGGER: "logging",
    Role.DATABASE: "database",
    Role.SECURITY: "security",
}
_OF_ROLE = frozenset(
    {
        "router", "routers", "route", "routes", "api", "service", "services", "store", "stores",
        "repository", "repositories", "repo", "model", "models", "schema", "schemas", "error",
        "errors", "exception", "exceptions", "dependency", "dependencies", "deps", "config",
        "settings", "logger", "logging", "database", "db", "session", "security", "auth", "main",
        "app", "types", "endpoints", "views",
    }
)  # fmt: skip
_BLANK = re.compile(r"[ \t\f]*(?:\r\n|\r|\n)")
_BLANK_LINE = re.compile(r"(?<=[\r\n])[ \t\f]*(?:\r\n|\r(?!\n)|(?<!\r)\n)")


def summary_of_module(module: ModuleInfo) -> str:
    """A first line for a module: ``Plan API routes.``; empty where its name has no words."""
    segments = [part for part in module.name.split(".") if part]
    role = _ROLES.get(module.role, "")
    if not segments:
        return ""
    words = words_of(segments[-1])
    if role:
        if len(words) > 1 and words[-1] in _OF_ROLE:
            words = words[:-1]
        if len(words) == 1 and words[0] in _OF_ROLE and not module.is_package:
            package = segments[-2] if len(segments) > 1 else ""
            words = [] if package in _OF_ROLE or package in ("src", "") else words_of(package)
        elif module.is_package and words[-1:] and words[-1] in _OF_ROLE:
            words = words[:-1]
        words = [*words, *role.split(" ")]
    elif module.is_package:
        words = [*words, "package"]
    text = " ".join(words)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _apply(rewrite: RewritePass, place: object) -> Iterator[Change]:
    unit = rewrite.view.unit
    summary = summary_of_module(rewrite.module) or TODO
    if unit.kind is UnitKind.FOOTER:
        return
    at = _below_header(unit.text, unit.item_start)
    follows = unit.text[at:]
    gap = "" if _BLANK.match(follows) else rewrite.newline
    yield rewrite.replace_span(Span(at, at), f'"""{summary}"""{rewrite.newline}{gap}')


def _below_header(text: str, item_start: int) -> int:
    """Where the comments that head the file end.

    What is below the last blank line above the code belongs to the code.
    """
    ends = [m.end() for m in _BLANK_LINE.finditer(text, 0, item_start)]
    has_comment = "#" in text[:item_start]
    if not has_comment:
        return 1 if text.startswith("\ufeff") else 0
    return ends[-1] if ends and "#" in text[: ends[-1]] else item_start


def _sites(unit_pass: UnitPass, node: cst.CSTNode) -> Iterator[FixRef]:
    if unit_pass.view.unit.depth or node is not unit_pass.parsed.node:
        return
    # Of several equal first statements only the first one is at the start of the file.
    is_first = isinstance(unit_pass, RewritePass) and unit_pass.neighbour(-1) is None
    if is_first and unit_pass.lookup(FIRST_STATEMENTS, MODULE) == CODE:
        yield add_module_docstring.at(node)


add_module_docstring = Transform(
    id="add-module-docstring",
    title="Add a module docstring",
    safety=Safety.SKELETON,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.BaseStatement,),
    requires=(FIRST_STATEMENTS,),
)
