"""A function has no return type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.extractors.definitions import decorator_names
from houserules.extractors.documented_functions import is_test_module
from houserules.extractors.return_shapes import RETURN_READS, return_shape
from houserules.extractors.typed_signatures import (
    is_method,
    is_typed_otherwise,
    may_be_overloaded,
)
from houserules.fixes.safety import Safety
from houserules.text.excerpt import excerpt
from houserules.transforms.return_annotation import annotate_return, written_shape

_NOTHING = "`{name}` has no return type; it returns nothing, add `-> None`"
_OF_RUFF = (
    ("flake8-annotations.ignore-fully-untyped", False),
    ("flake8-annotations.suppress-none-returning", False),
    ("flake8-annotations.mypy-init-return", False),
)


@dataclass(frozen=True)
class Options:
    """Options of ``typing/missing-return-annotation``.

    Attributes:
        require_init: ``__init__`` needs ``-> None``, too.
        tests: Functions of test modules need one.
        private: Functions whose name begins with an underscore need one.
    """

    require_init: bool = True
    tests: bool = True
    private: bool = True


@rule(
    id="typing/missing-return-annotation",
    on=(cst.FunctionDef,),
    requires=RETURN_READS,
    reads=("optional-style",),
    options=Options,
    fixes=(annotate_return,),
    same_as_ruff=(
        SameAsRuff("ANN201", needs=_OF_RUFF, part="public functions"),
        SameAsRuff("ANN202", needs=_OF_RUFF, part="private functions"),
        SameAsRuff("ANN204", needs=_OF_RUFF, part="methods like `__init__`"),
        SameAsRuff("ANN205", needs=_OF_RUFF, part="static methods"),
        SameAsRuff("ANN206", needs=_OF_RUFF, part="class methods"),
    ),
    message="`{name}` has no return type",
    why="Without one, type checkers take what a function gives back for anything.",
    allow_when="Whoever calls the function decides what it gives back.",
    examples=[
        Example(
            "async def close():  "
            "# want: `close` has no return type; it returns nothing, add `-> None`\n"
            "    await pool.aclose()\n",
            fixed="async def close() -> None:\n    await pool.aclose()\n",
        ),
        Example(
            "def count(rows):  # want: `count` has no return type\n    return rows.count()\n\n\n"
            "def size(rows):  # want: `size` has no return type\n    return 1 if rows else 0\n",
        ),
        Example("def count(rows) -> int:\n    return len(rows)\n"),
    ],
)
def missing_return_annotation(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report each function without a return type."""
    if node.returns is not None or _is_exempt(p, node):
        return
    in_class = is_method(p, node)
    shape = return_shape(p, node, in_class)
    fix = None
    if shape is not None:
        fix = annotate_return.at(
            node,
            safety=Safety.UNSAFE if shape.reason else Safety.SAFE,
            reason=shape.reason,
            written=written_shape(shape),
            optional=p.convention("optional-style") or "pep604",
        )
    yield p.finding(
        node.name,
        fix=fix,
        message=_NOTHING if shape is not None and shape.gives_nothing else None,
        ruff=_ruff_code(p, node, in_class),
        name=excerpt(node.name.value, 36),
    )


def _is_exempt(p: UnitPass, node: cst.FunctionDef) -> bool:
    options: Options = p.options
    name = node.name.value
    is_special = name.startswith("__") and name.endswith("__")
    if name == "__init__" and not options.require_init:
        return True
    if name.startswith("_") and not is_special and not options.private:
        return True
    if not options.tests and is_test_module(p.module):
        return True
    return is_typed_otherwise(p, node)


def _ruff_code(p: UnitPass, node: cst.FunctionDef, in_class: bool) -> str:
    name = node.name.value
    decorators = decorator_names(node)
    if may_be_overloaded(p, node):
        # Ruff is silent of the implementation of overloads.
        return ""
    if in_class and "staticmethod" in decorators:
        return "ANN205"
    if in_class and "classmethod" in decorators:
        return "ANN206"
    if in_class and name.startswith("__") and name.endswith("__"):
        return "ANN204"
    around = [a.name.value for a in p.ancestors if isinstance(a, cst.ClassDef)]
    nested = any(isinstance(a, cst.FunctionDef) for a in p.ancestors)
    names = (*p.class_path, *around, name)
    return "ANN202" if nested or any(n.startswith("_") for n in names) else "ANN201"
