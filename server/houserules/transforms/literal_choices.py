"""``Literal["a", "b"]`` for a ``str`` that takes a few strings only."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from houserules.analysis.passes import UnitPass
from houserules.analysis.rewrite import RewritePass
from houserules.extractors.choices import (
    CHOICE_READS,
    Choice,
    choice_of_comment,
    choice_of_parameter,
)
from houserules.extractors.parameters import all_parameters
from houserules.fixes.change import Change, ImportNeed
from houserules.fixes.safety import Reach, Safety
from houserules.fixes.transform import FixRef, Transform
from houserules.transforms.import_names import IMPORT_READS, name_for

LITERAL_REASON = "type checkers, and frameworks that validate, then turn other strings away earlier"


def _write(
    rewrite: RewritePass, node: cst.FunctionDef | cst.AnnAssign, name: str
) -> Iterator[Change | ImportNeed]:
    choice = _choice(rewrite, node, name)
    found = name_for(rewrite, "typing", "Literal", node) if choice is not None else None
    if choice is None or found is None:
        return
    literal, needs = found
    yield from needs
    yield rewrite.replace(choice.annotation, f"{literal}[{', '.join(choice.literals)}]")


def _choice(unit_pass: UnitPass, node: cst.FunctionDef | cst.AnnAssign, name: str) -> Choice | None:
    if isinstance(node, cst.AnnAssign):
        return choice_of_comment(unit_pass, node)
    param = next((p for p in all_parameters(node.params) if p.name.value == name), None)
    return choice_of_parameter(unit_pass, node, param) if param is not None else None


def _sites(unit_pass: UnitPass, node: cst.FunctionDef) -> Iterator[FixRef]:
    for param in all_parameters(node.params):
        if choice_of_parameter(unit_pass, node, param) is not None:
            yield string_to_literal.at(node, reason=LITERAL_REASON, name=param.name.value)


string_to_literal = Transform(
    id="string-to-literal",
    title="Annotate `{name}` with `Literal`",
    safety=Safety.UNSAFE,
    reach=Reach.STATEMENT,
    apply=_write,
    sites=_sites,
    on=(cst.FunctionDef,),
    requires=(*IMPORT_READS, *CHOICE_READS),
)
