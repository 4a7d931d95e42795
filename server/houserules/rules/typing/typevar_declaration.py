"""A type variable or alias is declared by assignment, or not explained."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.generic_definitions import (
    BASES_AT_RUNTIME,
    GENERIC_READS,
    SINCE_PEP_695,
)
from houserules.extractors.qualified_names import resolves_to
from houserules.extractors.type_variables import (
    BASES_MENTION,
    type_names,
    type_variable_of,
    type_variables,
)
from houserules.fixes.safety import Safety
from houserules.text.excerpt import excerpt
from houserules.transforms.type_alias import ALIAS_REASON, type_alias_to_statement
from houserules.transforms.type_parameters import CLASS_REASON, give_up_type_variable

_ALIASES = frozenset({"typing.TypeAlias", "typing_extensions.TypeAlias"})
_DIRECTIVE = re.compile(r"#\s{0,4}(?:noqa|type:|pyright:|mypy:|ruff:|pylint:|houserules:)")
_SAYS_NOTHING = "nothing says what `{name}` stands for"
_ALIAS = "`{name}` is declared with `TypeAlias`; write `type {name} = …`"


@dataclass(frozen=True)
class Options:
    """Options of ``typing/typevar-declaration``.

    Attributes:
        style: ``pep695`` wants type parameters in brackets and ``type X = …``, where the target
            Python has them; ``typevar`` wants neither.
        require_comment: With ``typevar``: a comment beside or above says what the variable
            stands for.
    """

    style: Literal["pep695", "typevar"] = "pep695"
    require_comment: bool = False


@rule(
    id="typing/typevar-declaration",
    on=(cst.Assign, cst.AnnAssign),
    requires=(*GENERIC_READS, BASES_AT_RUNTIME, BASES_MENTION),
    options=Options,
    fixes=(give_up_type_variable, type_alias_to_statement),
    same_as_ruff=(SameAsRuff("UP040", (("style", "pep695"),), part="`TypeAlias`"),),
    message="`{name}` is declared by assignment; declare type parameters in brackets",
    why="A type parameter in brackets says where it belongs; an assignment serves whoever finds it.",
    allow_when="Modules share the variable, or must run on a Python without type parameters.",
    examples=[
        Example(
            "from collections.abc import Sequence\n"
            "from typing import TypeVar\n\n"
            'Item = TypeVar("Item")'
            "  # want: `Item` is declared by assignment; declare type parameters in brackets\n\n\n"
            "def pick(xs: Sequence[Item]) -> Item: ...\n",
            fixed="from collections.abc import Sequence\n\n\n"
            "def pick[Item](xs: Sequence[Item]) -> Item: ...\n",
        ),
        Example(
            "from typing import TypeVar\n\n"
            'S = TypeVar("S")  # want: nothing says what `S` stands for\n'
            "# An item of a response.\n"
            'T = TypeVar("T")\n',
            options=(("style", "typevar"), ("require_comment", True)),
        ),
        Example(
            "from typing import TypeAlias\n\n"
            "Key: TypeAlias = int"
            "  # want: `Key` is declared with `TypeAlias`; write `type Key = …`\n",
            fixed="type Key = int\n",
        ),
        Example("def pick[Item](xs: list[Item]) -> Item: ...\n"),
    ],
)
def typevar_declaration(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report type variables and aliases that are declared in the way the team does not use."""
    at_module_level = len(p.ancestors) == 1 and not p.class_path
    if not at_module_level:
        return
    if isinstance(node, cst.AnnAssign):
        if p.options.style == "pep695" and p.module.target_version >= SINCE_PEP_695:
            yield from _alias(p, node)
        return
    found = type_variable_of(p.ancestors[0])
    if found is None or found.name not in type_variables(p):
        return
    target = node.targets[0].target
    if p.options.style == "typevar":
        if p.options.require_comment and not _is_explained(p):
            yield p.finding(target, message=_SAYS_NOTHING, name=excerpt(found.name, 40))
        return
    if p.module.target_version < SINCE_PEP_695:
        return
    in_bases = p.lookup(BASES_MENTION, found.name)
    fix = give_up_type_variable.at(
        node,
        safety=Safety.UNSAFE if in_bases else Safety.SAFE,
        reason=CLASS_REASON if in_bases else "",
        name=found.name,
        classes=in_bases,
    )
    yield p.finding(target, fix=fix if found.is_plain else None, name=excerpt(found.name, 30))


def _alias(p: UnitPass, node: cst.AnnAssign) -> Iterator[Finding]:
    if not isinstance(node.target, cst.Name) or node.value is None:
        return
    if resolves_to(p, node.annotation.annotation, _ALIASES) is None:
        return
    is_generic = any(name in type_variables(p) for name in type_names(node.value))
    fix = type_alias_to_statement.at(node, reason=ALIAS_REASON)
    yield p.finding(
        node.target,
        fix=None if is_generic else fix,
        message=_ALIAS,
        ruff="UP040",
        name=excerpt(node.target.value, 20),
    )


def _is_explained(p: UnitPass) -> bool:
    return any(not _DIRECTIVE.match(c.text) for c in p.parsed.comments)
