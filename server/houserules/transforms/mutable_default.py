"""A mutable default becomes ``None``, and the body makes a fresh value for every call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import descendants
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.definitions import docstring_expression
from houserules.extractors.mutable_defaults import DEFAULT_READS, admits_none, mutable_defaults
from houserules.extractors.scopes import scope_of
from houserules.fixes.change import Change
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, name_for

REASON = "every call gets a value of its own, and `None` may be passed"
_SINCE_PEP_604 = (3, 10)
_TYPES = (cst.Name, cst.Attribute, cst.Subscript)


def _apply(
    rewrite: RewritePass, function: cst.FunctionDef, parameter: str, style: str
) -> Iterator[Any]:
    params = (p for p in mutable_defaults(rewrite, function) if p.name.value == parameter)
    param = next(params, None)
    if param is None or not can_be_made_in_body(rewrite, function, param):
        return
    assert param.default is not None
    value = rewrite.text(param.default)
    made = _made_in_body(rewrite, function, parameter, value)
    typed = tuple(_typed(rewrite, function, param, style))
    if made is None or None in typed:
        return
    yield from typed
    yield rewrite.replace(param.default, "None")
    yield made


def can_be_made_in_body(unit_pass: UnitPass, function: cst.FunctionDef, param: cst.Param) -> bool:
    """Whether a default means the same inside the function, on one line and without comments."""
    default = param.default
    if (
        default is None
        or "\n" in _source(unit_pass, default)
        or "\r" in _source(unit_pass, default)
    ):
        return False
    body = function.body.body
    first = body[0] if body else None
    if isinstance(first, cst.SimpleStatementLine) and len(first.body) > 1:
        return docstring_expression(first) is None
    inside = scope_of(unit_pass, function)
    for node in descendants(default):
        if isinstance(node, cst.Await | cst.Yield | cst.NamedExpr | cst.Lambda):
            return False
        if isinstance(node, cst.Name) and (
            node.value in inside or unit_pass.siblings_named(node.value)
        ):
            return False
    return True


def _source(unit_pass: UnitPass, node: cst.CSTNode) -> str:
    span = unit_pass.span(node)
    return unit_pass.view.unit.text[span.start : span.end]


def _made_in_body(
    rewrite: RewritePass, function: cst.FunctionDef, parameter: str, value: str
) -> Change | None:
    """``if x is None: x = value``, behind the docstring."""
    body, newline = function.body, rewrite.newline
    if isinstance(body, cst.SimpleStatementSuite):
        indent = rewrite.indentation(function) + rewrite.indent
        start, end = rewrite.span(body.leading_whitespace).start, rewrite.span(body).start
        text = newline + _test(rewrite, indent, parameter, value) + indent
        return rewrite.replace_span(Span(start, end), text)
    assert isinstance(body, cst.IndentedBlock)
    indent = rewrite.indentation(body.body[0])
    text = _test(rewrite, indent, parameter, value)
    if docstring_expression(body.body[0]) is None:
        return rewrite.insert(rewrite.span(body.header).end, text)
    if len(body.body) == 1:
        return None
    return rewrite.insert(rewrite.lines_of(body.body[0]).end, text)


def _test(rewrite: RewritePass, indent: str, parameter: str, value: str) -> str:
    newline = rewrite.newline
    return (
        f"{indent}if {parameter} is None:{newline}"
        f"{indent}{rewrite.indent}{parameter} = {value}{newline}"
    )


def _typed(
    rewrite: RewritePass, function: cst.FunctionDef, param: cst.Param, style: str
) -> Iterator[Any]:
    """The annotation with ``None`` admitted; a ``None`` where that cannot be written."""
    if param.annotation is None or admits_none(rewrite, param.annotation.annotation):
        return
    annotation = param.annotation.annotation
    postponed = rewrite.lookup(FUTURE_IMPORTS, "annotations")
    pipe = style == "pep604" and (postponed or rewrite.module.target_version >= _SINCE_PEP_604)
    if isinstance(annotation, cst.SimpleString):
        plain = not annotation.prefix and len(annotation.quote) == 1
        yield (
            rewrite.insert(rewrite.span(annotation).end - 1, " | None") if pipe and plain else None
        )
        return
    is_union = isinstance(annotation, cst.BinaryOperation) and isinstance(
        annotation.operator, cst.BitOr
    )
    if not is_union and not isinstance(annotation, _TYPES):
        yield None
        return
    if pipe:
        yield rewrite.insert(rewrite.span(annotation).end, " | None")
        return
    found = name_for(rewrite, "typing", "Optional", function)
    if found is None:
        yield None
        return
    name, needs = found
    yield from needs
    span = rewrite.span(annotation)
    yield rewrite.insert(span.start, f"{name}[")
    yield rewrite.insert(span.end, "]")


def _sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    for param in mutable_defaults(unit_pass, function):
        if can_be_made_in_body(unit_pass, function, param):
            yield mutable_default_to_none.at(
                function, reason=REASON, parameter=param.name.value, style="pep604"
            )


mutable_default_to_none = Transform(
    id="mutable-default-to-none",
    title="Default `{parameter}` to `None`, and make the value in the body",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, *DEFAULT_READS),
)
