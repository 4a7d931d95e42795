"""A function or method is not named in snake_case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.class_graph import CLASSES
from houserules.extractors.definitions import decorator_names
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.word_case import is_snake, to_snake
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_function import REASON, rename_function

_DISPATCHED = re.compile(
    r"_{0,2}(?:visit|leave|depart|enter|exit|test|handle|on|do|parse|render|eval|print)_\w"
)
_HARMLESS_BASES = frozenset(
    {
        "builtins.object", "builtins.Exception", "builtins.ValueError", "builtins.RuntimeError",
        "abc.ABC", "typing.Generic", "typing.NamedTuple", "enum.Enum",
        "enum.StrEnum", "enum.IntEnum", "pydantic.BaseModel", "pydantic_settings.BaseSettings",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Options:
    """Options of ``naming/function-case``.

    Attributes:
        ignore_decorators: Globs of dotted decorator names whose functions may have any name.
    """

    ignore_decorators: tuple[str, ...] = ()


@rule(
    id="naming/function-case",
    on=(cst.FunctionDef,),
    requires=(BINDINGS, CLASSES, FULL_ANCESTRY),
    options=Options,
    fixes=(rename_function,),
    same_as_ruff=("N802",),
    message="`{name}` is not in snake_case",
    why="Names of one kind in one case are read without stopping, and found without guessing.",
    allow_when="The name is laid down by a framework or protocol that this cannot see.",
    examples=[
        Example(
            "def loadUser():  # want: `loadUser` is not in snake_case # at: loadUser\n"
            "    return None\n\n\n"
            "user = loadUser()\n",
            fixed="def load_user():\n    return None\n\n\nuser = load_user()\n",
            files=(("app/views.py", "from app.example import loadUser\n\nloadUser()\n"),),
            fixed_files=(("app/views.py", "from app.example import load_user\n\nload_user()\n"),),
        ),
        Example(
            "import ast\n\n\n"
            "class Names(ast.NodeVisitor):\n"
            "    def visit_Name(self, node):\n"
            "        return node\n"
        ),
    ],
)
def function_case(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report functions in another case; only top-level ones can be renamed everywhere."""
    name = node.name.value
    if is_snake(name) or _DISPATCHED.match(name) or not name.isascii():
        return
    decorators = decorator_names(node)
    if any(d.rpartition(".")[2] in ("overload", "override") for d in decorators):
        return
    if any(fnmatchcase(d, glob) for d in decorators for glob in p.options.ignore_decorators):
        return
    if any(isinstance(a, cst.ClassDef) for a in p.ancestors) or _may_override(p):
        return
    new = to_snake(name)
    renamable = not p.class_path and not p.ancestors and not decorators and is_snake(new)
    free = renamable and not p.lookup(BINDINGS, new) and len(p.lookup(BINDINGS, name)) == 1
    fix = rename_function.at(None, reason=REASON, old=name, new=new)
    yield p.finding(node.name, fix=fix if free else None, name=excerpt(name, 40))


def _may_override(p: UnitPass) -> bool:
    """Whether a method may have its name from a base that is not the project's, or not known."""
    if not p.class_path:
        return False
    path = ".".join(p.class_path)
    definitions = p.lookup(CLASSES, path)
    if any("" in d.bases or d.keywords for d in definitions) or len(p.class_path) > 1:
        return True
    if all(not d.bases for d in definitions):
        return False
    return bool(_foreign(p, p.lookup(FULL_ANCESTRY, path)))


def _foreign(p: UnitPass, ancestry: frozenset[str]) -> frozenset[str]:
    return frozenset(
        name
        for name in ancestry - _HARMLESS_BASES
        if name.partition(".")[0] not in p.module.local_packages
    )
