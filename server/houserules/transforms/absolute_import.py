"""A relative import names its module in full."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import imported_module
from houserules.analysis.passes import UnitPass
from houserules.analysis.project import PROJECT_MODULES
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.project_symbols import absolute_name
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import Transform
from houserules.text.span import Span

ABSOLUTE_READS = (PROJECT_MODULES,)
"""What a rule that asks ``is_found`` must require."""


def absolute_module(unit: UnitPass, node: cst.ImportFrom) -> str:
    """The full name of the module of a relative import; ``""`` where the file has no package."""
    module = unit.module
    if not module.name or not (module.is_package or "." in module.name):
        return ""
    return absolute_name(module.name, imported_module(node), is_package=module.is_package)


def relative_part(unit: UnitPass, node: cst.ImportFrom) -> Span:
    """The dots and the name behind them."""
    start = unit.span(node.relative[0]).start
    last = node.module if node.module is not None else node.relative[-1]
    return Span(start, unit.span(last).end)


def is_found(unit: UnitPass, node: cst.ImportFrom, module: str) -> bool:
    """Whether the project has a module under the full name, or one of its members as a module."""
    names = [module]
    if not isinstance(node.names, cst.ImportStar):
        names += [f"{module}.{dotted_name(alias.name)}" for alias in node.names]
    return any(unit.lookup_if_ready(PROJECT_MODULES, name) is not None for name in names)


def _apply(rewrite: RewritePass, node: cst.ImportFrom) -> Iterator[Change]:
    module = absolute_module(rewrite, node) if node.relative else ""
    if not module or not is_found(rewrite, node, module):
        return
    part = relative_part(rewrite, node)
    before, behind = rewrite.source[part.start - 1], rewrite.source[part.end : part.end + 1]
    text = ("" if before.isspace() else " ") + module + ("" if behind.isspace() else " ")
    yield rewrite.replace_span(part, text)


relative_to_absolute = Transform(
    id="relative-to-absolute",
    title="Import from the full name of the module",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    alone=False,
    apply=_apply,
    requires=ABSOLUTE_READS,
)
