"""A nullable type is spelled otherwise than the team spells it."""

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
from houserules.extractors.optional_types import Nullable, spelled_with_name, spelled_with_pipe
from houserules.extractors.type_expressions import type_expressions
from houserules.text.excerpt import excerpt
from houserules.transforms.optional_types import optional_to_pipe, pipe_to_optional


@dataclass(frozen=True)
class Options:
    """Options of ``typing/optional-syntax``.

    Attributes:
        style: ``pep604`` wants ``T | None``, ``typing`` wants ``Optional[T]``.
    """

    style: Literal["pep604", "typing"] = "pep604"


_PIPE = (("style", "pep604"),)
_NAME = (("style", "typing"),)


@rule(
    id="typing/optional-syntax",
    on=(cst.Subscript, cst.BinaryOperation, cst.SimpleString),
    requires=(BINDINGS, FUTURE_IMPORTS),
    options=Options,
    fixes=(optional_to_pipe, pipe_to_optional),
    same_as_ruff=(
        SameAsRuff("UP045", _PIPE, _NAME, part="`Optional[T]`", oldest_target=(3, 10)),
        SameAsRuff("UP007", _PIPE, _NAME, part="`Union[T, None]`", oldest_target=(3, 10)),
    ),
    message="`{found}` is written `{wanted}` here",
    why="One spelling of nullable types reads the same everywhere, and is searched for once.",
    allow_when="A module must run on a Python that lacks the spelling at run time.",
    examples=[
        Example(
            "from typing import Optional\n\n\n"
            "def find(key: Optional[str] = None) -> str: ..."
            "  # want: `Optional[str]` is written `str | None` here\n",
            fixed="def find(key: str | None = None) -> str: ...\n",
        ),
        Example(
            "from typing import Optional\n\n\n"
            'def parent(of: int) -> Optional["Node"]: ...'
            '  # want: `Optional["Node"]` is written `"Node | None"` here\n',
            fixed='def parent(of: int) -> "Node | None": ...\n',
        ),
        Example(
            "def find(key: str | None = None) -> str: ..."
            "  # want: `str | None` is written `Optional[str]` here\n",
            fixed="from typing import Optional\n\n\n"
            "def find(key: Optional[str] = None) -> str: ...\n",
            options=(("style", "typing"),),
        ),
    ],
)
def optional_syntax(p: UnitPass, node: cst.BaseExpression) -> Iterator[Finding]:
    """Report nullable types in the spelling that the team does not use."""
    if p.options.style == "typing":
        for part in type_expressions(p, node, (cst.BinaryOperation,)):
            use = spelled_with_pipe(p, part)
            if use:
                found, inner = part.text(use.span), excerpt(part.text(use.inner), 30)
                yield p.finding(
                    use.span,
                    fix=pipe_to_optional.at(
                        node, ordinal=part.ordinal, title=f"Write `Optional[{inner}]`"
                    ),
                    found=excerpt(found, 40),
                    wanted=f"Optional[{inner}]",
                )
        return
    for part in type_expressions(p, node, (cst.Subscript,)):
        use = spelled_with_name(p, part)
        if use:
            inner = excerpt(part.text(use.inner), 30)
            wanted = f"{inner} | None"
            if use.quoted_inner:
                wanted = f"{inner[:-1]} | None{inner[-1]}"
            fix = optional_to_pipe.at(node, ordinal=part.ordinal, title=f"Write `{wanted}`")
            yield p.finding(
                use.span,
                fix=fix if use.rewritable else None,
                ruff=_ruff_code(use),
                found=excerpt(part.text(use.span), 40),
                wanted=wanted,
            )


def _ruff_code(use: Nullable) -> str:
    """The code of ruff for a spelling; it says nothing of types that are quoted inside."""
    if use.quoted_inner:
        return ""
    return "UP007" if use.alternatives == 2 else "UP045"
