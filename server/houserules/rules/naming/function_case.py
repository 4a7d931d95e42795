"""A function or method is not named in snake_case."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.class_families import FROM_OUTSIDE
from houserules.extractors.definitions import decorator_names
from houserules.extractors.word_case import is_snake, to_snake
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_method import rename_method
from houserules.transforms.rename_nested import REASON as NESTED_REASON
from houserules.transforms.rename_nested import is_free, rename_nested
from houserules.transforms.rename_symbol import REASON, rename_symbol

_DISPATCHED = re.compile(
    r"_{0,2}(?:visit|leave|depart|enter|exit|test|handle|on|do|parse|render|eval|print)_\w"
)
_SCOPES = (cst.FunctionDef, cst.ClassDef)
_BY_DECORATOR = "who decorates it may go by its name"
_PLAIN_DECORATORS = frozenset(
    {
        "abstractmethod", "asynccontextmanager", "cache", "cached_property", "classmethod",
        "contextmanager", "deleter", "final", "getter", "lru_cache", "property", "setter",
        "staticmethod", "wraps",
    }
)  # fmt: skip
_BOUND_BY_NAME = frozenset({"fixture"})
"""Decorators that make others refer to a function by the name of a parameter."""


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
    requires=(BINDINGS, FROM_OUTSIDE),
    options=Options,
    fixes=(rename_symbol, rename_method, rename_nested),
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
            "def outer():\n"
            "    def innerName():  # want: `innerName` is not in snake_case\n"
            "        return None\n\n"
            "    return innerName\n",
            fixed="def outer():\n"
            "    def inner_name():\n"
            "        return None\n\n"
            "    return inner_name\n",
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
    """Report functions in another case; what can be renamed everywhere is offered."""
    name = node.name.value
    if is_snake(name) or _DISPATCHED.match(name) or not name.isascii():
        return
    decorators = decorator_names(node)
    if any(d.rpartition(".")[2] in ("overload", "override") for d in decorators):
        return
    if any(fnmatchcase(d, glob) for d in decorators for glob in p.options.ignore_decorators):
        return
    holder = next((a for a in reversed(p.ancestors) if isinstance(a, _SCOPES)), None)
    if isinstance(holder, cst.ClassDef):
        if holder.bases or holder.keywords:
            return
    elif holder is None and _may_override(p):
        return
    yield p.finding(node.name, fix=_fix(p, node, holder, decorators), name=excerpt(name, 40))


def _fix(
    p: UnitPass, node: cst.FunctionDef, holder: cst.CSTNode | None, decorators: Sequence[str]
) -> FixRef | None:
    old = node.name.value
    new = to_snake(old)
    words = {d.rpartition(".")[2] for d in decorators}
    if keyword.iskeyword(new) or not is_snake(new) or words & _BOUND_BY_NAME:
        return None
    is_plain = words <= _PLAIN_DECORATORS
    if isinstance(holder, cst.FunctionDef):
        reason = NESTED_REASON if is_plain else _BY_DECORATOR
        return rename_nested.at(None, reason=reason, new=new) if is_free(new) else None
    reason = REASON if is_plain else _BY_DECORATOR
    if holder is not None:
        return None
    if p.class_path:
        return rename_method.at(None, reason=reason, old=old, new=new)
    known = all(b.kind is BindingKind.FUNCTION for b in p.lookup(BINDINGS, old))
    if not known or not is_free(new) or p.lookup(BINDINGS, new):
        return None
    return rename_symbol.at(None, reason=reason, old=old, new=new)


def _may_override(p: UnitPass) -> bool:
    """Whether a method may have its name from a base that is not the project's, or not known."""
    return bool(p.class_path) and p.lookup(FROM_OUTSIDE, ".".join(p.class_path))
