"""A constant is not named in UPPER_SNAKE_CASE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.module import Role
from houserules.analysis.passes import UnitPass
from houserules.analysis.rule import Example, rule
from houserules.analysis.structure import dotted_name, without_subscript
from houserules.extractors.attribute_writes import EVERY_WRITE
from houserules.extractors.base_words import DERIVING
from houserules.extractors.bindings import BINDINGS, BindingKind
from houserules.extractors.constant_values import is_constant
from houserules.extractors.full_ancestry import FULL_ANCESTRY
from houserules.extractors.word_case import is_upper_snake, to_upper_snake
from houserules.fixes.transform import FixRef
from houserules.text.excerpt import excerpt
from houserules.transforms.rename_symbol import rename_symbol, renamed_to

_ENUMS = frozenset(f"enum.{n}" for n in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))
_DISPLAYS = (cst.Dict, cst.List, cst.Set, cst.Tuple)
"""What ``Final`` makes a constant, too; behind a call or name there may be a function or object."""
_READ_BY_NAME = frozenset(
    {"celeryconfig.py", "conf.py", "gunicorn.conf.py", "gunicorn_conf.py", "noxfile.py", "setup.py"}
)
"""Files whose variables are the settings of a tool."""


@dataclass(frozen=True)
class Options:
    """Options of ``naming/constant-case``.

    Attributes:
        ignore: Globs of names that tools look for.
    """

    ignore: tuple[str, ...] = (
        "pytestmark", "pytest_plugins", "app", "application", "router", "logger", "log",
        "revision", "down_revision", "branch_labels", "depends_on", "version",
    )  # fmt: skip


@rule(
    id="naming/constant-case",
    on=(cst.Assign, cst.AnnAssign),
    requires=(BINDINGS, FULL_ANCESTRY, EVERY_WRITE, DERIVING),
    options=Options,
    fixes=(rename_symbol,),
    message="constant `{name}` is not in UPPER_SNAKE_CASE",
    why="A reader sees at once that the value is the same wherever the name stands.",
    allow_when="A tool looks for the variable by this name.",
    examples=[
        Example(
            "max_retries = 3"
            "  # want: constant `max_retries` is not in UPPER_SNAKE_CASE # at: max_retries\n\n\n"
            "def retry():\n"
            "    return range(max_retries)\n",
            fixed="MAX_RETRIES = 3\n\n\ndef retry():\n    return range(MAX_RETRIES)\n",
            files=(
                ("app/views.py", "from app.example import max_retries\n\nprint(max_retries)\n"),
            ),
            fixed_files=(
                ("app/views.py", "from app.example import MAX_RETRIES\n\nprint(MAX_RETRIES)\n"),
            ),
        ),
        Example("is_ready = False\n\n\ndef start():\n    global is_ready\n    is_ready = True\n"),
        Example('task_serializer = "json"\n', path="app/celeryconfig.py"),
    ],
)
def constant_case(p: UnitPass, node: cst.Assign | cst.AnnAssign) -> Iterator[Finding]:
    """Report values that never change, at the top of modules and in classes."""
    if len(p.ancestors) != 1 or node.value is None:
        return
    if isinstance(node, cst.Assign) and len(node.targets) > 1:
        return
    target = node.targets[0].target if isinstance(node, cst.Assign) else node.target
    if not isinstance(target, cst.Name):
        return
    name = target.value
    if is_upper_snake(name) or name.startswith("__") or not name.strip("_") or not name.isascii():
        return
    if any(fnmatchcase(name, glob) for glob in p.options.ignore):
        return
    if p.class_path:
        if _is_constant_of_class(p, node, name):
            yield p.finding(target, name=excerpt(name, 40))
    elif _is_constant_of_module(p, node, name):
        yield p.finding(target, fix=_fix(p, name), name=excerpt(name, 40))


def _is_constant_of_module(p: UnitPass, node: cst.Assign | cst.AnnAssign, name: str) -> bool:
    assert node.value is not None
    if p.module.role is Role.MIGRATION or p.module.path.rpartition("/")[2] in _READ_BY_NAME:
        return False
    is_text = isinstance(node.value, cst.SimpleString | cst.ConcatenatedString)
    is_type = _declares(node, "TypeAlias") or (is_text and name.lstrip("_")[:1].isupper())
    if is_type and not _declares(node, "Final"):
        # A quoted type under another name.
        return False
    is_final = _declares(node, "Final") and isinstance(node.value, _DISPLAYS)
    if not is_final and not is_constant(p, node.value):
        return False
    return len(p.lookup(BINDINGS, name)) == 1 and not p.lookup(EVERY_WRITE, name)


def _is_constant_of_class(p: UnitPass, node: cst.Assign | cst.AnnAssign, name: str) -> bool:
    assert node.value is not None
    path = ".".join(p.class_path)
    if isinstance(node, cst.Assign):
        is_enum = bool(p.lookup(FULL_ANCESTRY, path) & _ENUMS)
        return is_enum and not name.startswith("_") and is_constant(p, node.value)
    holder = p.enclosing_classes[-1]
    if holder.bases or holder.decorators or holder.has_keywords or len(p.siblings_named(name)) > 1:
        return False
    if _declares(node, "Final"):
        return isinstance(node.value, _DISPLAYS) or is_constant(p, node.value)
    return (
        _declares(node, "ClassVar")
        and is_constant(p, node.value)
        and not p.lookup(EVERY_WRITE, name)
        and not p.lookup(DERIVING, p.class_path[-1])
    )


def _declares(node: cst.Assign | cst.AnnAssign, word: str) -> bool:
    if isinstance(node, cst.Assign):
        return False
    outer = without_subscript(node.annotation.annotation)
    return dotted_name(outer).rpartition(".")[2] == word


def _fix(p: UnitPass, name: str) -> FixRef | None:
    new = to_upper_snake(name)
    return renamed_to(p, name, new, BindingKind.VALUE) if is_upper_snake(new) else None
