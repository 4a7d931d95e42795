"""An exception class derives from the base of the application, which is made where it is missing."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.structure import dotted_name
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.exception_classes import ERROR_READS, direct_error
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, name_for

DERIVE_REASON = "handlers of the base catch it from now on"
_ROOT = "Exception"
_USUAL_BASE = "AppError"
_Edit = Change | ImportNeed | Refusal


def replaceable(unit: UnitPass, node: cst.ClassDef) -> cst.Arg | None:
    """The ``Exception`` among the bases of a class at the top of the module."""
    if unit.class_path or unit.ancestors or direct_error(unit, node.name.value) != _ROOT:
        return None
    return next((arg for arg in node.bases if dotted_name(arg.value) == _ROOT), None)


def _apply(rewrite: RewritePass, node: cst.ClassDef, module: str, base: str) -> Iterator[_Edit]:
    arg = replaceable(rewrite, node)
    if arg is None:
        return
    if module:
        found = name_for(rewrite, module, base, node)
        if found is None:
            return
        yield from found[1]
        yield rewrite.replace(arg.value, found[0])
        return
    for unit in rewrite.units():
        defined = unit.view.node
        if defined is node:
            yield Refusal(f"`{base}` is defined further down")
            return
        if isinstance(defined, cst.ClassDef) and defined.name.value == base:
            yield rewrite.replace(arg.value, base)
            return


def _made(rewrite: RewritePass, node: cst.ClassDef, base: str) -> Iterator[_Edit]:
    arg = replaceable(rewrite, node)
    if arg is None or rewrite.lookup(BINDINGS, base):
        return
    step = rewrite.indent
    lines = [
        f"class {base}({_ROOT}):",
        f'{step}"""Base of the errors of this application."""',
        "",
        f"{step}status_code = 500",
        "",
        f"{step}def __init__(",
        f"{step * 2}self, message: str, details: dict[str, object] | None = None",
        f"{step}) -> None:",
        f"{step * 2}super().__init__(message)",
        f"{step * 2}self.message = message",
        f"{step * 2}self.details = details or {{}}",
        "",
        "",
        "",
    ]
    yield rewrite.insert(rewrite.view.unit.item_start, rewrite.newline.join(lines))
    yield rewrite.replace(arg.value, base)


def _sites(unit: UnitPass, node: cst.ClassDef) -> Iterator[FixRef]:
    is_known = node.name.value != _USUAL_BASE and bool(unit.lookup(CLASSES, _USUAL_BASE))
    if is_known and replaceable(unit, node) is not None:
        yield derive_from.at(node, reason=DERIVE_REASON, module="", base=_USUAL_BASE)


derive_from = Transform(
    id="derive-from",
    title="Derive from `{base}`",
    safety=Safety.UNSAFE,
    reach=Reach.MODULE,
    apply=_apply,
    sites=_sites,
    on=(cst.ClassDef,),
    requires=(*IMPORT_READS, *ERROR_READS),
)
make_base_error = Transform(
    id="make-base-error",
    title="Write the base class `{base}`, and derive from it",
    safety=Safety.SKELETON,
    reach=Reach.PROJECT,
    apply=_made,
    on=(cst.ClassDef,),
    requires=(*IMPORT_READS, *ERROR_READS),
)
