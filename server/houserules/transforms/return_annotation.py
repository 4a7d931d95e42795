"""The return type of a function that its body decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from houserules.analysis.binding_names import BindingKind
from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.parameters import all_parameters
from houserules.extractors.return_shapes import RETURN_READS, ReturnShape, return_shape
from houserules.extractors.typed_signatures import is_method
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for

_SINCE_PEP_604 = (3, 10)
_SINCE_PEP_649 = (3, 14)
_SINCE_NEVER = (3, 11)
_CLOSING = re.compile(r"(?:[\s,/*]|#[^\r\n]{0,400}(?=[\r\n]))*\)")
_EMPTY = re.compile(r"\s*\((?:\s|#[^\r\n]{0,400}(?=[\r\n]))*\)")


def written_shape(shape: ReturnShape) -> str:
    """What is written behind the arrow, names of imports as they are called there."""
    inner = " | ".join(shape.types)
    return shape.wrapper + (f"[{inner}]" if inner and shape.wrapper else inner)


def _annotate(
    rewrite: RewritePass, function: cst.FunctionDef, optional: str
) -> Iterator[Change | ImportNeed]:
    place = _behind_parameters(rewrite, function)
    shape = return_shape(rewrite, function, is_method(rewrite, function))
    if place is None or shape is None or function.returns is not None:
        return
    written: list[str] = []
    for name in shape.types:
        text = _as_annotation(rewrite, function, name)
        if not text:
            return
        written.append(text)
    needs: tuple[ImportNeed, ...] = ()
    text = " | ".join(written)
    if len(written) == 2:
        text = _optional(rewrite, written[0], optional)
        if text.startswith("Optional["):
            found = name_for(rewrite, "typing", "Optional", function)
            if found is None:
                return
            text, needs = found[0] + text.removeprefix("Optional"), found[1]
    if shape.wrapper:
        never = "Never" if rewrite.module.target_version >= _SINCE_NEVER else "NoReturn"
        module, name = _IMPORTED.get(shape.wrapper, ("typing", never))
        found = name_for(rewrite, module, name, function)
        if found is None:
            return
        text, needs = found[0] + (f"[{text}]" if text else ""), found[1]
    yield from needs
    yield rewrite.insert(place, f" -> {text}")


_IMPORTED = {
    "Iterator": ("collections.abc", "Iterator"),
    "AsyncIterator": ("collections.abc", "AsyncIterator"),
}


def _optional(rewrite: RewritePass, name: str, optional: str) -> str:
    if optional == "typing" or (
        rewrite.module.target_version < _SINCE_PEP_604
        and not rewrite.lookup(FUTURE_IMPORTS, "annotations")
    ):
        return f"Optional[{name}]"
    quote = name[0] if name[0] in "\"'" else ""
    return f"{name[:-1]} | None{quote}" if quote else f"{name} | None"


def _as_annotation(rewrite: RewritePass, function: cst.FunctionDef, name: str) -> str:
    """A type as it can be written at the function; ``""`` where it means something else there."""
    if name == "None" or not name.isidentifier():
        return name
    if not rewrite.lookup(BINDINGS, name):
        return name if means_builtin(rewrite, name, function) else ""
    if rewrite.siblings_named(name):
        return ""
    kinds = {b.kind for b in rewrite.lookup(BINDINGS, name)}
    late = rewrite.module.target_version >= _SINCE_PEP_649
    if late or kinds != {BindingKind.CLASS} or rewrite.lookup(FUTURE_IMPORTS, "annotations"):
        return name
    return name if _is_defined_above(rewrite, name) else f'"{name}"'


def _is_defined_above(rewrite: RewritePass, name: str) -> bool:
    """Whether the statement of a class is over where the function stands."""
    if name in rewrite.class_path[:1]:
        return False
    for unit in rewrite.units():
        if unit is rewrite:
            return False
        node = unit.view.node
        if isinstance(node, cst.ClassDef) and not unit.class_path and node.name.value == name:
            return True
    return False


def _behind_parameters(rewrite: RewritePass, function: cst.FunctionDef) -> int | None:
    """The offset behind the parenthesis that closes the parameters."""
    parameters = list(all_parameters(function.params))
    text = rewrite.source
    if not parameters:
        holder = function.type_parameters or function.name
        match = _EMPTY.match(text, rewrite.span(holder).end)
        return match.end() if match else None
    last = parameters[-1]
    annotation = last.annotation.annotation if last.annotation else None
    node: cst.BaseExpression = last.default or annotation or last.name
    end = rewrite.span(node).end
    for _ in getattr(node, "rpar", ()):
        end = text.index(")", end) + 1
    match = _CLOSING.match(text, end)
    return match.end() if match else None


def _sites(unit_pass: UnitPass, node: cst.FunctionDef) -> Iterator[FixRef]:
    shape = None
    if node.returns is None:
        shape = return_shape(unit_pass, node, is_method(unit_pass, node))
    if shape is not None:
        yield annotate_return.at(
            node,
            safety=Safety.UNSAFE if shape.reason else Safety.SAFE,
            reason=shape.reason,
            written=written_shape(shape),
            optional="pep604",
        )


def _annotate_at(
    rewrite: RewritePass, function: cst.FunctionDef, written: str, optional: str
) -> Iterator[Change | ImportNeed]:
    del written
    yield from _annotate(rewrite, function, optional)


annotate_return = Transform(
    id="annotate-return",
    title="Write `-> {written}`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_annotate_at,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, *RETURN_READS, FUTURE_IMPORTS),
)
