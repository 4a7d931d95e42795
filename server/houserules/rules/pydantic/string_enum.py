"""An enumeration of strings is declared otherwise than the team declares it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import first_statement
from houserules.extractors.class_graph import ANCESTRY
from houserules.extractors.string_enums import (
    USED_IN_MODEL_READS,
    EnumForm,
    is_used_in_model,
    string_enum_of,
)
from houserules.extractors.strings import literal_string
from houserules.text.excerpt import excerpt
from houserules.transforms.string_enums import REASON, enum_to_mixin, enum_to_strenum

_SINCE_STR_ENUM = (3, 11)
_LOWER_SNAKE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_UPPER = re.compile(r"[A-Z][A-Z0-9_]*")
_PLAIN = "enum `{name}` has only string values and is no string enum"
_VALUE = "value `{value}` of `{name}` is not lower_snake"
_MEMBER = "member `{value}` of `{name}` is not UPPER_CASE"


@dataclass(frozen=True)
class Options:
    """Options of ``pydantic/string-enum``.

    Attributes:
        style: ``strenum`` wants ``StrEnum``, ``mixin`` wants ``(str, Enum)``; ``any`` takes both.
        values: ``lower_snake`` wants values in lower_snake, and the names of their members in
            upper case.
    """

    style: Literal["strenum", "mixin", "any"] = "any"
    values: Literal["any", "lower_snake"] = "any"


@rule(
    id="pydantic/string-enum",
    on=(cst.ClassDef, cst.Assign),
    requires=(*USED_IN_MODEL_READS, ANCESTRY),
    options=Options,
    fixes=(enum_to_strenum, enum_to_mixin),
    message="enum `{name}` is declared as {found}, not as {wanted}",
    why="Members that are strings compare, sort and serialise like their values; one way to "
    "declare them makes `str(member)` the same everywhere.",
    allow_when="Code relies on `str(member)` being `Class.MEMBER`.",
    examples=[
        Example(
            "from enum import Enum\n\n\n"
            "class Plan(str, Enum):"
            "  # want: enum `Plan` is declared as `(str, Enum)`, not as `StrEnum` # at: Plan\n"
            '    FREE = "free"\n',
            fixed='from enum import StrEnum\n\n\nclass Plan(StrEnum):\n    FREE = "free"\n',
            options=(("style", "strenum"),),
        ),
        Example(
            "from enum import StrEnum\n\n\n"
            "class Plan(StrEnum):"
            "  # want: enum `Plan` is declared as `StrEnum`, not as `(str, Enum)` # at: Plan\n"
            '    FREE = "free"\n',
            fixed='from enum import Enum\n\n\nclass Plan(str, Enum):\n    FREE = "free"\n',
            options=(("style", "mixin"),),
        ),
        Example('from enum import Enum\n\n\nclass Plan(Enum):\n    FREE = "free"\n'),
    ],
)
def string_enum(p: UnitPass, node: cst.ClassDef | cst.Assign) -> Iterator[Finding]:
    """Report enumerations of strings in another form, and values in another case."""
    if isinstance(node, cst.Assign):
        yield from _check_member(p, node)
        return
    found = string_enum_of(p, node)
    if found is None or found.has_own_strings:
        return
    style, name = p.options.style, node.name.value
    has_str_enum = p.module.target_version >= _SINCE_STR_ENUM
    if found.form is EnumForm.PLAIN:
        if not found.only_strings or p.class_path or not is_used_in_model(p, name):
            return
        made = enum_to_mixin if style == "mixin" or not has_str_enum else enum_to_strenum
        fix = made.at(node, reason=REASON)
        yield p.finding(node.name, fix=fix, message=_PLAIN, name=excerpt(name, 40))
    elif found.form is EnumForm.MIXIN and style == "strenum" and has_str_enum:
        fix = enum_to_strenum.at(node, reason=REASON) if found.only_strings else None
        yield p.finding(
            node.name, fix=fix, name=excerpt(name, 40), found="`(str, Enum)`", wanted="`StrEnum`"
        )
    elif found.form is EnumForm.STR_ENUM and style == "mixin":
        fix = enum_to_mixin.at(node, reason=REASON) if found.only_strings else None
        yield p.finding(
            node.name, fix=fix, name=excerpt(name, 40), found="`StrEnum`", wanted="`(str, Enum)`"
        )


def _check_member(p: UnitPass, node: cst.Assign) -> Iterator[Finding]:
    if p.options.values != "lower_snake" or not p.class_path:
        return
    target = node.targets[0].target
    text = literal_string(node.value)
    if len(node.targets) != 1 or text is None or not isinstance(target, cst.Name):
        return
    if first_statement(p.view.node) is not node or target.value.startswith("_"):
        return
    ancestry = p.lookup(ANCESTRY, ".".join(p.class_path))
    is_mixin = {"builtins.str", "enum.Enum"} <= ancestry
    if "enum.StrEnum" not in ancestry and not is_mixin:
        return
    name = excerpt(p.class_path[-1], 30)
    if not _UPPER.fullmatch(target.value):
        yield p.finding(target, message=_MEMBER, value=excerpt(target.value, 30), name=name)
    if not _LOWER_SNAKE.fullmatch(text):
        yield p.finding(node.value, message=_VALUE, value=excerpt(text, 30), name=name)
