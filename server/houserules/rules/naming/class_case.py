"""A class is not named in PascalCase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, without_subscript
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.qualified_names import qualified_names, resolves_to
from houserules.extractors.word_case import is_pascal, to_pascal
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_symbol import rename_symbol, renamed_to

_MAKERS = frozenset(
    {
        "collections.namedtuple", "enum.Enum", "enum.Flag", "enum.IntEnum", "enum.IntFlag",
        "enum.StrEnum", "typing.NamedTuple", "typing.NewType", "typing.TypedDict",
        "typing_extensions.NamedTuple", "typing_extensions.NewType", "typing_extensions.TypedDict",
    }
)  # fmt: skip
_NAMED_AFTER_OTHERS = ("ctypes.", "sqlalchemy.", "docutils.", "sphinx.")
"""Libraries whose subclasses are named after functions of C or SQL, or after elements."""


@dataclass(frozen=True)
class Options:
    """Options of ``naming/class-case``.

    Attributes:
        lower_context_managers: Whether classes with `__enter__` or `__aenter__` may be named like
            functions.
    """

    lower_context_managers: bool = False


@rule(
    id="naming/class-case",
    on=(cst.ClassDef, cst.Assign),
    requires=(BINDINGS,),
    options=Options,
    fixes=(rename_symbol,),
    same_as_ruff=(SameAsRuff("N801", part="class statements"),),
    message="class `{name}` is not in PascalCase",
    why="A name shows at a glance whether it is a class, a function or a value.",
    allow_when="The name is laid down by a library, a file format or another language.",
    examples=[
        Example(
            "class rate_tracker:  # want: class `rate_tracker` is not in PascalCase"
            " # at: rate_tracker\n"
            "    hits = 0\n\n\n"
            "tracker = rate_tracker()\n",
            fixed="class RateTracker:\n    hits = 0\n\n\ntracker = RateTracker()\n",
            files=(("app/views.py", "from app.example import rate_tracker\n\nrate_tracker()\n"),),
            fixed_files=(
                ("app/views.py", "from app.example import RateTracker\n\nRateTracker()\n"),
            ),
        ),
        Example(
            "from collections import namedtuple\n\n"
            'point = namedtuple("point", "x y")  # want: class `point` is not in PascalCase\n'
            'Size = namedtuple("Size", "width height")\n'
        ),
        Example(
            "class timer:\n"
            "    def __enter__(self):\n"
            "        return self\n\n"
            "    def __exit__(self, *exc):\n"
            "        return None\n",
            options=(("lower_context_managers", True),),
        ),
    ],
)
def class_case(p: UnitPass, node: cst.ClassDef | cst.Assign) -> Iterator[Finding]:
    """Report classes, also those that a call makes, in another case."""
    if isinstance(node, cst.Assign):
        yield from _made_by_call(p, node)
        return
    name = node.name.value
    if is_pascal(name) or not name.isascii() or not name.strip("_"):
        return
    if any(_names_after_others(p, base.value) for base in node.bases):
        return
    if p.options.lower_context_managers and name.islower() and _is_context_manager(p, node):
        return
    yield p.finding(node.name, fix=_fix(p, name), ruff="N801", name=excerpt(name, 40))


def _made_by_call(p: UnitPass, node: cst.Assign) -> Iterator[Finding]:
    call, target = node.value, node.targets[0].target
    if not isinstance(call, cst.Call) or not isinstance(target, cst.Name) or not call.args:
        return
    name = target.value
    if len(node.targets) > 1 or is_pascal(name) or not name.isascii() or not name.strip("_"):
        return
    found = resolves_to(p, call.func, _MAKERS)
    if found is None or (found.startswith("enum.") and len(call.args) < 2):
        return
    yield p.finding(target, name=excerpt(name, 40))


def _is_context_manager(p: UnitPass, node: cst.ClassDef) -> bool:
    return any({"__enter__", "__aenter__"} & set(member.names) for member in p.members(node))


def _fix(p: UnitPass, name: str) -> FixRef | None:
    new = to_pascal(name)
    if p.ancestors or not is_pascal(new):
        return None
    return renamed_to(p, name, new, BindingKind.CLASS)


def _names_after_others(p: UnitPass, base: cst.BaseExpression) -> bool:
    """Whether a class follows the names of its base: an element, a type of C, a builtin."""
    written = without_subscript(base)
    last = dotted_name(written).rpartition(".")[2]
    if last.islower() and last != "object":
        return True
    return any(q.startswith(_NAMED_AFTER_OTHERS) for q in qualified_names(p, written))
