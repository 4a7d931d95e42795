"""A generic function declares its type parameters otherwise than the team does."""

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
from houserules.extractors.generic_definitions import (
    GENERIC_READS,
    SINCE_PEP_695,
    Generic,
    generic_of,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.type_parameters import type_variables_to_parameters


@dataclass(frozen=True)
class Options:
    """Options of ``typing/generic-function-syntax``.

    Attributes:
        style: ``pep695`` wants ``def first[T](…)``, where the target Python has it; ``typevar``
            wants ``T = TypeVar("T")``.
    """

    style: Literal["pep695", "typevar"] = "pep695"


@rule(
    id="typing/generic-function-syntax",
    on=(cst.FunctionDef,),
    requires=GENERIC_READS,
    options=Options,
    fixes=(type_variables_to_parameters,),
    same_as_ruff=(
        SameAsRuff(
            "UP047",
            (("style", "pep695"),),
            (("style", "typevar"),),
            part="functions at module level",
            oldest_target=SINCE_PEP_695,
        ),
    ),
    message="the type parameters of `{name}` belong in brackets: `[{parameters}]`",
    why="A type parameter in brackets says where it belongs; an assignment serves whoever finds it.",
    allow_when="Another module imports the type variable and is generic over the same one.",
    examples=[
        Example(
            "from typing import TypeVar\n\n"
            'T = TypeVar("T", bound=Entity)\n\n\n'
            "def first(rows: list[T]) -> T: ...  # want: "
            "the type parameters of `first` belong in brackets: `[T: Entity]`\n",
            fixed="def first[T: Entity](rows: list[T]) -> T: ...\n",
        ),
        Example(
            "def first[T](rows: list[T]) -> T: ...  # want: `first` declares `T` in brackets, "
            "the others with `TypeVar`\n",
            options=(("style", "typevar"),),
        ),
        Example("def first(rows: list[int]) -> int: ...\n"),
    ],
)
def generic_function_syntax(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report generic functions in the spelling that the team does not use."""
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
        node, title="Declare type parameters in brackets", classes=False
    )
    yield p.finding(
        node.name,
        fix=fix if generic.convertible and not generic.needs_class else None,
        ruff="UP047" if _is_known_to_ruff(p, generic) else "",
        name=excerpt(node.name.value, 30),
        parameters=excerpt(", ".join(v.as_parameter for v in generic.variables), 22),
    )


def _is_known_to_ruff(p: UnitPass, generic: Generic) -> bool:
    """Ruff looks at functions of the module, and knows no type variables with a default."""
    nested = p.class_path or any(isinstance(a, cst.FunctionDef | cst.ClassDef) for a in p.ancestors)
    return not nested and generic.convertible and not any(v.default for v in generic.variables)
