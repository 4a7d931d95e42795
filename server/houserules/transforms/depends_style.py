"""Markers of parameters move into ``Annotated``, or out of it into the default."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.builtin_names import BUILTINS
from houserules.extractors.calls import CALLER_READS
from houserules.extractors.dependencies import INJECTION_READS, is_injected
from houserules.extractors.parameter_markers import (
    INJECTING,
    INJECTING_NAMES,
    annotated_parts,
    dependency_of,
    is_injecting,
    marker_default,
    marker_in_annotation,
    marker_names,
    parameter_span,
)
from houserules.extractors.returned_types import (
    RETURNED_TYPE_READS,
    ReturnedType,
    meaning_in,
    returned_type,
)
from houserules.extractors.strings import argument
from houserules.fixes.change import Change, ImportNeed, Refusal
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.text.span import Span
from houserules.transforms.import_names import IMPORT_READS, module_name_for, name_for
from houserules.transforms.parameter_order import calls_reason, is_tied, parameters

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_OLDEST_ANNOTATED = (3, 9)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A parameter as it will be: ``text`` is ``None`` where it stays."""

    param: cst.Param
    text: str | None
    has_default: bool


_Converted = tuple[_Slot, tuple[ImportNeed, ...]] | None
_Convert = Callable[[RewritePass, cst.FunctionDef, cst.Param, frozenset[str]], _Converted]


def inferred_type(unit_pass: UnitPass, call: cst.Call) -> ReturnedType | None:
    """The type of what a marker injects; ``None`` where nothing says it."""
    dependency = dependency_of(call) if is_injecting(unit_pass, call) else None
    return returned_type(unit_pass, dependency) if dependency is not None else None


def _to_annotation(
    rewrite: RewritePass, function: cst.FunctionDef, markers: tuple[str, ...]
) -> Iterator[Any]:
    yield from _rewritten(rewrite, function, markers, _into_annotation)


def _to_default(
    rewrite: RewritePass, function: cst.FunctionDef, markers: tuple[str, ...]
) -> Iterator[Any]:
    yield from _rewritten(rewrite, function, markers, _into_default)


def _rewritten(
    rewrite: RewritePass, function: cst.FunctionDef, markers: tuple[str, ...], convert: _Convert
) -> Iterator[Any]:
    wanted = marker_names(markers)
    slots: list[_Slot] = []
    needs: list[ImportNeed] = []
    for param in parameters(function):
        converted = convert(rewrite, function, param, wanted)
        if converted is None:
            slots.append(_Slot(param, None, param.default is not None))
            continue
        slot, its_needs = converted
        slots.append(slot)
        needs.extend(its_needs)
    changes = list(_changes(rewrite, function, slots))
    if changes and changes[0] is not None:
        yield from dict.fromkeys(needs)
        yield from changes
    elif changes:
        yield Refusal("the parameters would change places, and comments stand between them")


def _changes(
    rewrite: RewritePass, function: cst.FunctionDef, slots: Sequence[_Slot]
) -> Iterator[Change | None]:
    """The new text for each place; ``None`` where parameters cannot change places."""
    free = len(slots) - len(function.params.kwonly_params)
    positional, rest = list(slots[:free]), slots[free:]
    ordered = sorted(positional, key=lambda slot: slot.has_default)
    if ordered != positional:
        first, last = slots[0].param, slots[free - 1].param
        span = Span(parameter_span(rewrite, first).start, parameter_span(rewrite, last).end)
        if function.params.posonly_params or rewrite.has_comment(_to_line_end(rewrite, span)):
            yield None
            return
    for place, slot in zip((*positional, *rest), (*ordered, *rest), strict=True):
        if place is slot and slot.text is None:
            continue
        text = slot.text
        if text is None:
            text = rewrite.text(parameter_span(rewrite, slot.param))
        yield rewrite.replace_span(parameter_span(rewrite, place.param), text)


def _to_line_end(rewrite: RewritePass, span: Span) -> Span:
    return Span(span.start, rewrite.lines_of(Span(span.end, span.end)).end)


def _into_annotation(
    rewrite: RewritePass, function: cst.FunctionDef, param: cst.Param, wanted: frozenset[str]
) -> _Converted:
    call = marker_default(rewrite, param, wanted)
    annotated = _annotated_name(rewrite, function) if call is not None else None
    if call is None or annotated is None:
        return None
    name, needs = annotated
    if param.annotation is not None:
        kind = rewrite.text(param.annotation.annotation)
    else:
        inferred = _written(rewrite, function, call)
        if inferred is None:
            return None
        kind, more = inferred
        needs = (*needs, *more)
    marker, default = rewrite.text(call), ""
    if not is_injecting(rewrite, call):
        parted = _without_default(rewrite, call)
        if parted is None:
            return None
        marker, default = parted
    text = f"{param.name.value}: {name}[{kind}, {marker}]" + (f" = {default}" if default else "")
    return _Slot(param, text, bool(default)), needs


def _annotated_name(
    rewrite: RewritePass, function: cst.FunctionDef
) -> tuple[str, tuple[ImportNeed, ...]] | None:
    """An existing ``Annotated`` is used wherever it is from."""
    backport = name_for(rewrite, "typing_extensions", "Annotated", function)
    if backport is not None and not backport[1]:
        return backport
    if rewrite.module.target_version < _OLDEST_ANNOTATED:
        return backport
    return name_for(rewrite, "typing", "Annotated", function)


def _without_default(rewrite: RewritePass, call: cst.Call) -> tuple[str, str] | None:
    """``Query(10, ge=1)`` as ``Query(ge=1)`` and ``10``."""
    given = argument(call, "default", 0)
    if any(a.star for a in call.args):
        return None
    if given is None:
        return rewrite.text(call), ""
    if rewrite.has_comment(rewrite.span(call)):
        return None
    kept = [a for a in call.args if a is not given]
    if kept and given is call.args[-1]:
        kept[-1] = kept[-1].with_changes(comma=given.comma)
    default = "" if isinstance(given.value, cst.Ellipsis) else rewrite.text(given.value)
    return rewrite.code(call.with_changes(args=tuple(kept))), default


def _written(
    rewrite: RewritePass, function: cst.FunctionDef, call: cst.Call
) -> tuple[str, tuple[ImportNeed, ...]] | None:
    """The annotation for what a marker injects, in the words of this module."""
    found = inferred_type(rewrite, call)
    if found is None or not found.module:
        return (found.code, ()) if found else None
    needs: list[ImportNeed] = []
    words: dict[str, str] = {}
    for word in dict.fromkeys(_NAME.findall(found.code)):
        named = _named_here(rewrite, function, found.module, word)
        if named is None:
            return None
        words[word] = named[0]
        needs.extend(named[1])
    return _NAME.sub(lambda m: words[m[0]], found.code), tuple(needs)


def _named_here(
    rewrite: RewritePass, function: cst.FunctionDef, module: str, word: str
) -> tuple[str, tuple[ImportNeed, ...]] | None:
    meant = meaning_in(rewrite, module, word)
    if meant == "":
        return (word, ()) if word in BUILTINS else None
    if meant is None:
        return None
    owner, _, name = meant.rpartition(".")
    if not owner:
        return module_name_for(rewrite, name, function)
    return name_for(rewrite, owner, name, function)


def _into_default(
    rewrite: RewritePass, function: cst.FunctionDef, param: cst.Param, wanted: frozenset[str]
) -> _Converted:
    call = marker_in_annotation(rewrite, param, wanted)
    parts = annotated_parts(rewrite, param)
    if call is None or len(parts) != 2:
        return None
    marker = rewrite.text(call)
    if param.default is not None:
        if is_injecting(rewrite, call) or argument(call, "default", 0) is not None:
            return None
        default = cst.Arg(param.default)
        if call.args:
            default = default.with_changes(comma=cst.Comma(cst.SimpleWhitespace(""), _SPACE))
        marker = rewrite.code(call.with_changes(args=(default, *call.args)))
    text = f"{param.name.value}: {rewrite.text(parts[0])} = {marker}"
    return _Slot(param, text, True), ()


_SPACE = cst.SimpleWhitespace(" ")


def _default_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    found = any(marker_default(unit_pass, p, INJECTING_NAMES) for p in parameters(function))
    if not found or not is_injected(unit_pass, function):
        return
    if not is_tied(unit_pass, function, INJECTING, annotate=True):
        reason = calls_reason(unit_pass, function)
        yield marker_to_annotation.at(function, reason=reason, markers=INJECTING)


def _annotation_sites(unit_pass: UnitPass, function: cst.FunctionDef) -> Iterator[FixRef]:
    found = any(marker_in_annotation(unit_pass, p, INJECTING_NAMES) for p in parameters(function))
    if not found or not is_injected(unit_pass, function):
        return
    if not is_tied(unit_pass, function, INJECTING, annotate=False):
        reason = calls_reason(unit_pass, function)
        yield marker_to_default.at(function, reason=reason, markers=INJECTING)


_READS = (*IMPORT_READS, *INJECTION_READS, *RETURNED_TYPE_READS, *CALLER_READS)
marker_to_annotation = Transform(
    id="marker-to-annotation",
    title="Declare dependencies with `Annotated`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_to_annotation,
    sites=_default_sites,
    on=(cst.FunctionDef,),
    requires=_READS,
)
marker_to_default = Transform(
    id="marker-to-default",
    title="Declare dependencies as defaults",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_to_default,
    sites=_annotation_sites,
    on=(cst.FunctionDef,),
    requires=_READS,
)
