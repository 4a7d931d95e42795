"""A generic class declares its type parameters otherwise than the team does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.binding_names import type_parameter_names
from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, without_subscript
from houserules.extractors.generic_definitions import (
    BASES_AT_RUNTIME,
    GENERIC_READS,
    SINCE_PEP_695,
    Generic,
    generic_of,
)
from houserules.fixes.safety import Safety
from houserules.text.excerpt import excerpt
from houserules.transforms.type_parameters import CLASS_REASON, type_variables_to_parameters


@dataclass(frozen=True)
class Options:
    """Options of ``typing/generic-class-syntax``.

    Attributes:
        style: ``pep695`` wants ``class Page[T]``, where the target Python has it; ``typevar``
            wants ``class Page(Generic[T])``.
    """

    style: Literal["pep695", "typevar"] = "pep695"


@rule(
    id="typing/generic-class-syntax",
    on=(cst.ClassDef,),
    requires=(*GENERIC_READS, BASES_AT_RUNTIME),
    options=Options,
    fixes=(type_variables_to_parameters,),
    same_as_ruff=(
        SameAsRuff(
            "UP046",
            (("style", "pep695"),),
            (("style", "typevar"),),
            part="classes at module level whose last base is `Generic`",
            oldest_target=SINCE_PEP_695,
        ),
    ),
    message="the type parameters of `{name}` belong in brackets: `[{parameters}]`",
    why="A type parameter in brackets says where it belongs; an assignment serves whoever finds it.",
    allow_when="A library reads `__orig_bases__`, or another class needs `Generic` among the bases.",
    examples=[
        Example(
            "from typing import Generic, TypeVar\n\n"
            "from pydantic import BaseModel\n\n"
            'T = TypeVar("T")\n\n\n'
            "class Page(BaseModel, Generic[T]):  # want: "
            "the type parameters of `Page` belong in brackets: `[T]`\n"
            "    rows: list[T]\n",
            fixed="from pydantic import BaseModel\n\n\nclass Page[T](BaseModel):\n"
            "    rows: list[T]\n",
        ),
        Example(
            "class Page[T]:  # want: `Page` declares `T` in brackets, the others with `TypeVar`\n"
            "    rows: list[T]\n",
            options=(("style", "typevar"),),
        ),
        Example("class Page:\n    rows: list[int]\n"),
    ],
)
def generic_class_syntax(p: UnitPass, node: cst.ClassDef) -> Iterator[Finding]:
    """Report generic classes in the spelling that the team does not use."""
    if p.options.style == "typevar":
        if node.type_parameters is not None:
            yield p.finding(
                node.name,
                message="`{name}` declares `{parameters}` in brackets, the others with `TypeVar`",
                name=excerpt(node.name.value, 30),
                parameters=excerpt(", ".join(type_parameter_names(node.type_parameters)), 20),
            )
        return
    if p.module.target_version < SINCE_PEP_695:
        return
    generic = generic_of(p, node)
    if generic is None:
        return
    fix = type_variables_to_parameters.at(
        node,
        safety=Safety.UNSAFE,
        reason=CLASS_REASON,
        title="Declare type parameters in brackets",
        classes=True,
    )
    convertible = generic.convertible and not generic.needs_class
    yield p.finding(
        node.name,
        fix=fix if convertible and not p.lookup(BASES_AT_RUNTIME, "") else None,
        ruff="UP046" if _is_known_to_ruff(p, node, generic) else "",
        name=excerpt(node.name.value, 30),
        parameters=excerpt(", ".join(v.as_parameter for v in generic.variables), 22),
    )


def _is_known_to_ruff(p: UnitPass, node: cst.ClassDef, generic: Generic) -> bool:
    if p.class_path or p.ancestors or not generic.convertible:
        return False
    last = dotted_name(without_subscript(node.bases[-1].value)).rpartition(".")[2]
    return last == "Generic" and not any(v.default for v in generic.variables)
