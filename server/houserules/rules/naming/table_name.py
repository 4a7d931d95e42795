"""The name of a table is not in snake_case, or not in the number that the team uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name
from houserules.extractors.strings import literal_string
from houserules.extractors.word_number import Number, number_of
from houserules.text.excerpt import excerpt

_SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")


@dataclass(frozen=True)
class Options:
    """Options of ``naming/table-name``.

    Attributes:
        number: Whether the last word is a plural (`users`), a singular (`user`), or either.
    """

    number: Literal["plural", "singular", "any"] = "plural"


@rule(
    id="naming/table-name",
    on=(cst.Assign, cst.AnnAssign),
    options=Options,
    severity="hint",
    message="table name `{name}` should be {wanted}",
    why="Who writes SQL by hand should not have to look up how a table is spelled.",
    allow_when="The table belongs to another program, or renaming it is not worth a migration.",
    examples=[
        Example(
            "class Account(Base):\n"
            '    __tablename__ = "UserAccount"'
            "  # want: table name `UserAccount` should be plural snake_case\n"
        ),
        Example(
            "class Account(Base):\n"
            '    __tablename__ = "users"'
            "  # want: table name `users` should be singular snake_case\n",
            options=(("number", "singular"),),
        ),
        Example('class Account(Base):\n    __tablename__ = "user_accounts"\n'),
    ],
)
def table_name(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report literal names of tables; words of which the number is not known are let pass."""
    target = node.targets[0].target if isinstance(node, cst.Assign) else node.target
    if dotted_name(target) != "__tablename__" or node.value is None:
        return
    in_class = p.class_path or any(isinstance(a, cst.ClassDef) for a in p.ancestors)
    name = literal_string(node.value)
    if not in_class or not name or not name.isascii():
        return
    number: str = p.options.number
    is_snake = _SNAKE.fullmatch(name) is not None
    found = number_of(name.rpartition("_")[2]) if is_snake else None
    if is_snake and (number == "any" or found is None or found == Number(number)):
        return
    wanted = "snake_case" if number == "any" else f"{number} snake_case"
    yield p.finding(node.value, name=excerpt(name, 40), wanted=wanted)
