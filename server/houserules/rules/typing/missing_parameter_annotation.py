"""A parameter has no type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import libcst as cst

from houserules.analysis.finding import Finding
from houserules.analysis.passes import UnitPass
from houserules.analysis.ruff_code import SameAsRuff
from houserules.analysis.rule import Example, rule
from houserules.analysis.walk import descendants
from houserules.extractors.bindings import BINDINGS
from houserules.extractors.definitions import decorator_names, statement_count
from houserules.extractors.documented_functions import is_test_module
from houserules.extractors.parameters import all_parameters
from houserules.extractors.routes import ROUTERS
from houserules.extractors.typed_signatures import (
    SIGNATURE_READS,
    is_given_elsewhere,
    is_method,
    is_typed_otherwise,
    may_be_overloaded,
)
from houserules.text.excerpt import excerpt
from houserules.transforms.parameter_annotation import annotate_parameter, deducible_type

_SHORT = 3
_OF_RUFF = (("flake8-annotations.ignore-fully-untyped", False),)


@dataclass(frozen=True)
class Options:
    """Options of ``typing/missing-parameter-annotation``.

    Attributes:
        ignore_names: Globs of parameters that need no type.
        star_args: ``*args`` and ``**kwargs`` need one.
        tests: The parameters of tests and fixtures, which are fixtures themselves, need one.
    """

    ignore_names: tuple[str, ...] = ("_", "__*")
    star_args: bool = True
    tests: bool = False


@rule(
    id="typing/missing-parameter-annotation",
    on=(cst.FunctionDef,),
    requires=(BINDINGS, ROUTERS, *SIGNATURE_READS),
    options=Options,
    fixes=(annotate_parameter,),
    same_as_ruff=(
        SameAsRuff("ANN001", needs=_OF_RUFF, part="parameters that are passed one by one"),
        SameAsRuff("ANN002", needs=_OF_RUFF, part="`*args`"),
        SameAsRuff("ANN003", needs=_OF_RUFF, part="`**kwargs`"),
    ),
    message="parameter `{parameter}` of `{name}` has no type",
    why="A signature with types is what callers read, and what type checkers hold them to.",
    allow_when="The function is handed over as it is, and its caller decides what it is given.",
    examples=[
        Example(
            "async def rename(user_id, dry_run=False) -> None: ...  "
            "# want: parameter `user_id` of `rename` has no type "
            "# want: parameter `dry_run` of `rename` has no type\n",
            fixed="async def rename(user_id, dry_run: bool = False) -> None: ...\n",
        ),
        Example(
            "class Store:\n"
            "    def get(self, key, *rest: int, **options) -> None: ...  "
            "# want: parameter `key` of `get` has no type "
            "# want: parameter `**options` of `get` has no type\n",
        ),
        Example("def rename(user_id: int, dry_run: bool = False) -> None: ...\n"),
    ],
)
def missing_parameter_annotation(p: UnitPass, node: cst.FunctionDef) -> Iterator[Finding]:
    """Report each parameter without an annotation."""
    untyped = [param for param in all_parameters(node.params) if param.annotation is None]
    if untyped and is_method(p, node) and "staticmethod" not in decorator_names(node):
        own = [*node.params.posonly_params, *node.params.params][:1]
        untyped = [param for param in untyped if param not in own]
    untyped = [param for param in untyped if _needs_type(p, param)]
    if not untyped or _is_exempt(p, node):
        return
    # Ruff is silent of the implementation of overloads.
    known_to_ruff = not may_be_overloaded(p, node)
    for param in untyped:
        found = deducible_type(p, node, param)
        name = param.name.value
        fix = None
        if found is not None:
            fix = annotate_parameter.at(node, reason=found[1], name=name, written=found[0])
        stars = param.star if isinstance(param.star, str) else ""
        yield p.finding(
            param.name,
            fix=fix,
            ruff={"": "ANN001", "*": "ANN002", "**": "ANN003"}[stars] if known_to_ruff else "",
            parameter=excerpt(stars + name, 34),
            name=excerpt(node.name.value, 34),
        )


def _needs_type(p: UnitPass, param: cst.Param) -> bool:
    options: Options = p.options
    if param.star and not options.star_args:
        return False
    return not any(fnmatchcase(param.name.value, glob) for glob in options.ignore_names)


def _is_exempt(p: UnitPass, node: cst.FunctionDef) -> bool:
    if not p.options.tests and is_test_module(p.module) and _is_test(node):
        return True
    if is_typed_otherwise(p, node) or _is_handed_over(p, node):
        return True
    return is_given_elsewhere(p, node)


def _is_test(node: cst.FunctionDef) -> bool:
    names = {name.rpartition(".")[2] for name in decorator_names(node)}
    return node.name.value.startswith("test") or "fixture" in names


def _is_handed_over(p: UnitPass, node: cst.FunctionDef) -> bool:
    """Whether a short function inside another one is made to be given to a call."""
    outer = next((a for a in reversed(p.ancestors) if isinstance(a, cst.FunctionDef)), None)
    if outer is None or statement_count(node) > _SHORT:
        return False
    return any(
        isinstance(n, cst.Arg)
        and isinstance(n.value, cst.Name)
        and n.value.value == node.name.value
        for n in descendants(outer.body)
    )
