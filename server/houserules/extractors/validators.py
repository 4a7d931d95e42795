"""Decorators of pydantic's validators, of both versions."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.structure import dotted_name, without_call
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.strings import literal_string

V1_VALIDATORS = {
    "pydantic.validator": "validator",
    "pydantic.class_validators.validator": "validator",
    "pydantic.root_validator": "root_validator",
    "pydantic.class_validators.root_validator": "root_validator",
}
V2_VALIDATORS = {
    "pydantic.field_validator": "field_validator",
    "pydantic.functional_validators.field_validator": "field_validator",
    "pydantic.model_validator": "model_validator",
    "pydantic.functional_validators.model_validator": "model_validator",
}
_ALL = {**V1_VALIDATORS, **V2_VALIDATORS}


@dataclass(frozen=True, slots=True)
class ValidatorUse:
    """A function that is a validator.

    Attributes:
        kind: ``validator``, ``root_validator``, ``field_validator`` or ``model_validator``.
        decorator: The decorator.
        callee: Its name.
        fields: The fields it validates, as far as they are written out.
        keywords: The arguments that are passed by keyword.
        is_plain: Whether nothing is passed but strings and keywords.
        is_only: Whether the other decorators are no validators, and no ``staticmethod``.
        is_classmethod: Whether ``classmethod`` is among the decorators.
    """

    kind: str
    decorator: cst.Decorator
    callee: cst.BaseExpression
    fields: tuple[str, ...]
    keywords: tuple[cst.Arg, ...]
    is_plain: bool
    is_only: bool
    is_classmethod: bool


def validator_use(p: UnitPass, function: cst.FunctionDef) -> ValidatorUse | None:
    """How a method is a validator, proven by imports; the outermost such decorator counts.

    ``function`` must be the node that the walk stands on; the rule must require ``BINDINGS``.
    """
    found: list[tuple[cst.Decorator, str]] = []
    names: list[str] = []
    for decorator in function.decorators:
        callee = without_call(decorator.decorator)
        names.append(dotted_name(callee))
        name = resolves_to(p, callee, _ALL)
        if name is not None:
            found.append((decorator, _ALL[name]))
    if not found:
        return None
    decorator, kind = found[0]
    call = decorator.decorator
    args = call.args if isinstance(call, cst.Call) else ()
    positional = [a for a in args if a.keyword is None]
    fields = tuple(
        text for a in positional if not a.star and (text := literal_string(a.value)) is not None
    )
    return ValidatorUse(
        kind=kind,
        decorator=decorator,
        callee=call.func if isinstance(call, cst.Call) else call,
        fields=fields,
        keywords=tuple(a for a in args if a.keyword is not None),
        is_plain=len(fields) == len(positional) and all(a.star != "**" for a in args),
        is_only=len(found) == 1 and "staticmethod" not in names,
        is_classmethod="classmethod" in names,
    )
