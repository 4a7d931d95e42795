"""A module logs with a library that the team does not log with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.declared_packages import PACKAGE_DECLARATIONS
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import literal_string

_FUNCTIONS = frozenset(
    f"logging.{name}"
    for name in ("debug", "info", "warning", "warn", "error", "critical", "exception", "log")
)
_STDLIB = _FUNCTIONS | {"logging.getLogger"}
_LAST = frozenset(name.rpartition(".")[2] for name in _STDLIB)
_OTHERS = ("structlog", "loguru")
_OWN_PURPOSE = (Role.LOGGER, Role.TEST, Role.CONFTEST, Role.SCRIPT, Role.MIGRATION)


@dataclass(frozen=True)
class Options:
    """Options of ``logging/backend``.

    Attributes:
        backend: The library of the team, an array where several are fine. ``auto`` is structlog
            or loguru, whichever the project depends on, and silent where it depends on neither.
        allow_modules: Globs of modules that set logging up, by dotted name or last part.
    """

    backend: (
        Literal["auto", "structlog", "loguru", "stdlib"]
        | tuple[Literal["structlog", "loguru", "stdlib"], ...]
    ) = "auto"
    allow_modules: tuple[str, ...] = ("core.logger", "*logger*", "*logging*", "main")


@rule(
    id="logging/backend",
    on=(cst.Call, cst.Import, cst.ImportFrom),
    requires=(BINDINGS, PACKAGE_DECLARATIONS),
    options=Options,
    message="`{name}` is not how this team logs; use {wanted}",
    why="Two logging libraries have two formats, two sets of levels and two places to set them up.",
    allow_when="The module passes the logs of other libraries on.",
    examples=[
        Example(
            "import logging\n\n"
            "logger = logging.getLogger(__name__)"
            "  # want: `logging.getLogger` is not how this team logs; use structlog\n",
            options=(("backend", "structlog"),),
        ),
        Example(
            "from loguru import logger"
            "  # want: `loguru` is not how this team logs; use structlog or stdlib\n",
            options=(("backend", ["structlog", "stdlib"]),),
        ),
        Example("import logging\n\nlogger = logging.getLogger(__name__)\n"),
    ],
)
def logging_backend(p: UnitPass, node: cst.Call | cst.Import | cst.ImportFrom) -> Iterator[Finding]:
    """Report loggers of other libraries than the team's, and imports of these."""
    if isinstance(node, cst.Call):
        func = node.func
        if isinstance(func, cst.Attribute) and func.attr.value not in _LAST:
            return
        found = resolves_to(p, func, _STDLIB)
        if found is None or (found not in _FUNCTIONS and not _names_own_logger(p, node)):
            return
        place, name, library = func, dotted_name(func), "stdlib"
    else:
        place, library = _imported(node)
        name = library
    if place is None or p.module.role in _OWN_PURPOSE or _is_allowed(p):
        return
    wanted = _wanted(p, library)
    if wanted and library not in wanted:
        yield p.finding(place, name=name, wanted=" or ".join(wanted))


def _wanted(p: UnitPass, library: str) -> tuple[str, ...]:
    """The libraries that may be used, ``()`` where that is not known."""
    chosen: str | tuple[str, ...] = p.options.backend
    if isinstance(chosen, tuple):
        return chosen
    if chosen != "auto":
        return (chosen,)
    if library != "stdlib":
        return ()
    return tuple(name for name in _OTHERS if p.lookup(PACKAGE_DECLARATIONS, name))


def _names_own_logger(p: UnitPass, call: cst.Call) -> bool:
    """Whether ``getLogger`` is asked for a logger of the project, not of a library or the root."""
    if len(call.args) != 1:
        return False
    value = call.args[0].value
    if isinstance(value, cst.Name):
        return value.value == "__name__"
    text = literal_string(value)
    return text is not None and text.partition(".")[0] in p.module.local_packages


def _imported(node: cst.Import | cst.ImportFrom) -> tuple[cst.CSTNode | None, str]:
    if isinstance(node, cst.Import):
        for alias in node.names:
            root = dotted_name(alias.name).partition(".")[0]
            if root in _OTHERS:
                return alias.name, root
    elif node.module is not None and not node.relative:
        root = dotted_name(node.module).partition(".")[0]
        if root in _OTHERS:
            return node.module, root
    return None, ""


def _is_allowed(p: UnitPass) -> bool:
    name = p.module.name
    last = name.rpartition(".")[2]
    return any(
        fnmatchcase(name, glob) or fnmatchcase(last, glob) or name.endswith(f".{glob}")
        for glob in p.options.allow_modules
    )
