"""A module imports `typing` in more than one way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from houserules.analysis.passes import Entry, EntryFinding, ModulePass
from houserules.analysis.rule import Example, Scope, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.typing_forms import (
    DOTTED_USES,
    EXTENSIONS,
    TYPING_IMPORTS,
    TypingImport,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.typing_forms import merge_typing_imports, typing_module_to_names

_TWICE = "the names of `{module}` are imported in two statements"
_BOTH = "`{name}` is imported from `typing` and from `typing_extensions`"
_WRONG = "this team writes `{wanted}`"


@dataclass(frozen=True)
class Options:
    """Options of ``typing/typing-import-style``.

    Attributes:
        style: ``from`` wants ``from typing import X``, ``module`` wants ``import typing``,
            ``consistent`` the one that the module uses more.
    """

    style: Literal["consistent", "from", "module"] = "consistent"


@rule(
    id="typing/typing-import-style",
    scope=Scope.MODULE,
    requires=(TYPING_IMPORTS, DOTTED_USES, BINDINGS),
    options=Options,
    severity="hint",
    fixes=(typing_module_to_names, merge_typing_imports),
    message="the module mixes `import {module}` and `from {module} import …`",
    why="Where a name of `typing` comes from is then written in one place, in one way.",
    allow_when="A name of `typing` is taken by another in the module.",
    examples=[
        Example(
            "import typing  "
            "# want: the module mixes `import typing` and `from typing import …`\n"
            "from typing import Any\n\n\n"
            "def f(x: typing.Sequence[Any]) -> None: ...\n",
            fixed="from typing import Any, Sequence\n\n\ndef f(x: Sequence[Any]) -> None: ...\n",
        ),
        Example(
            "from typing import Any\n"
            "from typing import Final  "
            "# want: the names of `typing` are imported in two statements\n\n"
            "X: Final[Any] = 1\n",
            fixed="from typing import Any, Final\n\nX: Final[Any] = 1\n",
        ),
        Example("from typing import Any, Final\n\nX: Final[Any] = 1\n"),
    ],
)
def typing_import_style(p: ModulePass) -> Iterator[EntryFinding]:
    """Report the rarer form of imports of ``typing``, and names that are imported twice."""
    entries = p.sequence(TYPING_IMPORTS)
    for module in ("typing", EXTENSIONS):
        own = [e for e in entries if e.value.module == module]
        dotted = [e for e in own if e.value.local]
        named = [e for e in own if e.value.members]
        yield from _wrong_form(p, module, dotted, named)
        if p.options.style != "module":
            for entry in named[1:]:
                fix = merge_typing_imports.at(None)
                fixed = None if entry.value.has_comment else fix
                yield p.finding(TYPING_IMPORTS, entry, fix=fixed, message=_TWICE, module=module)
    for entry in entries:
        if entry.value.module == EXTENSIONS:
            yield from _in_both(p, entry, [e.value for e in entries])


def _wrong_form(
    p: ModulePass, module: str, dotted: list[Entry], named: list[Entry]
) -> Iterator[EntryFinding]:
    style = p.options.style
    if style == "consistent":
        if not dotted or not named:
            return
        uses = sum(p.lookup(DOTTED_USES, entry.value.local) for entry in dotted)
        members = sum(len(entry.value.members) for entry in named)
        style = "module" if uses > members else "from"
        message = None
    else:
        message = _WRONG
    wanted = f"import {module}" if style == "module" else f"from {module} import …"
    for entry in named if style == "module" else dotted:
        fix = None
        if style == "from" and not entry.value.has_comment and not p.module.is_package:
            fix = typing_module_to_names.at(None)
        yield p.finding(
            TYPING_IMPORTS, entry, fix=fix, message=message, module=module, wanted=wanted
        )


def _in_both(p: ModulePass, entry: Entry, imports: list[TypingImport]) -> Iterator[EntryFinding]:
    there = {name for i in imports if i.module == "typing" for name, _ in i.members}
    twice = [name for name, _ in entry.value.members if name in there]
    if twice:
        yield p.finding(TYPING_IMPORTS, entry, message=_BOTH, name=excerpt(twice[0], 30))
