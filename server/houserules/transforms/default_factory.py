"""A mutable default of a field becomes a ``default_factory``."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import descendants
from houserules.extractors.field_defaults import DEFAULT_FIELD_READS, mutable_field_default
from houserules.extractors.pydantic_fields import field_module
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for

_EMPTY = {cst.List: "list", cst.Dict: "dict"}


def can_be_made_later(unit_pass: UnitPass, value: cst.BaseExpression) -> bool:
    """Whether a default means the same in a lambda, which does not see the class around it."""
    names = {n.value for n in (value, *descendants(value)) if isinstance(n, cst.Name)}
    eager = any(isinstance(n, cst.Await | cst.Yield | cst.NamedExpr) for n in descendants(value))
    return not eager and not any(unit_pass.siblings_named(name) for name in names)


def _apply(rewrite: RewritePass, node: cst.AnnAssign) -> Iterator[Change | ImportNeed]:
    found = mutable_field_default(rewrite, node)
    if found is None or not can_be_made_later(rewrite, found.value):
        return
    value = found.value
    made = _factory(rewrite, value, node)
    if found.argument is not None:
        start = rewrite.span(found.argument).start
        end = rewrite.span(value).start
        if rewrite.has_comment(rewrite.span(found.argument)) and made:
            return
        opening = "default_factory=" if made else "default_factory=lambda: "
        yield rewrite.replace_span(type(rewrite.span(value))(start, end), opening)
        if made:
            yield rewrite.replace(value, made)
        return
    name = "field" if not found.model else "Field"
    module = field_module(rewrite, found.model) if found.model else "dataclasses"
    callee = name_for(rewrite, module, name, node)
    if callee is None or value.lpar:
        return
    yield from callee[1]
    if made:
        yield rewrite.replace(value, f"{callee[0]}(default_factory={made})")
        return
    span = rewrite.span(value)
    yield rewrite.insert(span.start, f"{callee[0]}(default_factory=lambda: ")
    yield rewrite.insert(span.end, ")")


def _factory(rewrite: RewritePass, value: cst.BaseExpression, node: cst.CSTNode) -> str:
    """The name of the builtin that makes an empty default, ``""`` for a default of another kind."""
    name = ""
    if isinstance(value, cst.List | cst.Dict) and not value.elements:
        name = _EMPTY[type(value)]
    elif isinstance(value, cst.Call) and not value.args and isinstance(value.func, cst.Name):
        name = value.func.value
    if rewrite.has_comment(rewrite.span(value)) or not means_builtin(rewrite, name, node):
        return ""
    return name


def _sites(unit_pass: UnitPass, node: cst.AnnAssign) -> Iterator[FixRef]:
    found = mutable_field_default(unit_pass, node)
    if found is not None and can_be_made_later(unit_pass, found.value):
        yield default_to_factory.at(node)


default_to_factory = Transform(
    id="default-to-factory",
    title="Make the default in a `default_factory`",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_apply,
    sites=_sites,
    on=(cst.AnnAssign,),
    requires=(*IMPORT_READS, *DEFAULT_FIELD_READS),
)
