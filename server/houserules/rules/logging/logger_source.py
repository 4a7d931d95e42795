"""A logger is taken from structlog itself, not from the project's factory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.project_symbols import SYMBOLS, Symbol
from houserules.extractors.qualified_names import resolves_to
from houserules.transforms.import_names import IMPORT_READS
from houserules.transforms.project_logger import REASON, use_project_logger

_LIBRARY = frozenset(
    {
        "structlog.get_logger", "structlog.getLogger", "structlog.stdlib.get_logger",
        "structlog.stdlib.getLogger",
    }
)  # fmt: skip
_NAMES = frozenset({"get_logger", "getLogger"})
_FACTORY = (
    "import structlog\n\n\ndef get_logger(name: str):\n    return structlog.get_logger(name)\n"
)


@dataclass(frozen=True)
class Options:
    """Options of ``logging/logger-source``.

    Attributes:
        factory: The function that makes loggers; a package of the project may stand before it.
    """

    factory: str = "core.logger.get_logger"


@rule(
    id="logging/logger-source",
    on=(cst.Call,),
    requires=(BINDINGS, SYMBOLS, *IMPORT_READS),
    options=Options,
    fixes=(use_project_logger,),
    message="`{found}` makes a logger of its own; get it from `{factory}`",
    why="One factory gives every logger the same processors, names and types.",
    examples=[
        Example(
            "import structlog\n\n"
            "log = structlog.get_logger()"
            "  # want: `structlog.get_logger` makes a logger of its own; "
            "get it from `app.core.logger.get_logger`\n",
            fixed="from app.core.logger import get_logger\n\nlog = get_logger(__name__)\n",
            files=(("app/core/logger.py", _FACTORY),),
        ),
        Example(_FACTORY, path="app/core/logger.py"),
    ],
)
def logger_source(p: UnitPass, node: cst.Call) -> Iterator[Finding]:
    """Report calls of structlog's own factories outside the module of the project's."""
    written = dotted_name(node.func)
    if not written or (written.rpartition(".")[2] not in _NAMES and "." in written):
        return
    if resolves_to(p, node.func, _LIBRARY) is None:
        return
    factory: str = p.options.factory
    home = factory.rpartition(".")[0]
    if p.module.name == home or p.module.name.endswith(f".{home}"):
        return
    symbol = _factory_in_project(p, factory)
    fix = None
    if symbol is not None and "." not in symbol.path:
        fix = use_project_logger.at(node, reason=REASON, module=symbol.module, name=symbol.path)
        factory = symbol.qualified_name
    yield p.finding(node.func, fix=fix, found=written, factory=factory)


def _factory_in_project(p: UnitPass, factory: str) -> Symbol | None:
    """The function that the option names, also below a package of the project."""
    names = (factory, *(f"{package}.{factory}" for package in sorted(p.module.local_packages)))
    found = {p.lookup_if_ready(SYMBOLS, name) for name in names} - {None}
    return found.pop() if len(found) == 1 else None
