"""Alternatives of types are spelled otherwise than the team spells them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.annotations import FUTURE_IMPORTS
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.type_expressions import TypeExpression, type_expressions
from houserules.extractors.union_types import (
    RARER_UNION_FORM,
    UnionUse,
    spelled_with_pipes,
    spelled_with_union,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.union_types import pipe_to_union, union_to_pipe


@dataclass(frozen=True)
class Options:
    """Options of ``typing/union-syntax``.

    Attributes:
        style: ``pep604`` wants ``A | B``, ``typing`` wants ``Union[A, B]``, ``consistent`` wants
            the one that the module uses more.
    """

    style: Literal["pep604", "typing", "consistent"] = "pep604"


@rule(
    id="typing/union-syntax",
    on=(cst.Subscript, cst.BinaryOperation, cst.SimpleString),
    requires=(BINDINGS, FUTURE_IMPORTS, RARER_UNION_FORM),
    options=Options,
    fixes=(union_to_pipe, pipe_to_union),
    same_as_ruff=(
        SameAsRuff(
            "UP007",
            (("style", "pep604"),),
            (("style", "typing"),),
            part="`Union[A, B]`",
            oldest_target=(3, 10),
        ),
    ),
    message="`{found}` is written `{wanted}` here",
    why="One spelling of alternatives reads the same everywhere, and is searched for once.",
    allow_when="A module must run on a Python that lacks the spelling at run time.",
    examples=[
        Example(
            "from typing import Union\n\n"
            "Key = Union[int, str, None]"
            "  # want: `Union[int, str, None]` is written `int | str | None` here\n",
            fixed="Key = int | str | None\n",
        ),
        Example(
            "def find(key: int | str) -> None: ..."
            "  # want: `int | str` is written `Union[int, str]` here\n",
            fixed="from typing import Union\n\n\ndef find(key: Union[int, str]) -> None: ...\n",
            options=(("style", "typing"),),
        ),
        Example(
            "from typing import Union\n\n\n"
            "def find(key: int | str) -> bytes | str: ...\n\n\n"
            "def name(key: Union[int, str]) -> None: ..."
            "  # want: `Union[int, str]` is written `int | str` here\n",
            fixed="def find(key: int | str) -> bytes | str: ...\n\n\n"
            "def name(key: int | str) -> None: ...\n",
            options=(("style", "consistent"),),
        ),
    ],
)
def union_syntax(p: UnitPass, node: cst.BaseExpression) -> Iterator[Finding]:
    """Report alternatives in the spelling that the team, or the module, does not use."""
    style = p.options.style
    if style != "typing" and not isinstance(node, cst.BinaryOperation):
        for part in type_expressions(p, node, (cst.Subscript,)):
            use = spelled_with_union(p, part)
            if use and (style == "pep604" or p.lookup(RARER_UNION_FORM, "") == "name"):
                yield _finding(p, part, use, _with_pipes(part, use), to_pipe=True)
    if style != "pep604" and not isinstance(node, cst.Subscript):
        for part in type_expressions(p, node, (cst.BinaryOperation,)):
            use = spelled_with_pipes(p, part)
            if use and (style == "typing" or p.lookup(RARER_UNION_FORM, "") == "pipe"):
                names = [*_members(part, use), *(["None"] if use.nullable else [])]
                yield _finding(p, part, use, f"Union[{', '.join(names)}]", to_pipe=False)


def _finding(
    p: UnitPass, part: TypeExpression, use: UnionUse, wanted: str, *, to_pipe: bool
) -> Finding:
    shown = excerpt(wanted, 33)
    transform = union_to_pipe if to_pipe else pipe_to_union
    fix = transform.at(part.host, ordinal=part.ordinal, title=f"Write `{shown}`")
    is_known_to_ruff = to_pipe and not use.quoted and not part.quoted and len(use.members) > 1
    return p.finding(
        use.span,
        fix=fix if use.rewritable else None,
        ruff="UP007" if is_known_to_ruff else "",
        found=excerpt(part.text(use.span), 40),
        wanted=shown,
    )


def _members(part: TypeExpression, use: UnionUse) -> list[str]:
    return [part.text(member) for member in use.members]


def _with_pipes(part: TypeExpression, use: UnionUse) -> str:
    members = [m.strip(use.quoted) if use.quoted else m for m in _members(part, use)]
    text = " | ".join([*members, *(["None"] if use.nullable else [])])
    return f"{use.quoted}{text}{use.quoted}"
