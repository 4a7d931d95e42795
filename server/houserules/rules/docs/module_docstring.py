"""A module has no docstring, or one whose first line does not sum it up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from houserules.analysis.passes import EntryFinding, ModulePass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.docstring_places import CODE, FIRST_STATEMENTS, MODULE, UNKNOWN
from houserules.extractors.documented_functions import is_test_module
from houserules.transforms.module_docstring import add_module_docstring

_QUOTES = ('"""', "'''", '"', "'")
_ENDS = (".", "!", "?", "…", "。")


@dataclass(frozen=True)
class Options:
    """Options of ``docs/module-docstring``.

    Attributes:
        tests: Test modules and fixtures need one, too.
        summary: Whether the first line must hold a sentence with its full stop.
    """

    tests: bool = False
    summary: bool = True


@rule(
    id="docs/module-docstring",
    scope=Scope.MODULE,
    requires=(FIRST_STATEMENTS,),
    options=Options,
    fixes=(add_module_docstring,),
    same_as_ruff=(
        SameAsRuff("D100", part="modules"),
        SameAsRuff("D104", part="packages"),
    ),
    message="module has no docstring",
    why="Who opens a file wants to know whether it is the right one before reading its code.",
    allow_when="Names of files and folders say what is in them.",
    examples=[
        Example(
            "from fastapi import APIRouter  # want: module has no docstring\n",
            fixed='"""TODO(houserules)"""\n\nfrom fastapi import APIRouter\n',
            path="__init__.py",
        ),
        Example('"""Plan API routes."""\n\nfrom fastapi import APIRouter\n'),
        Example(
            '"""  # want: the first line of the module docstring should sum it up\n'
            "Plan API routes\n"
            '"""\n'
        ),
    ],
)
def module_docstring(p: ModulePass) -> Iterator[EntryFinding]:
    """Report the file, at its first line."""
    options: Options = p.options
    first = p.lookup(FIRST_STATEMENTS, MODULE)
    if first is None or first == UNKNOWN or (is_test_module(p.module) and not options.tests):
        return
    text = _text(first)
    if not text.strip():
        yield p.finding_on_file(
            fix=add_module_docstring.at(None) if first == CODE else None,
            ruff=_ruff_code(p) if first == CODE else "",
        )
        return
    if not options.summary:
        return
    line = text.lstrip("\\").lstrip("\r\n") if text.startswith("\\") else text
    summary = line.splitlines()[0].strip()
    if not summary:
        yield p.finding_on_file(message="the first line of the module docstring should sum it up")
    elif not summary.endswith(_ENDS) and not _goes_on(line):
        yield p.finding_on_file(
            message="the first line of the module docstring should end with a period"
        )


def _text(literal: str) -> str:
    """What stands between the quotes of a literal; of anything else nothing."""
    if literal == CODE:
        return ""
    body = literal.lstrip("rRuU")
    quote = next(q for q in _QUOTES if body.startswith(q))
    return body[len(quote) : -len(quote)]


def _goes_on(text: str) -> bool:
    """Whether the second line has text, too: the sentence may end there."""
    lines = text.splitlines()
    return len(lines) > 1 and bool(lines[1].strip())


def _ruff_code(p: ModulePass) -> str:
    is_private = any(part.startswith("_") for part in p.module.name.split("."))
    if is_private:
        return ""
    return "D104" if p.module.is_package else "D100"
