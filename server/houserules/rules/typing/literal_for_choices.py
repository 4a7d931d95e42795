"""A string takes one of a few values, and its type does not say so."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.choices import (
    CHOICE_READS,
    Choice,
    choice_of_comment,
    choice_of_parameter,
)
from houserules.extractors.models import MODELS
from houserules.extractors.parameters import all_parameters
from houserules.text.excerpt import excerpt
from houserules.transforms.literal_choices import LITERAL_REASON, string_to_literal


@rule(
    id="typing/literal-for-choices",
    on=(cst.FunctionDef, cst.AnnAssign),
    requires=(*CHOICE_READS, MODELS),
    fixes=(string_to_literal,),
    message="`{name}` accepts only {values}; annotate it `Literal[…]`",
    why="Type checkers and schemas then know the choices, and callers see a wrong one at once.",
    allow_when="The choices are not known before run time.",
    examples=[
        Example(
            "def sort(order: str) -> None:  "
            '# want: `order` accepts only "asc", "desc"; annotate it `Literal[…]`\n'
            '    if order not in ("asc", "desc"):\n'
            "        raise ValueError(order)\n",
            fixed="from typing import Literal\n\n\n"
            'def sort(order: Literal["asc", "desc"]) -> None:\n'
            '    if order not in ("asc", "desc"):\n'
            "        raise ValueError(order)\n",
        ),
        Example(
            "def sort(order: str) -> str:\n"
            '    if order not in ("asc", "desc"):\n'
            "        raise ValueError(order)\n"
            "    return order.upper()\n",
        ),
    ],
)
def literal_for_choices(p: UnitPass, node: cst.FunctionDef | cst.AnnAssign) -> Iterator[Finding]:
    """Report parameters that raise for all but a few strings, and fields whose comment lists them."""
    if isinstance(node, cst.AnnAssign):
        if not isinstance(node.target, cst.Name) or len(p.ancestors) != 1 or not p.class_path:
            return
        choice = choice_of_comment(p, node)
        if choice is not None and p.lookup(MODELS, ".".join(p.class_path)):
            yield _finding(p, node, node.target, choice)
        return
    for param in all_parameters(node.params):
        choice = choice_of_parameter(p, node, param) if param.annotation else None
        if choice is not None:
            yield _finding(p, node, param.name, choice)


def _finding(
    p: UnitPass, node: cst.FunctionDef | cst.AnnAssign, name: cst.Name, choice: Choice
) -> Finding:
    return p.finding(
        name,
        fix=string_to_literal.at(node, reason=LITERAL_REASON, name=name.value),
        name=excerpt(name.value, 24),
        values=excerpt(", ".join(choice.literals), 30),
    )
