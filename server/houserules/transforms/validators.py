"""Validators of pydantic from the decorators of one version to those of the other."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.analysis.walk import descendants
from houserules.extractors.pydantic_config import CONFIG_READS
from houserules.extractors.validators import (
    V1_VALIDATORS,
    V2_VALIDATORS,
    ValidatorUse,
    validator_use,
)
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, means_builtin, name_for

_Edit = Change | ImportNeed
_ALWAYS = "`always=True` also ran for defaults: those fields need `validate_default=True`"
_VALUES = "`info.data` holds the fields above only, without those that failed"
_ROOT = "the input may be any object in pydantic 2, not only a dictionary"
_KEPT = frozenset({"check_fields"})
_DROPPED = frozenset({"allow_reuse", "always", "skip_on_failure"})


def promise(p: UnitPass, function: cst.FunctionDef, use: ValidatorUse) -> tuple[Safety, str] | None:
    """How safe it is to write a validator for pydantic 2, and why; ``None`` where it cannot be."""
    names = _parameters(function)
    keywords = {a.keyword.value: a.value for a in use.keywords if a.keyword is not None}
    known = _KEPT | _DROPPED | {"pre"}
    if not use.is_plain or not use.is_only or names is None or not keywords.keys() <= known:
        return None
    if any(_constant(keywords[k]) is None for k in ("pre", "always") if k in keywords):
        return None
    if use.kind == "root_validator":
        is_before = len(names) == 2 and _constant(keywords.get("pre")) is True and not use.fields
        return (Safety.UNSAFE, _ROOT) if is_before and "always" not in keywords else None
    if not use.fields or "skip_on_failure" in keywords:
        return None
    if len(names) == 3:
        return (Safety.UNSAFE, _VALUES) if _can_take_info(function, names) else None
    if len(names) != 2:
        return None
    return (Safety.UNSAFE, _ALWAYS) if _constant(keywords.get("always")) else (Safety.SAFE, "")


def _parameters(function: cst.FunctionDef) -> tuple[str, ...] | None:
    """The names of plain parameters, ``cls`` first; ``None`` where there are others."""
    params = function.params
    if params.kwonly_params or params.posonly_params or params.star_kwarg is not None:
        return None
    if isinstance(params.star_arg, cst.Param) or any(p.default for p in params.params):
        return None
    names = tuple(p.name.value for p in params.params)
    return names if names[:1] == ("cls",) else None


def _constant(value: cst.BaseExpression | None) -> bool | None:
    if isinstance(value, cst.Name) and value.value in ("True", "False"):
        return value.value == "True"
    return None


def _can_take_info(function: cst.FunctionDef, names: tuple[str, ...]) -> bool:
    """Whether the third parameter is ``values``, which the body only reads."""
    if names[2] != "values":
        return False
    for node in descendants(function.body):
        if isinstance(node, cst.Name) and node.value in ("info", "locals"):
            return False
        if isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef | cst.FormattedString):
            return False
        if isinstance(node, cst.AssignTarget | cst.AugAssign | cst.NamedExpr | cst.CompFor):
            target = node.target
            if any(
                isinstance(n, cst.Name) and n.value == "values"
                for n in (target, *descendants(target))
            ):
                return False
        if isinstance(node, cst.Arg) and node.keyword and node.keyword.value == "values":
            return False
        if isinstance(node, cst.Attribute) and node.attr.value == "values":
            return False
    return True


def _to_v2(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[_Edit]:
    use = validator_use(rewrite, function)
    if use is None or promise(rewrite, function, use) is None:
        return
    is_root = use.kind == "root_validator"
    found = name_for(
        rewrite, "pydantic", "model_validator" if is_root else "field_validator", function
    )
    if found is None or not means_builtin(rewrite, "classmethod", function):
        return
    edits: list[_Edit] = [*found[1]]
    args = _arguments(rewrite, use)
    if args is None:
        return
    edits.append(rewrite.replace(use.decorator.decorator, f"{found[0]}({args})"))
    if len(function.params.params) == 3:
        info = name_for(rewrite, "pydantic", "ValidationInfo", function)
        if info is None:
            return
        edits += info[1]
        edits += _with_info(rewrite, function, info[0])
    if not use.is_classmethod:
        line = rewrite.lines_of(use.decorator)
        indent = rewrite.indentation(use.decorator)
        edits.append(rewrite.insert(line.end, f"{indent}@classmethod{rewrite.newline}"))
    yield from edits


def _arguments(rewrite: RewritePass, use: ValidatorUse) -> str | None:
    """The arguments of the new decorator on one line; ``None`` where comments stand between."""
    call = use.decorator.decorator
    if rewrite.has_comment(rewrite.span(call)) or not isinstance(call, cst.Call):
        return None
    parts = [rewrite.text(a.value) for a in call.args if a.keyword is None]
    for arg in use.keywords:
        assert arg.keyword is not None
        if arg.keyword.value == "pre" and _constant(arg.value):
            parts.append('mode="before"')
        elif arg.keyword.value in _KEPT:
            parts.append(f"{arg.keyword.value}={rewrite.text(arg.value)}")
    return None if any("\n" in part or "\r" in part for part in parts) else ", ".join(parts)


def _with_info(rewrite: RewritePass, function: cst.FunctionDef, info: str) -> Iterator[Change]:
    third = function.params.params[2]
    last = third.annotation.annotation if third.annotation is not None else third.name
    span = Span(rewrite.span(third.name).start, rewrite.span(last).end)
    yield rewrite.replace_span(span, f"info: {info}")
    for node in descendants(function.body):
        if isinstance(node, cst.Name) and node.value == "values":
            yield rewrite.replace(node, "info.data")


def _to_v1(rewrite: RewritePass, function: cst.FunctionDef) -> Iterator[_Edit]:
    use = validator_use(rewrite, function)
    names = _parameters(function)
    if use is None or names is None or len(names) != 2 or not (use.is_plain and use.is_only):
        return
    call = use.decorator.decorator
    if not isinstance(call, cst.Call) or rewrite.has_comment(rewrite.span(call)):
        return
    parts = [rewrite.text(a.value) for a in call.args if a.keyword is None]
    modes = [a for a in use.keywords if a.keyword is not None and a.keyword.value == "mode"]
    others = [rewrite.text(a) for a in use.keywords if a not in modes]
    mode = rewrite.text(modes[0].value)[1:-1] if modes else "after"
    is_model = use.kind == "model_validator"
    if mode not in ("before", "after") or (is_model and mode != "before"):
        return
    found = name_for(rewrite, "pydantic", "root_validator" if is_model else "validator", function)
    if found is None or any("\n" in part for part in (*parts, *others)):
        return
    parts += ["pre=True"] if mode == "before" else []
    yield from found[1]
    yield rewrite.replace(call, f"{found[0]}({', '.join([*parts, *others])})")


def _v2_sites(p: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    use = validator_use(p, function) if function.decorators else None
    found = promise(p, function, use) if use and use.kind in V1_VALIDATORS.values() else None
    if found is not None:
        yield validator_to_v2.at(function, safety=found[0], reason=found[1])


def _v1_sites(p: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    use = validator_use(p, function) if function.decorators else None
    if use is not None and use.kind in V2_VALIDATORS.values():
        yield validator_to_v1.at(function)


_READS = (*IMPORT_READS, *CONFIG_READS)
validator_to_v2 = Transform(
    id="validator-to-v2",
    title="Write the decorator of pydantic 2",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_v2,
    sites=_v2_sites,
    on=(cst.FunctionDef,),
    requires=_READS,
)
validator_to_v1 = Transform(
    id="validator-to-v1",
    title="Write the decorator of pydantic 1",
    safety=Safety.SAFE,
    reach=Reach.STATEMENT,
    apply=_to_v1,
    sites=_v1_sites,
    on=(cst.FunctionDef,),
    requires=_READS,
)
